import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useList } from '../lists.ts'
import type { Row } from '../client.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { Count, Moment } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'

type Asking = Row<'listAskings'>

/** The last asking in a line, above the list it is about; nothing where there was none. */
export function LastAsking({ onOpen }: { onOpen: (asking_id: string) => void }) {
  const { t } = useTranslation()
  const [last] = useList('listAskings', {}).rows
  if (!last) return null
  const { customers, answered, skipped } = last
  return (
    <p className="soft">
      {t('askings.last', { customers, answered, skipped })}{' '}
      <Button type="link" size="small" onClick={() => onOpen(last.asking_id)}>
        {t('askings.show')}
      </Button>
    </p>
  )
}

/** The askings so far, the newest first; nothing where there was none. */
export function Askings({ onOpen }: { onOpen: (asking_id: string) => void }) {
  const { t } = useTranslation()
  const list = useList('listAskings', {})
  if (list.rows.length === 0) return null
  const count = (key: 'customers' | 'mailed' | 'made' | 'skipped' | 'answered') => ({
    key,
    title: t(`askings.figures.${key}`),
    cell: (row: Asking) => <Count of={row[key]} />,
    right: true,
    width: 110,
  })
  return (
    <Section title={t('askings.so_far')}>
      <DataTable<Asking>
        bare
        label={t('askings.so_far')}
        columns={[
          { key: 'at', title: t('askings.at'), cell: row => <Moment at={row.recorded_at} />, width: 170, card: 'head' },
          { key: 'entity', title: t('columns.entity'), cell: row => row.entity_code, width: 80 },
          { key: 'state', title: t('columns.state'), cell: row => t(`askings.states.${row.state}`), width: 100 },
          count('customers'),
          count('mailed'),
          count('made'),
          count('skipped'),
          count('answered'),
          { key: 'by', title: t('askings.by'), cell: row => row.recorded_by_name, width: 140 },
        ]}
        {...list.table}
        rowKey={row => row.asking_id}
        onOpen={row => onOpen(row.asking_id)}
        empty={{ title: t('askings.none') }}
      />
    </Section>
  )
}
