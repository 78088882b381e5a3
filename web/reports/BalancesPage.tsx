import type { TFunction } from 'i18next'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer, Question, Row } from '../client.ts'
import { useList } from '../lists.ts'
import { useEntities, useMe } from '../session.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { DayField, ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { endOfDay } from '../ui/figures.ts'
import { Money } from '../ui/Money.tsx'
import { Figure, Page } from '../ui/Page.tsx'
import { monthStart, RangeField } from '../ui/RangeField.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { many, one, useUrl } from '../ui/url.ts'
import { ExportButton } from './ExportButton.tsx'
import { ProofStrip } from './ProofStrip.tsx'

type Balance = Row<'balances'>
const amounts = [
  'opening_minor',
  'billed_minor',
  'credited_minor',
  'received_minor',
  'other_minor',
  'closing_minor',
] as const

/** 应收总账: for each customer what stood at the beginning, what came and went, and what stands at the end. */
export function BalancesPage() {
  const { t } = useTranslation()
  const me = useMe()
  const [url, change] = useUrl()
  const navigate = useNavigate()
  const entities = useEntities().data?.rows ?? []
  const from = one(url.from) ?? monthStart(me.today)
  const to = one(url.to) ?? me.today
  const known_on = one(url.known_on) ?? null
  const sort = (one(url.sort) ?? '-closing') as NonNullable<Question<'balances'>['sort']>
  const question: Question<'balances'> = {
    from,
    to,
    sort,
    ...(one(url.q) ? { q: one(url.q) } : {}),
    ...(many(url.entity_id).length > 0 ? { entity_id: many(url.entity_id) } : {}),
    ...(known_on ? { known_at: endOfDay(known_on, me.organisation.time_zone) } : {}),
  }
  const list = useList('balances', question)
  return (
    <Page
      title={t('nav.balances')}
      sub={t('balances.sub')}
      actions={<ExportButton report="balances" params={question} />}
    >
      {list.first && <Heads totals={list.first.totals} />}
      <FilterBar>
        <RangeField from={from} to={to} today={me.today} onChange={(from, to) => change({ from, to })} />
        <DayField
          label={t('ageing.known_on')}
          value={known_on}
          clearable
          placeholder={t('ageing.now')}
          onChange={day => change({ known_on: day ?? undefined })}
        />
        {entities.length > 1 && (
          <ManyField
            label={t('columns.entity')}
            value={many(url.entity_id)}
            options={entities.map(entity => ({ value: entity.entity_id, label: `${entity.code} ${entity.name}` }))}
            onChange={entity_id => change({ entity_id })}
          />
        )}
        <SearchField
          label={t('field.search_customer')}
          value={one(url.q) ?? ''}
          onChange={q => change({ q }, { replace: true })}
        />
      </FilterBar>
      {list.first && list.first.count > 0 && <ProofStrip proof={list.first.proof} />}
      <DataTable<Balance>
        label={t('nav.balances')}
        columns={columnsOf(t)}
        {...list.table}
        rowKey={row => `${row.customer_id} ${row.currency}`}
        totals={totalsOf(list.first?.totals ?? [], t('columns.total'))}
        sort={sort}
        onSort={sort => change({ sort }, { replace: true })}
        onOpen={row =>
          void navigate({
            to: '/ledger',
            search: { customer_id: row.customer_id, currency: row.currency, from, to } as never,
          })
        }
        empty={{ title: t('balances.empty'), hint: t('ageing.empty_hint') }}
        {...(list.first ? { count: list.first.count } : {})}
      />
    </Page>
  )
}

function columnsOf(t: TFunction): DataColumn<Balance>[] {
  const sorts: Partial<Record<(typeof amounts)[number], readonly [string]>> = {
    billed_minor: ['-billed'],
    received_minor: ['-received'],
    closing_minor: ['-closing'],
  }
  return [
    {
      key: 'number',
      title: t('columns.number'),
      cell: row => row.number,
      width: 110,
      fixed: 'start',
      sorts: ['number'],
    },
    {
      key: 'name',
      title: t('columns.customer'),
      cell: row => row.name,
      width: 216,
      fixed: 'start',
      sorts: ['name'],
      card: 'head',
    },
    { key: 'currency', title: t('columns.currency'), cell: row => row.currency, width: 72 },
    ...amounts.map(
      (name): DataColumn<Balance> => ({
        key: name,
        title: t(`columns.${name}`),
        right: true,
        width: 124,
        ...(name === 'closing_minor' ? { card: 'figure' as const, fixed: 'end' as const } : {}),
        ...(sorts[name] ? { sorts: sorts[name] } : {}),
        cell: row => {
          const amount = <Money minor={row[name]} currency={row.currency} dash={name !== 'closing_minor'} />
          return name === 'closing_minor' ? <strong>{amount}</strong> : amount
        },
      }),
    ),
  ]
}

function totalsOf(totals: Answer<'balances'>['totals'], name: string) {
  return totals.map(total => {
    const cells: Record<string, ReactNode> = { name, currency: total.currency }
    for (const one of amounts) cells[one] = <Money minor={total[one]} currency={total.currency} />
    return { key: total.currency, cells }
  })
}

function Heads({ totals }: { totals: Answer<'balances'>['totals'] }) {
  const { t } = useTranslation()
  return (
    <div className="figures">
      {totals.slice(0, 4).map(total => (
        <Figure key={total.currency} label={`${t('columns.closing_minor')} · ${total.currency}`}>
          <Money minor={total.closing_minor} currency={total.currency} />
        </Figure>
      ))}
    </div>
  )
}
