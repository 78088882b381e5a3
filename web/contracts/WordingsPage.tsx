import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from 'antd'
import { Link } from '@tanstack/react-router'
import type { Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useMay } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Moment } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { WordingDrawer } from './WordingDrawer.tsx'
import { ListTools } from '../views/ListTools.tsx'

type Wording = Row<'listTemplates'>

/** The wordings contracts are drawn up from: those of the house, and one's own with their versions. */
export function WordingsPage() {
  const { t } = useTranslation()
  const may = useMay()
  const asked = useAnswer('listTemplates', { retired: 'true' })
  const [open, setOpen] = useState<Wording | 'new' | null>(null)
  const manages = may('organisation.manage')
  const columns: DataColumn<Wording>[] = [
    { key: 'name', title: t('columns.name'), cell: row => row.name, width: 280, card: 'head' },
    { key: 'code', title: t('access.code'), cell: row => <span className="doc">{row.code}</span>, width: 160 },
    {
      key: 'locale',
      title: t('papers.language'),
      cell: row => (row.locale === 'zh' ? '中文' : 'English'),
      width: 100,
    },
    {
      key: 'version',
      title: t('wordings.version'),
      cell: row => (row.standard ? t('wordings.standard') : row.version),
      width: 110,
      card: 'figure',
    },
    {
      key: 'at',
      title: t('wordings.written'),
      cell: row => row.recorded_at && <Moment at={row.recorded_at} />,
      width: 160,
    },
    { key: 'by', title: t('registers.by'), cell: row => row.by_name, width: 120 },
    {
      key: 'state',
      title: t('columns.state'),
      cell: row => row.retired && <span className="tag">{t('wordings.retired')}</span>,
      width: 110,
    },
  ]
  return (
    <Page
      title={t('nav.wordings')}
      crumb={<Link to="/contracts">{t('nav.contracts')}</Link>}
      sub={t('wordings.sub')}
      actions={
        manages && (
          <Button type="primary" onClick={() => setOpen('new')} icon={<Icon name="plus" />}>
            {t('wordings.make')}
          </Button>
        )
      }
    >
      <DataTable<Wording>
        label={t('nav.wordings')}
        tools={() => <ListTools list={null} report="wordings" question={{ retired: 'true' }} fields={null} />}
        columns={columns}
        rows={asked.data?.rows ?? []}
        rowKey={row => row.code}
        onOpen={setOpen}
        empty={{ title: t('wordings.none') }}
        loading={asked.isFetching}
        error={asked.error}
        retry={() => void asked.refetch()}
      />
      {open && (
        <WordingDrawer
          key={open === 'new' ? '' : open.code}
          {...(open === 'new' ? {} : { wording: open })}
          onClose={() => setOpen(null)}
        />
      )}
    </Page>
  )
}
