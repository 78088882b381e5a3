import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { askFile, type Question } from '../client.ts'
import { useLanguage } from '../preferences.ts'
import { useMay } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { problemsOf, useSentence } from '../ui/problems.tsx'
import { toast } from '../ui/toast.tsx'

type ExportProps = {
  report: Question<'exportReport'>['report']
  params: Record<string, unknown>
  /** Fields of the columns, in their order; all of the report unless told. */
  columns?: string[] | null
  /** Stands quietly above a table instead of among the actions of a page. */
  quiet?: boolean
}

/** Takes a report out as it stands on the screen. */
export function ExportButton({ report, params, columns, quiet = false }: ExportProps) {
  const { t } = useTranslation()
  const may = useMay()
  const locale = useLanguage()
  const sentence = useSentence()
  const [busy, setBusy] = useState(false)
  if (!may('report.export')) return null
  const take = async (format: 'xlsx' | 'csv') => {
    setBusy(true)
    try {
      await askFile('exportReport', { report, format, params, locale, ...(columns ? { columns } : {}) })
    } catch (error) {
      const [first] = problemsOf(error)
      toast('wrong', first ? sentence(first) : t('errors.internal'))
    }
    setBusy(false)
  }
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'xlsx', label: t('export.xlsx') },
          { key: 'csv', label: t('export.csv') },
        ],
        onClick: ({ key }) => void take(key as 'xlsx' | 'csv'),
      }}
    >
      <Button
        loading={busy}
        icon={<Icon name="download" size={14} />}
        {...(quiet ? { size: 'small', type: 'text' } : {})}
      >
        {t('export.export')}
      </Button>
    </Dropdown>
  )
}
