import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useMe } from '../session.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'

type Contract = Answer<'readContract'>
type Period = Contract['periods'][number]
type Recurs = NonNullable<Contract['lines'][number]['recurs']>

/** How many of the coming periods are shown at first. */
const shownAtFirst = 6

/** The periods of lines that recur: what was billed, what is due and what comes. */
export function RecurringPeriods({ contract }: { contract: Contract }) {
  const { t } = useTranslation()
  const { today } = useMe()
  const [all, setAll] = useState(false)
  const { currency, periods } = contract
  const lineOf = (row: Period) => contract.lines.find(one => one.line === row.line)
  const stateOf = (row: Period) => (row.invoice_id ? 'billed' : row.bill_on <= today ? 'due' : 'coming')
  const coming = periods.filter(row => stateOf(row) === 'coming')
  const hidden = all ? 0 : Math.max(0, coming.length - shownAtFirst)
  const beyond = new Set(hidden > 0 ? coming.slice(shownAtFirst) : [])
  return (
    <Section title={t('recurring.periods')}>
      {contract.lines.map(
        ({ line, description, recurs }) =>
          recurs && <HowItRecurs key={line} name={description} recurs={recurs} currency={currency} />,
      )}
      <DataTable<Period>
        label={t('recurring.periods')}
        columns={[
          {
            key: 'period',
            title: t('recurring.period'),
            cell: row => (
              <span className="num">
                {row.from_on} – {row.to_on}
              </span>
            ),
            width: 210,
            card: 'head',
          },
          { key: 'what', title: t('columns.description'), cell: row => lineOf(row)?.description, width: 220 },
          { key: 'bill_on', title: t('recurring.bill_on'), cell: row => <Day day={row.bill_on} />, width: 130 },
          {
            key: 'state',
            title: t('columns.state'),
            cell: row =>
              row.invoice_id ? (
                <Link to="/invoices/$invoice_id" params={{ invoice_id: row.invoice_id }} className="doc">
                  {row.invoice_number}
                </Link>
              ) : (
                <span className={stateOf(row) === 'due' ? 'tag' : 'soft'}>{t(`recurring.states.${stateOf(row)}`)}</span>
              ),
            width: 170,
          },
          {
            key: 'amount',
            title: t('columns.amount_minor'),
            cell: row => <Money minor={row.amount_minor} currency={currency} />,
            right: true,
            width: 150,
            card: 'figure',
          },
        ]}
        rows={periods.filter(row => !beyond.has(row))}
        rowKey={row => `${row.line} ${row.from_on}`}
        empty={{ title: '' }}
      />
      {hidden > 0 && (
        <Button size="small" style={{ marginBlockStart: 8 }} onClick={() => setAll(true)}>
          {t('recurring.show_all', { count: hidden })}
        </Button>
      )}
    </Section>
  )
}

/** One line of words on how a line recurs and what it costs from when on. */
function HowItRecurs({ name, recurs, currency }: { name: string; recurs: Recurs; currency: string }) {
  const { t } = useTranslation()
  const said = [
    t(`recurring.every_unit.${recurs.unit}`, { count: recurs.every }),
    t(`recurring.timings.${recurs.timing}`),
    recurs.bill_day && t('recurring.on_day', { day: recurs.bill_day }),
    t(recurs.by_days ? 'recurring.by_days' : 'recurring.whole'),
  ].filter(Boolean)
  return (
    <p className="small">
      <strong>{name}</strong> · {said.join(' · ')}
      <br />
      {recurs.prices.map((price, at) => (
        <span key={price.from}>
          {at > 0 && ' → '}
          <span className="soft">{price.from}</span>{' '}
          {price.amount_minor === undefined ? (
            `${price.percent?.startsWith('-') ? '' : '+'}${price.percent}%`
          ) : (
            <Money minor={price.amount_minor} currency={currency} />
          )}
          {price.basis && ` (${price.basis})`}
        </span>
      ))}
    </p>
  )
}
