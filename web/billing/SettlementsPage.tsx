import { Progress, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { ask, type Question, type Row } from '../client.ts'
import { ChoiceField } from '../ui/Field.tsx'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { pageWord, troubled } from '../invoices/letter-state.tsx'
import { useList } from '../lists.ts'
import { useQuery } from '@tanstack/react-query'
import { printSettlement } from '../papers/actions.ts'
import { queries } from '../queries.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { BulkBar } from '../ui/BulkBar.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Count, Day, Moment, Money } from '../ui/Money.tsx'
import { Figure, Page } from '../ui/Page.tsx'
import { usePicked } from '../ui/picked.ts'
import { many, one, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { issueSettlements, makeSettlements, sendSettlements, undoSettlements } from './settlement-actions.ts'
import { ListTools } from '../views/ListTools.tsx'

type Bill = Row<'listSettlements'>

const views = ['open', 'confirmed', 'waits', 'issued', 'undone', 'all', 'runs'] as const

/** How a settlement bill stands. */
export function SettlementState({ bill }: { bill: Pick<Bill, 'state' | 'waiting'> }) {
  const { t } = useTranslation()
  const look = { open: 'waits', confirmed: 'well', contested: 'wrong', issued: '', undone: '' }[bill.state]
  return (
    <>
      <span className={`tag ${look}`}>{t(`settlements.states.${bill.state}`)}</span>
      {bill.waiting > 0 && bill.state !== 'contested' && bill.state !== 'undone' && (
        <>
          {' '}
          <span className="wrong small" style={{ whiteSpace: 'nowrap' }}>
            {t('settlements.contested_lines', { count: bill.waiting })}
          </span>
        </>
      )}
    </>
  )
}

/** Settlement bills by state, and the runs that made them. */
export function SettlementsPage() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const view = views.find(name => name === one(url.view)) ?? 'open'
  const deeds = useActions([makeSettlements], undefined)
  return (
    <Page title={t('nav.settlements')} sub={t('settlements.sub')} actions={<ActionButtons deeds={deeds} />}>
      <Going />
      <div className="bar">
        <Segmented
          value={view}
          options={views.map(value => ({ value, label: t(`settlements.views.${value}`) }))}
          onChange={value => change({ view: value === 'open' ? undefined : value }, { replace: true })}
        />
      </div>
      {view === 'runs' ? <Runs /> : <Bills key={view} view={view} />}
    </Page>
  )
}

/** The run that goes on, and how far it is. */
function Going() {
  const { t } = useTranslation()
  const asked = useQuery({
    queryKey: ['listSettlementRuns', 'going'],
    queryFn: async ({ signal }) => {
      const { rows } = await ask('listSettlementRuns', { limit: 1 }, signal)
      const [run] = rows
      if (run && run.state !== 'waiting' && run.state !== 'running')
        void queries.invalidateQueries({ queryKey: ['listSettlements'] })
      return run ?? null
    },
    refetchInterval: query => (['waiting', 'running'].includes(query.state.data?.state ?? '') ? 800 : false),
  })
  const run = asked.data
  if (!run || (run.state !== 'waiting' && run.state !== 'running')) return null
  return (
    <div style={{ maxWidth: 560, marginBottom: 16 }} aria-live="polite">
      <Progress
        percent={Math.floor((run.done / Math.max(run.accounts, 1)) * 100)}
        showInfo={false}
        status="active"
        aria-label={t('settlements.run')}
      />
      <div className="small soft">
        {t('settlements.making')} · <Count of={run.done} /> / <Count of={run.accounts} />
      </div>
    </div>
  )
}

