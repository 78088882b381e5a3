import { Link } from '@tanstack/react-router'
import { Select } from 'antd'
import type { TFunction } from 'i18next'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { gapFigures } from '../../server/taxinvoices/gaps-contract.ts'
import type { Answer, Question, Row } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useAnswer, useList } from '../lists.ts'
import { ExportButton } from '../reports/ExportButton.tsx'
import { useEntities, useMay, useMe } from '../session.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { DayField, Field, ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Money } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { many, one, useUrl } from '../ui/url.ts'

type Gap = Row<'listGaps'>
type Figure = (typeof gapFigures)[number]
const gaps = ['unbilled', 'untaxed', 'unpaid', 'owed'] as const

/** 四差: what was delivered, billed, tax-invoiced and received by a day, and the gaps between them. */
export function GapsPage() {
  const { t } = useTranslation()
  const me = useMe()
  const [url, change] = useUrl()
  const entities = useEntities().data?.rows ?? []
  const as_of = one(url.as_of) ?? me.today
  const sort = (one(url.sort) ?? '-owed') as NonNullable<Question<'listGaps'>['sort']>
  const gap = gaps.find(name => name === one(url.gap))
  const question: Question<'listGaps'> = {
    as_of,
    sort,
    ...(one(url.q) ? { q: one(url.q) } : {}),
    ...(gap ? { gap } : {}),
    ...(many(url.entity_id).length > 0 ? { entity_id: many(url.entity_id) } : {}),
    ...(many(url.customer_id).length > 0 ? { customer_id: many(url.customer_id) } : {}),
  }
  const list = useList('listGaps', question)
  return (
    <Page
      title={t('nav.tax_gaps')}
      sub={t('tax_gaps.sub')}
      actions={<ExportButton report="tax_gaps" params={question} />}
    >
      <FilterBar>
        <DayField label={t('tax_gaps.as_of')} value={as_of} onChange={day => change({ as_of: day ?? undefined })} />
        <Field label={t('tax_gaps.only')}>
          {id => (
            <Select
              id={id}
              value={gap ?? ''}
              style={{ width: 200 }}
              options={[
                { value: '', label: t('ageing.everyone') },
                ...gaps.map(value => ({ value, label: t(`tax_gaps.${value}_minor`) })),
              ]}
              onChange={value => change({ gap: value || undefined })}
            />
          )}
        </Field>
        {entities.length > 1 && (
          <ManyField
            label={t('columns.entity')}
            value={many(url.entity_id)}
            options={entities.map(entity => ({ value: entity.entity_id, label: `${entity.code} ${entity.name}` }))}
            onChange={entity_id => change({ entity_id })}
          />
        )}
        <CustomerPicker
          label={t('columns.customer')}
          value={one(url.customer_id)}
          placeholder={t('ageing.everyone')}
          onChange={customer_id => change({ customer_id })}
        />
        <SearchField
          label={t('field.search_customer')}
          value={one(url.q) ?? ''}
          onChange={q => change({ q }, { replace: true })}
        />
      </FilterBar>
      <RedGaps question={question} />
      <DataTable<Gap>
        label={t('nav.tax_gaps')}
        columns={columnsOf(t, as_of)}
        {...list.table}
        rowKey={row => `${row.customer_id} ${row.entity_id} ${row.currency}`}
        totals={totalsOf(list.first?.totals ?? [], t('columns.total'))}
        sort={sort}
        onSort={sort => change({ sort }, { replace: true })}
        empty={{ title: t('tax_gaps.none'), hint: t('tax_gaps.none_hint') }}
        {...(list.first ? { count: list.first.count } : {})}
      />
    </Page>
  )
}

/** Beside the four gaps: credit notes that lack a red tax invoice, and red tax invoices that lack a credit note. */
function RedGaps({ question }: { question: Question<'listGaps'> }) {
  const { t } = useTranslation()
  const may = useMay()
  const { entity_id, customer_id } = question
  const asked = { ...(entity_id ? { entity_id } : {}), ...(customer_id ? { customer_id } : {}), limit: 1 }
  const { data } = useAnswer('listRedGaps', asked, may('tax_invoice.read'))
  if (!data || data.totals.length === 0) return null
  return (
    <p className="soft">
      {data.totals.map(total => (
        <span key={`${total.kind} ${total.currency}`}>
          <Link to="/red-letters" search={{ show: total.kind } as never}>
            {t(`red.shows.${total.kind}`)} <Money minor={total.left_minor} currency={total.currency} code />
          </Link>
          {' · '}
          {t('red.documents', { count: total.count })}{' '}
        </span>
      ))}
    </p>
  )
}

/** Where the documents behind a figure stand. */
function behind(name: Figure, row: Gap, as_of: string): { to: string; search: Record<string, string> } {
  const { customer_id, entity_id, currency } = row
  const whose = { customer_id, entity_id }
  if (name === 'delivered_minor' || name === 'unbilled_minor')
    return { to: '/contracts', search: { ...whose, signed_to: as_of } }
  if (name === 'invoiced_minor' || name === 'untaxed_minor')
    return { to: '/invoices', search: { ...whose, currency, issued_to: as_of } }
  if (name === 'taxed_minor' || name === 'unpaid_minor')
    return { to: '/tax-documents', search: { ...whose, issued_to: as_of } }
  if (name === 'collected_minor') return { to: '/receipts', search: { ...whose, currency, received_to: as_of } }
  return { to: '/ledger', search: { ...whose, currency, to: as_of } }
}

function columnsOf(t: TFunction, as_of: string): DataColumn<Gap>[] {
  return [
    {
      key: 'name',
      title: t('columns.customer'),
      cell: row => (
        <Link to="/customers/$customer_id" params={{ customer_id: row.customer_id }}>
          <span className="num">{row.customer_number}</span> {row.customer_name}
        </Link>
      ),
      width: 240,
      fixed: 'start',
      sorts: ['number'],
      card: 'head',
      links: true,
    },
    { key: 'entity', title: t('columns.entity'), cell: row => row.entity_code, width: 60 },
    { key: 'currency', title: t('columns.currency'), cell: row => row.currency, width: 84 },
    // The gaps are what one comes for; what they lie between follows.
    ...[...gapFigures.slice(4), ...gapFigures.slice(0, 4)].map((name, place): DataColumn<Gap> => {
      const word = name.replace('_minor', '')
      return {
        key: name,
        title: t(`tax_gaps.${name}`),
        right: true,
        width: 134,
        links: true,
        sorts: place < 4 ? [`-${word}`, word] : [`-${word}`],
        cell: row => {
          const { to, search } = behind(name, row, as_of)
          const amount = <Money minor={row[name]} currency={row.currency} dash />
          if (row[name] === '0') return amount
          return (
            <Link to={to as never} search={search as never}>
              {place < 4 ? <strong>{amount}</strong> : amount}
            </Link>
          )
        },
      }
    }),
  ]
}

function totalsOf(totals: Answer<'listGaps'>['totals'], name: string) {
  return totals.map(total => {
    const cells: Record<string, ReactNode> = { name, currency: total.currency }
    for (const one of gapFigures) cells[one] = <Money minor={total[one]} currency={total.currency} />
    return { key: total.currency, cells }
  })
}
