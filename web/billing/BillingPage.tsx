import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Question } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useList } from '../lists.ts'
import { useEntities } from '../session.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { BulkBar } from '../ui/BulkBar.tsx'
import { DayField, ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Page } from '../ui/Page.tsx'
import { usePicked } from '../ui/picked.ts'
import { SearchField } from '../ui/SearchField.tsx'
import { many, one, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { billAll, billPicked, type Filter, setRules } from './actions.ts'
import { BillablesTable } from './BillablesTable.tsx'
import { RunsTable } from './RunsTable.tsx'
import { Sums, sumsOf } from './Sums.tsx'

const views = ['ready', 'waiting', 'runs'] as const
const sources = ['milestone', 'part', 'period', 'rest', 'delivery'] as const

/** What can be billed by a day over all contracts, the run that bills it, and the runs before. */
export function BillingPage() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const view = views.find(name => name === one(url.view)) ?? 'ready'
  return (
    <Page title={t('nav.billing')} sub={t('billing.sub')} actions={view !== 'runs' && <Deeds />}>
      <div className="bar">
        <Segmented
          value={view}
          options={views.map(value => ({ value, label: t(`billing.views.${value}`) }))}
          onChange={value => change({ view: value === 'ready' ? undefined : value }, { replace: true })}
        />
      </div>
      {view === 'runs' ? <RunsTable /> : <Billables key={view} ready={view === 'ready'} />}
    </Page>
  )
}

/** The filter and the day as they stand in the address. */
function useAsked() {
  const [url] = useUrl()
  const filter: Filter = {}
  for (const name of ['entity_id', 'customer_id', 'source'] as const)
    if (many(url[name]).length > 0) filter[name] = many(url[name]) as never
  if (one(url.q)) filter.q = one(url.q)
  const until = one(url.until)
  return { filter, until, sort: one(url.sort) ?? 'contract_number' }
}

/** What may be done to all of it; the rules stand beside, as far as they are known. */
function Deeds() {
  const { filter, until } = useAsked()
  const list = useList('listBillables', {
    ...filter,
    ...(until ? { until } : {}),
    limit: 1,
  } as Question<'listBillables'>)
  const { first } = list
  const run = useActions([billAll], { until: first?.until ?? '', filter })
  const rules = useActions([setRules], {
    tolerance_bp: first?.tolerance_bp ?? 0,
    unanswered: first?.unanswered ?? 'after_reply',
  })
  return first && <ActionButtons deeds={[...run, ...rules]} />
}

function Billables({ ready }: { ready: boolean }) {
  const { t } = useTranslation()
  const [, change] = useUrl()
  const { filter, until, sort } = useAsked()
  const picked = usePicked()
  const question = { ...filter, ready, sort, ...(until ? { until } : {}) } as Question<'listBillables'>
  const list = useList('listBillables', question)
  const sums = ready ? list.first?.ready_sums : list.first?.waiting_sums
  return (
    <>
      <Filters until={list.first?.until} />
      <Sums label={t(ready ? 'billing.ready' : 'billing.waiting')} sums={sums ?? []} />
      <BillablesTable
        list={list}
        ready={ready}
        {...(ready ? { picked } : {})}
        sort={sort}
        onSort={next => change({ sort: next }, { replace: true })}
      />
      <BulkBar
        picked={picked}
        rows={list.rows}
        rowKey={row => `${row.contract_id} ${row.key}`}
        actions={[billPicked(list.first?.until ?? '')]}
        sum={rows =>
          sumsOf(rows)
            .map(sum => `${sum.currency} ${sum.lines}`)
            .join(' · ')
        }
      />
    </>
  )
}

function Filters({ until }: { until: string | undefined }) {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const entities = useEntities().data?.rows ?? []
  return (
    <FilterBar>
      <SearchField
        label={t('billing.search')}
        value={one(url.q) ?? ''}
        width={200}
        onChange={q => change({ q }, { replace: true })}
      />
      <DayField
        label={t('billing.until')}
        value={one(url.until) ?? until ?? null}
        onChange={day => change({ until: day ?? undefined })}
      />
      <ManyField
        label={t('billing.source')}
        value={many(url.source)}
        options={sources.map(value => ({ value, label: t(`billing.sources.${value}`) }))}
        onChange={source => change({ source })}
      />
      {entities.length > 1 && (
        <ManyField
          label={t('columns.entity')}
          value={many(url.entity_id)}
          options={entities.map(({ entity_id, code }) => ({ value: entity_id, label: code }))}
          onChange={entity_id => change({ entity_id })}
        />
      )}
      <CustomerPicker
        label={t('columns.customer')}
        value={one(url.customer_id)}
        placeholder={t('ageing.everyone')}
        onChange={customer_id => change({ customer_id })}
      />
    </FilterBar>
  )
}
