import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useList } from '../lists.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { ManyField } from '../ui/Field.tsx'
import { Day, Moment, Money } from '../ui/Money.tsx'
import { many, one, useUrl } from '../ui/url.ts'
import { LateDrawer } from './LateDrawer.tsx'
import { useRuleName } from './rule-words.ts'
import { Stretches } from './Stretches.tsx'
import { ListTools } from '../views/ListTools.tsx'

type Charge = Row<'listLateCharges'>
const states = ['charged', 'waived', 'undone'] as const

/** The days that were charged or waived, each with its calculation. */
export function LateRegister() {
  const { t } = useTranslation()
  const nameOf = useRuleName()
  const [url, change] = useUrl()
  const chosen = many(url.state)
  const state = states.filter(value => chosen.includes(value))
  const sort = one(url.sort) === 'recorded_at' ? 'recorded_at' : '-recorded_at'
  const customer_id = one(url.customer_id)
  const open = one(url.charge)
  const question = {
    sort,
    ...(state.length > 0 ? { state } : {}),
    ...(customer_id ? { customer_id: [customer_id] } : {}),
  } as const
  const list = useList('listLateCharges', question)
  const columns: DataColumn<Charge>[] = [
    {
      key: 'number',
      fields: ['number'],
      title: t('columns.number'),
      cell: row => <span className="doc">{row.number}</span>,
      width: 140,
    },
    {
      key: 'customer',
      fields: ['customer_number', 'customer_name'],
      title: t('columns.customer'),
      cell: row => (
        <Link to="/customers/$customer_id" params={{ customer_id: row.customer_id }}>
          <span className="num">{row.customer_number}</span> {row.customer_name}
        </Link>
      ),
      width: 204,
      card: 'head',
      links: true,
    },
    {
      key: 'days',
      fields: ['from_on', 'to_on', 'days'],
      title: t('late.days_charged'),
      cell: row => (
        <>
          <Day day={row.from_on} /> – <Day day={row.to_on} /> ({row.days})
        </>
      ),
      width: 262,
    },
    {
      key: 'state',
      fields: ['state'],
      title: t('columns.state'),
      cell: row => (
        <span className={`tag ${row.state === 'charged' ? '' : 'waits'}`}>{t(`late.states.${row.state}`)}</span>
      ),
      width: 84,
    },
    {
      key: 'amount',
      fields: ['currency', 'amount_minor'],
      title: t('columns.amount'),
      cell: row => <Money minor={row.amount_minor} currency={row.currency} code />,
      width: 146,
      right: true,
      card: 'figure',
    },
    {
      key: 'invoice',
      fields: ['invoice_number'],
      title: t('late.charge'),
      cell: row =>
        row.invoice_id && (
          <Link to="/invoices/$invoice_id" params={{ invoice_id: row.invoice_id }}>
            <span className="doc">{row.invoice_number}</span>
          </Link>
        ),
      width: 152,
      links: true,
    },
    { key: 'rule', title: t('late.rule'), cell: row => <span className="wraps">{nameOf(row.rule)}</span>, width: 180 },
    {
      key: 'rows',
      title: t('late.calculation'),
      cell: row => <Stretches rows={row.rows} currency={row.currency} />,
      width: 520,
    },
    {
      key: 'reason',
      fields: ['reason'],
      title: t('field.reason'),
      cell: row => <span className="wraps">{row.reason}</span>,
      width: 200,
    },
    {
      key: 'recorded_at',
      fields: ['recorded_at'],
      title: t('columns.recorded_at'),
      cell: row => <Moment at={row.recorded_at} />,
      width: 160,
      sorts: ['recorded_at', '-recorded_at'],
    },
    { key: 'by', fields: ['by_name'], title: t('registers.by'), cell: row => row.by_name, width: 120 },
  ]
  return (
    <>
      <div className="bar">
        <ManyField
          label={t('columns.state')}
          value={state}
          width={200}
          options={states.map(value => ({ value, label: t(`late.states.${value}`) }))}
          onChange={picked => change({ state: picked.length > 0 ? picked : undefined }, { replace: true })}
        />
      </div>
      <DataTable<Charge>
        label={t('late.views.register')}
        name="late-charges"
        tools={fields => <ListTools list="late-charges" report="late_charges" question={question} fields={fields} />}
        columns={columns}
        {...list.table}
        rowKey={row => row.late_charge_id}
        sort={sort}
        onSort={next => change({ sort: next }, { replace: true })}
        onOpen={row => change({ charge: row.late_charge_id })}
        empty={{ title: t('late.none') }}
      />
      {open && <LateDrawer late_charge_id={open} onClose={() => change({ charge: undefined })} />}
    </>
  )
}
