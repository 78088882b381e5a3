import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { askFile, type Question } from '../client.ts'
import { useLanguage } from '../preferences.ts'
import { useMay } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { useTools } from '../ui/useActions.ts'

/** Takes the list out as it stands. */
export function TakeOut({ question }: { question: Question<'listReminders'> }) {
  const { t } = useTranslation()
  const may = useMay()
  const locale = useLanguage()
  const { onError } = useTools()
  if (!may('report.export')) return null
  const { after: _after, limit: _limit, ...asked } = question
  const take = (format: 'xlsx' | 'csv') => askFile('exportReminders', { ...asked, format, locale }).catch(onError)
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
      <Button size="small" type="text" icon={<Icon name="download" size={14} />}>
        {t('export.export')}
      </Button>
    </Dropdown>
  )
}
