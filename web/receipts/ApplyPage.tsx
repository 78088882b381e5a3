import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useAnswer, useList } from '../lists.ts'
import { Day, Money } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { Problems } from '../ui/problems.tsx'
import { Empty, Failed, Loading, Wait } from '../ui/states.tsx'
import { one, useUrl } from '../ui/url.ts'
import { useDone } from '../ui/useDone.ts'
import { type Applied, Bench } from './Bench.tsx'

type Receipt = Row<'listReceipts'>

/** 核销工作台: money that waits, the oldest first, and beside it what it may pay. One after the other, hands on the keys. */
export function ApplyPage() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const list = useList('listReceipts', {
    unapplied: 'yes',
    state: ['posted'],
    sort: 'received_on',
    ...(one(url.entity_id) ? { entity_id: [one(url.entity_id) ?? ''] } : {}),
  })
  const [applied, setApplied] = useState<Applied | null>(null)
  const wanted = one(url.receipt)
  const listed = list.rows.find(row => row.receipt_id === wanted)
  // A link may name one that stands further down than what is shown.
  const named = useAnswer('readReceipt', { receipt_id: wanted ?? '' }, wanted !== undefined && !listed)
  const waits = named.data?.receipt_id === wanted && named.data?.unapplied_minor !== '0' ? named.data : undefined
  const chosen = listed ?? waits ?? list.rows[0]
  if (list.error && list.rows.length === 0) return <Failed error={list.error} retry={list.retry} />
  const next = (row: Receipt | undefined) => change({ receipt: row?.receipt_id }, { replace: true })
  return (
    <Page title={t('nav.apply')} sub={t('receipts.apply_sub')}>
      {applied && <TakeBack applied={applied} onDone={() => setApplied(null)} />}
      {list.rows.length === 0 && list.loading && <Loading />}
      {list.rows.length === 0 && !list.loading && (
        <Empty title={t('receipts.all_applied')} hint={t('receipts.all_applied_hint')}>
          <Link to="/receipts">{t('nav.receipts')}</Link>
        </Empty>
      )}
      {chosen && (
        <div className="workbench">
          <Waiting rows={list.rows} chosen={chosen} more={list.more} onChoose={next} />
          <div className="bench" key={chosen.receipt_id}>
            <OneReceipt
              row={chosen}
              onApplied={done => {
                setApplied(done)
                const at = list.rows.indexOf(chosen)
                next(list.rows[at + 1] ?? list.rows[at - 1])
              }}
            />
          </div>
        </div>
      )}
    </Page>
  )
}

type WaitingProps = {
  rows: readonly Receipt[]
  chosen: Receipt
  more: ReturnType<typeof useList<'listReceipts'>>['more']
  onChoose: (row: Receipt | undefined) => void
}

function Waiting({ rows, chosen, more, onChoose }: WaitingProps) {
  const { t } = useTranslation()
  const walk = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const row = rows[rows.indexOf(chosen) + step]
    if (!row) return
    onChoose(row)
    event.currentTarget.querySelectorAll<HTMLElement>('button[data-row]')[rows.indexOf(row)]?.focus()
  }
  return (
    <nav className="waiting" aria-label={t('nav.unapplied')} onKeyDown={walk}>
      {rows.map(row => (
        <button
          key={row.receipt_id}
          type="button"
          data-row=""
          className="plain"
          aria-current={row.receipt_id === chosen.receipt_id}
          onClick={() => onChoose(row)}
        >
          <span className="who">{row.customer_name}</span>
          <Money minor={row.unapplied_minor} currency={row.currency} code />
          <span className="small soft">
            {row.number} · <Day day={row.received_on} />
          </span>
        </button>
      ))}
      {more.has && (
        <Button size="small" onClick={more.load} loading={more.loading}>
          {t('action.more')}
        </Button>
      )}
    </nav>
  )
}

function OneReceipt({ row, onApplied }: { row: Receipt; onApplied: (applied: Applied) => void }) {
  const { t } = useTranslation()
  const asked = useAnswer('readReceipt', { receipt_id: row.receipt_id })
  return (
    <>
      <header className="bench-head">
        <h2>
          <Link to="/receipts/$receipt_id" params={{ receipt_id: row.receipt_id }}>
            {row.number}
          </Link>{' '}
          <Link to="/customers/$customer_id" params={{ customer_id: row.customer_id }}>
            {row.customer_name}
          </Link>
        </h2>
        <p className="soft">
          <Day day={row.received_on} /> · {t(`methods.${row.method}`)} · {t('columns.amount_minor')}{' '}
          <Money minor={row.amount_minor} currency={row.currency} code />
          {row.payer_name && ` · ${t('columns.payer_name')}: ${row.payer_name}`}
          {row.reference && ` · ${t('columns.reference')}: ${row.reference}`}
        </p>
      </header>
      <Wait for={asked}>{receipt => <Bench receipt={receipt} onApplied={onApplied} />}</Wait>
    </>
  )
}

/** What was applied last, and the way to take it back as it was. */
function TakeBack({ applied, onDone }: { applied: Applied; onDone: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const take = async () => {
    setBusy(true)
    setError(null)
    try {
      const each = applied.application_ids.map(application_id => ({ application_id }))
      await done(() => ask('reverseApplications', each), t('item.unapplied'))
      onDone()
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return (
    <div className="note">
      {t('receipts.just_applied', { number: applied.number, count: applied.application_ids.length })}{' '}
      <Button size="small" type="text" loading={busy} onClick={() => void take()}>
        {t('receipts.take_back')}
      </Button>
      <Problems error={error} />
    </div>
  )
}
