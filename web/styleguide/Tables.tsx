import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Refused } from '../client.ts'
import { useMe } from '../session.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { addDays } from '../ui/figures.ts'
import { Day, Money } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { usePicked } from '../ui/picked.ts'

type Row = { id: string; name: string; due_on: string; days: number; minor: string }

/** The table with rows, totals and a selection, and in the states in which it has none. */
export function Tables() {
  const { t } = useTranslation()
  const { today } = useMe()
  const picked = usePicked()
  const [sort, setSort] = useState('-open')
  const rows: Row[] = ['腾跃科技', 'Grünwald Maschinen GmbH', '南垣鸿雁来建材有限公司'].map((name, at) => ({
    id: String(at),
    name,
    due_on: addDays(today, at * 20 - 30),
    days: Math.max(0, 30 - at * 20),
    minor: String((at - 1) * 123_456_789 + 5),
  }))
  const columns: DataColumn<Row>[] = [
    { key: 'name', title: t('columns.customer'), width: 260, card: 'head', cell: row => row.name },
    { key: 'due_on', title: t('columns.due_on'), width: 120, cell: row => <Day day={row.due_on} /> },
    {
      key: 'days',
      title: t('columns.days_overdue'),
      right: true,
      width: 110,
      cell: row => (row.days ? <span className="num wrong">{row.days}</span> : '–'),
    },
    {
      key: 'open',
      title: t('columns.open_minor'),
      right: true,
      width: 160,
      card: 'figure',
      sorts: ['-open', 'open'],
      cell: row => <Money minor={row.minor} currency="CNY" code />,
    },
  ]
  const one = { label: t('styleguide.tables'), columns, rowKey: (row: Row) => row.id }
  const empty = { title: t('tasks.none'), hint: t('tasks.none_hint'), action: <Button>{t('tasks.give')}</Button> }
  const total = rows.reduce((sum, row) => sum + BigInt(row.minor), 0n).toString()
  return (
    <Section title={t('styleguide.tables')}>
      <DataTable<Row>
        {...one}
        rows={sort === '-open' ? rows.toReversed() : rows}
        picked={picked}
        sort={sort}
        onSort={setSort}
        totals={[
          {
            key: 'CNY',
            cells: { name: 'CNY', open: <Money minor={total} currency="CNY" code /> },
          },
        ]}
        empty={empty}
      />
      <DataTable<Row> {...one} rows={[]} empty={empty} />
      <DataTable<Row> {...one} rows={[]} loading empty={empty} />
      <DataTable<Row>
        {...one}
        rows={[]}
        error={new Refused(403, [{ index: 0, code: 'permission_missing', params: { permission: 'report.read' } }], '')}
        empty={empty}
      />
    </Section>
  )
}
