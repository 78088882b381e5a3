import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { returnSections } from '../../server/taxinvoices/return-contract.ts'
import type { Answer } from '../client.ts'
import { EntityChoice, useEntity } from '../ledger/EntityField.tsx'
import { useAnswer } from '../lists.ts'
import { ExportButton } from '../reports/ExportButton.tsx'
import { useMe } from '../session.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Field } from '../ui/Field.tsx'
import { monthEnd } from '../ui/figures.ts'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Money, Moment } from '../ui/Money.tsx'
import { Figure, Page, Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { many, one, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { returnActions } from './return-actions.ts'
import { ReturnRows } from './ReturnRows.tsx'

type Return = Answer<'readTaxReturn'>
type Sum = Return['rows'][number]
/** Which rows a figure opens. */
type Asked = Partial<Record<'section' | 'tax_kind' | 'rate', string[]>>

const made = ['blue', 'red', 'uninvoiced', 'offset'] as const
const apart = ['ahead', 'unlinked', 'other'] as const

/** The month's list for the tax return: by rate and method, tied to the account of output tax. */
export function ReturnPage() {
  const { t } = useTranslation()
  const me = useMe()
  const [url, change] = useUrl()
  const { entity, choose } = useEntity()
  const month = one(url.month) ?? monthEnd(me.today, 1).slice(0, 7)
  const question = { entity_id: entity?.entity_id ?? '', month }
  const asked = useAnswer('readTaxReturn', question, entity !== undefined)
  const found = asked.data
  const deeds = useActions(returnActions, found ?? null)
  return (
    <Page
      title={t('nav.tax_returns')}
      sub={t('tax_returns.sub')}
      actions={
        <>
          <ExportButton report="tax_return" params={question} />
          <ActionButtons deeds={deeds} />
        </>
      }
    >
      <FilterBar>
        <EntityChoice value={entity?.entity_id} width={260} onChange={choose} />
        <Field label={t('tax_returns.month')}>
          {id => (
            <DatePicker
              id={id}
              picker="month"
              value={dayjs(`${month}-01`)}
              allowClear={false}
              format="YYYY-MM"
              onChange={picked => picked && change({ month: picked.format('YYYY-MM') })}
            />
          )}
        </Field>
      </FilterBar>
      <Wait for={asked}>{() => found && <Shown of={found} />}</Wait>
    </Page>
  )
}

function Shown({ of }: { of: Return }) {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const { currency } = of
  const difference = String(BigInt(of.tax_minor) - BigInt(of.account_minor))
  const money = (minor: string) => <Money minor={minor} currency={currency} code />
  const open = ({ section, tax_kind, rate }: Asked) => change({ section, tax_kind, rate, sort: undefined })
  const section = returnSections.filter(value => many(url.section).includes(value))
  return (
    <>
      <p className="soft">
        {of.state === 'closed' && of.closed_at ? (
          <>
            <span className="tag well">{t('tax_returns.closed')}</span> {of.closed_name} <Moment at={of.closed_at} />
          </>
        ) : (
          <>
            <span className="tag waits">{t('tax_returns.open')}</span>{' '}
            {of.last_closed && t('tax_returns.last_closed', { month: of.last_closed })}
          </>
        )}
      </p>
      <div className="figures">
        <Figure label={t('tax_returns.net')}>{money(String(of.net_minor))}</Figure>
        <Figure label={t('tax_returns.tax')}>{money(String(of.tax_minor))}</Figure>
        <Figure label={t('tax_returns.account', { codes: of.account_codes.join(' ') })}>
          {money(String(of.account_minor))}
        </Figure>
        <Figure label={t('tax_returns.difference')}>{money(difference)}</Figure>
        <Figure label={t('tax_returns.carried')} under={money(String(of.carried.tax_minor))}>
          {money(String(of.carried.net_minor))}
        </Figure>
      </div>
      <DataTable<Rate>
        label={t('nav.tax_returns')}
        columns={columnsOf(t, currency, open)}
        rows={ratesOf(of.rows.filter(row => made.some(one => one === row.section)))}
        rowKey={row => row.key}
        empty={{ title: t('tax_returns.none'), hint: t('tax_returns.none_hint') }}
      />
      {difference !== '0' && (
        <Section title={t('tax_returns.why')}>
          <ul className="plain-list">
            {apart.map(name => {
              const rows = of.rows.filter(row => row.section === name)
              if (rows.length === 0) return null
              return (
                <li key={name}>
                  <button type="button" className="plain" onClick={() => open({ section: [name] })}>
                    {t(`tax_returns.sections.${name}`)} <Money minor={total(rows, 'tax_minor')} currency={currency} />
                  </button>
                </li>
              )
            })}
            {String(of.unexplained_minor) !== '0' && (
              <li>
                <span className="tag late">{t('tax_returns.unexplained')}</span> {money(String(of.unexplained_minor))}
              </li>
            )}
          </ul>
        </Section>
      )}
      <ReturnRows entity_id={of.entity_id} month={of.month} section={section} />
    </>
  )
}

const total = (rows: readonly Sum[], field: 'net_minor' | 'tax_minor') =>
  rows.reduce((sum, row) => sum + BigInt(row[field]), 0n).toString()

type Rate = { key: string; first: Sum; rows: Sum[] }

/** One line for each kind and rate. */
function ratesOf(rows: readonly Sum[]): Rate[] {
  const rates = new Map<string, Rate>()
  for (const row of rows) {
    const key = `${row.method} ${row.tax_kind} ${row.rate}`
    const rate = rates.get(key) ?? { key, first: row, rows: [] }
    rate.rows.push(row)
    rates.set(key, rate)
  }
  return [...rates.values()]
}

function columnsOf(t: TFunction, currency: string, open: (asked: Asked) => void): DataColumn<Rate>[] {
  const both = (rows: readonly Sum[]) => (
    <>
      <Money minor={total(rows, 'net_minor')} currency={currency} dash />
      <br />
      <span className="soft">
        <Money minor={total(rows, 'tax_minor')} currency={currency} dash />
      </span>
    </>
  )
  return [
    {
      key: 'rate',
      title: t('tax_documents.rate'),
      cell: row => (
        <>
          <strong>
            {row.first.tax_kind === 'taxed' ? `${row.first.rate}%` : t(`tax_returns.kinds.${row.first.tax_kind}`)}
          </strong>{' '}
          <span className="small soft">{t(`tax_returns.methods.${row.first.method}`)}</span>
        </>
      ),
      width: 170,
      card: 'head',
    },
    { key: 'what', title: '', cell: () => <span className="small soft">{t('tax_returns.net_tax')}</span>, width: 110 },
    ...made.map(
      (name): DataColumn<Rate> => ({
        key: name,
        title: t(`tax_returns.sections.${name}`),
        right: true,
        width: 150,
        links: true,
        cell: row => {
          const rows = row.rows.filter(one => one.section === name)
          if (rows.length === 0) return '–'
          const asked = { section: [name], tax_kind: [row.first.tax_kind], rate: [row.first.rate] }
          return (
            <button type="button" className="plain" onClick={() => open(asked)}>
              {both(rows)}
            </button>
          )
        },
      }),
    ),
    {
      key: 'total',
      title: t('columns.total'),
      right: true,
      width: 150,
      cell: row => <strong>{both(row.rows)}</strong>,
      card: 'figure',
    },
  ]
}
