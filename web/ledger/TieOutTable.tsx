import type { TFunction } from 'i18next'
import { Checkbox } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { ExportButton } from '../reports/ExportButton.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Money } from '../ui/Money.tsx'
import { one, useUrl } from '../ui/url.ts'
import { usePhone } from '../ui/usePhone.ts'

type Line = Row<'openingTieOut'>
type Amount = `${'old' | 'our' | 'old_base' | 'our_base' | 'difference' | 'difference_base'}_minor`

/** A book may have thousands of customers; so many lines are drawn at a time. */
const step = 200

/** Whether the old book and ours disagree on a line, in the currency or in base. */
export const differs = (row: Line) => row.difference_minor !== '0' || row.difference_base_minor !== '0'

/** Whether the figures in base say anything that those in the currency do not. */
const tellsBase = (row: Line, base: string) =>
  row.currency !== base || row.old_base_minor !== row.old_minor || row.our_base_minor !== row.our_minor

/** The old book beside ours, per control account and customer; what differs is loud, 0.00 is calm. */
export function TieOutTable({ opening_id, rows, base }: { opening_id: string; rows: readonly Line[]; base: string }) {
  const { t } = useTranslation()
  const phone = usePhone()
  const [url, change] = useUrl()
  const [shown, setShown] = useState(step)
  const only = one(url.only) === 'differences'
  const lines = only ? rows.filter(differs) : rows
  // Where nothing is in a foreign currency, base would say everything twice.
  const foreign = rows.some(row => tellsBase(row, base))
  return (
    <>
      <div className="bar" style={{ alignItems: 'center' }}>
        <Checkbox
          style={{ marginTop: 0 }}
          checked={only}
          onChange={event => change({ only: event.target.checked ? 'differences' : undefined }, { replace: true })}
        >
          {t('openings.only_differences')}
        </Checkbox>
        <span className="small soft">{t('openings.difference_hint')}</span>
      </div>
      <DataTable<Line>
        label={t('openings.tie_out')}
        name="tie-out"
        tools={fields => <ExportButton quiet report="opening_tie_out" params={{ opening_id }} columns={fields} />}
        columns={columnsOf(t, base, foreign, phone)}
        rows={lines.slice(0, shown)}
        rowKey={row => `${row.account_code} ${row.customer_number ?? ''} ${row.currency}`}
        rowClass={row => (differs(row) ? 'differs' : '')}
        totals={only ? [] : totalsOf(rows, base, foreign, t('columns.total'))}
        empty={
          only
            ? { title: t('openings.no_differences') }
            : { title: t('openings.nothing'), hint: t('openings.nothing_hint') }
        }
        more={{ has: lines.length > shown, load: () => setShown(shown + step), loading: false }}
        count={lines.length}
      />
    </>
  )
}

function columnsOf(t: TFunction, base: string, foreign: boolean, phone: boolean): DataColumn<Line>[] {
  const amount = (name: Amount, title: string, card?: 'figure'): DataColumn<Line> => ({
    key: name,
    fields: [name],
    title,
    right: true,
    width: 122,
    ...(card ? { card } : {}),
    cell: row => {
      const inBase = name.includes('base')
      // A card has no columns to keep: what is said already is left out.
      if (phone && inBase && !tellsBase(row, base)) return null
      const figure = <Compared name={name} minor={row[name]} currency={inBase ? base : row.currency} />
      return row.customer_number === null ? <span className="whole">{figure}</span> : figure
    },
  })
  const columns: DataColumn<Line>[] = [
    {
      key: 'account',
      fields: ['account_code', 'account_name'],
      title: t('columns.account'),
      cell: row => (
        <span className={row.customer_number === null ? 'whole' : 'soft'}>
          {row.account_code} {row.account_name}
        </span>
      ),
      width: 160,
      card: 'head',
    },
    {
      key: 'customer',
      fields: ['customer_number', 'customer_name'],
      title: t('columns.customer'),
      cell: row =>
        row.customer_number === null ? (
          <span className="soft">{t('openings.whole_account')}</span>
        ) : (
          `${row.customer_number} ${row.customer_name ?? ''}`
        ),
      width: 200,
      card: 'head',
    },
    { key: 'currency', fields: ['currency'], title: t('columns.currency'), cell: row => row.currency, width: 78 },
    amount('old_minor', t('openings.old')),
    amount('our_minor', t('openings.ours')),
    amount('difference_minor', t('openings.difference'), 'figure'),
  ]
  if (!foreign) return columns
  return [
    ...columns,
    amount('old_base_minor', t('openings.old_base', { currency: base })),
    amount('our_base_minor', t('openings.ours_base', { currency: base })),
    amount('difference_base_minor', t('openings.difference_base', { currency: base })),
  ]
}

/** A figure of the comparison; a difference that is none is calm, any other is not. */
function Compared({ name, minor, currency }: { name: Amount; minor: string; currency: string }) {
  const money = <Money minor={minor} currency={currency} />
  return name.startsWith('difference') && minor !== '0' ? <strong className="wrong">{money}</strong> : money
}

/** For each currency the sum of the accounts; their customers stand in them already. */
function totalsOf(rows: readonly Line[], base: string, foreign: boolean, name: string) {
  const accounts = rows.filter(row => row.customer_number === null)
  const currencies = [...new Set(accounts.map(row => row.currency))].sort()
  return currencies.map(currency => {
    const sum = (of: Amount) =>
      String(accounts.filter(row => row.currency === currency).reduce((sum, row) => sum + BigInt(row[of]), 0n))
    const cells: Record<string, ReactNode> = { account: name, currency }
    for (const of of ['old_minor', 'our_minor', 'difference_minor'] as const)
      cells[of] = <Compared name={of} minor={sum(of)} currency={currency} />
    if (foreign)
      for (const of of ['old_base_minor', 'our_base_minor', 'difference_base_minor'] as const)
        cells[of] = <Compared name={of} minor={sum(of)} currency={base} />
    return { key: currency, cells }
  })
}