function Bills({ view }: { view: Exclude<(typeof views)[number], 'runs'> }) {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const picked = usePicked()
  const sort = one(url.sort) ?? '-until_on'
  const customer_id = one(url.customer_id)
  const kind = one(url.kind)
  const narrowed = view === 'all' ? {} : view === 'waits' ? { waits: 'true' } : { state: [view] }
  const question = {
    ...narrowed,
    sort,
    entity_id: many(url.entity_id),
    ...(customer_id ? { customer_id: [customer_id] } : {}),
    ...(kind ? { kind: [kind] } : {}),
  } as Question<'listSettlements'>
  const list = useList('listSettlements', question)
  const sums = list.first?.sums ?? []
  return (
    <>
      <FilterBar>
        <CustomerPicker
          label={t('columns.customer')}
          value={customer_id}
          placeholder={t('ageing.everyone')}
          onChange={customer_id => change({ customer_id })}
        />
        <ChoiceField
          label={t('settlements.kind')}
          value={kind}
          clearable
          placeholder={t('ageing.everyone')}
          width={180}
          options={(['month', 'check'] as const).map(value => ({ value, label: t(`settlements.kinds.${value}`) }))}
          onChange={kind => change({ kind })}
        />
      </FilterBar>
      {sums.length > 0 && (
        <div className="figures">
          {sums.map(sum => (
            <Figure
              key={`${sum.state} ${sum.currency}`}
              label={`${t(`settlements.states.${sum.state}`)} · ${sum.currency}`}
              under={t('settlements.bills', { count: sum.bills })}
            >
              <Money minor={sum.amount_minor} currency={sum.currency} />
            </Figure>
          ))}
        </div>
      )}
      <DataTable<Bill>
        label={t('nav.settlements')}
        name="settlements"
        tools={fields => <ListTools list="settlements" report="settlements" question={question} fields={fields} />}
        picked={picked}
        columns={[
          {
            key: 'number',
            fields: ['number'],
            title: t('columns.number'),
            cell: row => <span className="doc">{row.number}</span>,
            width: 140,
            sorts: ['number', '-number'],
            card: 'head',
          },
          {
            key: 'customer',
            fields: ['customer_number', 'customer_name'],
            title: t('columns.customer'),
            cell: row => (
              <>
                <span className="num">{row.customer_number}</span> {row.customer_name}
              </>
            ),
            width: 226,
          },
          {
            key: 'entity',
            fields: ['entity_code'],
            title: t('columns.entity'),
            cell: row => row.entity_code,
            width: 56,
          },
          {
            key: 'until',
            fields: ['until_on'],
            title: t('settlements.until'),
            cell: row => <Day day={row.until_on} />,
            width: 116,
            sorts: ['-until_on', 'until_on'],
          },
          {
            key: 'reply_by',
            fields: ['reply_by'],
            title: t('settlements.reply_by'),
            cell: row => <Day day={row.reply_by} />,
            width: 112,
          },
          {
            key: 'lines',
            fields: ['lines'],
            title: t('settlements.lines'),
            cell: row => <Count of={row.lines} />,
            right: true,
            width: 60,
          },
          {
            key: 'state',
            fields: ['state'],
            title: t('columns.state'),
            cell: row => <SettlementState bill={row} />,
            width: 192,
          },
          {
            key: 'page',
            title: t('settlements.page'),
            cell: row =>
              row.page_state && (
                <span className={troubled(row.page_state) ? 'wrong' : 'soft'}>
                  {pageWord(t, { channel: row.page_channel ?? 'mail', state: row.page_state })}
                </span>
              ),
            width: 76,
          },
          {
            key: 'amount',
            fields: ['currency', 'amount_minor'],
            title: t('columns.amount_minor'),
            cell: row => <Money minor={row.amount_minor} currency={row.currency} code />,
            right: true,
            width: 150,
            sorts: ['-amount_minor', 'amount_minor'],
            card: 'figure',
          },
        ]}
        {...list.table}
        rowKey={row => row.settlement_id}
        sort={sort}
        onSort={next => change({ sort: next }, { replace: true })}
        leadsTo={row => ({ to: '/settlements/$settlement_id', params: { settlement_id: row.settlement_id } })}
        empty={{ title: t('settlements.none'), hint: t('settlements.none_hint') }}
      />
      <BulkBar
        picked={picked}
        rows={list.rows}
        rowKey={row => row.settlement_id}
        actions={[sendSettlements, issueSettlements, printSettlement, undoSettlements]}
      />
    </>
  )
}

function Runs() {
  const { t } = useTranslation()
  const list = useList('listSettlementRuns', {})
  return (
    <DataTable<Row<'listSettlementRuns'>>
      label={t('settlements.views.runs')}
      columns={[
        {
          key: 'at',
          title: t('billing.started_at'),
          cell: row => <Moment at={row.created_at} />,
          width: 170,
          card: 'head',
        },
        { key: 'by', title: t('billing.by'), cell: row => row.created_by_name, width: 140 },
        { key: 'on', title: t('settlements.on'), cell: row => <Day day={row.on_day} />, width: 120 },
        {
          key: 'state',
          title: t('columns.state'),
          cell: row => <span className="tag">{t(`billing.run_states.${row.state}`)}</span>,
          width: 120,
        },
        {
          key: 'accounts',
          title: t('settlements.accounts'),
          cell: row => <Count of={row.accounts} />,
          right: true,
          width: 110,
        },
        {
          key: 'made',
          title: t('settlements.made'),
          cell: row => <Count of={row.made} />,
          right: true,
          width: 110,
          card: 'figure',
        },
      ]}
      {...list.table}
      rowKey={row => row.run_id}
      empty={{ title: t('settlements.no_runs') }}
    />
  )
}
