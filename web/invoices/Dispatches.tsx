import { Button } from 'antd'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ShownOnce } from '../access/ShownOnce.tsx'
import { ask, type Row } from '../client.ts'
import { useList } from '../lists.ts'
import { useMay } from '../session.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Moment } from '../ui/Money.tsx'
import { PrintDialog } from '../papers/PrintDialog.tsx'
import { Section } from '../ui/Page.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import { dispatchWord, SaidByService } from './letter-state.tsx'
import { SendAgainDialog, WhyNotSent } from './SendAgainDialog.tsx'

type Dispatch = Row<'listDispatches'>

/** How an invoice went out, to whom, and what the customer said. */
export function Dispatches({ invoice_id }: { invoice_id: string }) {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const list = useList('listDispatches', { invoice_id: [invoice_id] })
  const [link, setLink] = useState<string | null>(null)
  const [confirming, setConfirming] = useState<Dispatch | null>(null)
  const [leaving, setLeaving] = useState<Dispatch | null>(null)
  const [bouncing, setBouncing] = useState<Dispatch | null>(null)
  const [printing, setPrinting] = useState<Dispatch | null>(null)
  const [again, setAgain] = useState<Dispatch | null>(null)
  const [withdrawing, setWithdrawing] = useState<Dispatch | null>(null)
  if (list.rows.length === 0 && !list.error) return null
  const open = ({ dispatch_id }: Dispatch) =>
    done(async () => setLink((await ask('makeLink', { dispatch_id })).link), t('dispatch.recorded'))
  const deeds = (row: Dispatch) =>
    may('invoice.dispatch') &&
    row.state !== 'withdrawn' && (
      <span style={{ display: 'inline-flex', flexWrap: 'wrap', gap: 8 }}>
        {(row.state === 'failed' || (row.state === 'bounced' && isLetter(row))) && (
          <Button size="small" onClick={() => setAgain(row)}>
            {t('dispatch.send_again')}
          </Button>
        )}
        {(row.channel === 'link' || (isLetter(row) && row.state !== 'queued')) && (
          <Button size="small" onClick={() => void open(row)}>
            {t(row.state === 'queued' ? 'dispatch.make_link' : 'dispatch.new_link')}
          </Button>
        )}
        {['courier', 'hand'].includes(row.channel) && row.state === 'queued' && (
          <Button size="small" onClick={() => setLeaving(row)}>
            {t('dispatch.send_off')}
          </Button>
        )}
        {['sent', 'opened', 'unsure', 'contested'].includes(row.state) && (
          <Button size="small" onClick={() => setConfirming(row)}>
            {t('dispatch.confirm')}
          </Button>
        )}
        {['sent', 'unsure'].includes(row.state) && (
          <Button size="small" onClick={() => setBouncing(row)}>
            {t('dispatch.bounce')}
          </Button>
        )}
        <Button size="small" onClick={() => setPrinting(row)}>
          {t('papers.print')}
        </Button>
        <Button size="small" type="text" onClick={() => setWithdrawing(row)}>
          {t('dispatch.withdraw')}
        </Button>
      </span>
    )
  return (
    <Section title={t('dispatch.title')}>
      <DataTable<Dispatch>
        label={t('dispatch.title')}
        columns={columnsOf(t, deeds)}
        {...list.table}
        rowKey={row => row.dispatch_id}
        rowClass={row => (row.state === 'withdrawn' ? 'quiet' : '')}
        empty={{ title: t('dispatch.none') }}
      />
      {link && (
        <ShownOnce
          title={t('dispatch.link')}
          hint={t('dispatch.link_hint')}
          secret={link}
          onClose={() => setLink(null)}
        />
      )}
      {confirming && <ConfirmDialog dispatch={confirming} onClose={() => setConfirming(null)} />}
      {leaving && <LeaveDialog dispatch={leaving} onClose={() => setLeaving(null)} />}
      {bouncing && <BounceDialog dispatch={bouncing} onClose={() => setBouncing(null)} />}
      {printing && (
        <PrintDialog
          what={{ papers: 'dispatches', ids: [printing.dispatch_id], locale: printing.locale }}
          onClose={() => setPrinting(null)}
        />
      )}
      {again && (
        <SendAgainDialog
          recipient={again.recipient}
          send={recipient => ask('resendDispatch', { dispatch_id: again.dispatch_id, recipient })}
          onClose={() => setAgain(null)}
        />
      )}
      {withdrawing && <WithdrawDialog dispatch={withdrawing} onClose={() => setWithdrawing(null)} />}
    </Section>
  )
}

/** Whether it leaves by itself. */
const isLetter = ({ channel }: Dispatch) => channel === 'mail' || channel === 'sms'

const bad = new Set(['bounced', 'failed', 'contested'])

function columnsOf(t: TFunction, deeds: (row: Dispatch) => React.ReactNode): DataColumn<Dispatch>[] {
  return [
    {
      key: 'at',
      title: t('dispatch.sent_at'),
      cell: row => <Moment at={row.sent_at ?? row.recorded_at} />,
      width: 150,
    },
    {
      key: 'channel',
      title: t('dispatch.channel'),
      cell: row => t(`dispatch.channels.${row.channel}`),
      width: 100,
      card: 'head',
    },
    {
      key: 'to',
      title: t('dispatch.to'),
      cell: row => [row.recipient, row.tracking].filter(Boolean).join(' · '),
      width: 170,
    },
    {
      key: 'state',
      title: t('columns.state'),
      width: 300,
      cell: row => (
        <>
          <span className={`tag${bad.has(row.state) ? ' wrong' : row.state === 'unsure' ? ' waits' : ''}`}>
            {dispatchWord(t, row)}
          </span>{' '}
          {row.answered_name && (
            <span className="small">
              {row.answered_name} · {row.answered_at && <Moment at={row.answered_at} />}
            </span>
          )}
          {row.answer?.map(({ line, reason }) => (
            <div key={line} className="small wrong">
              {t('dispatch.line_contested', { line })} {reason}
            </div>
          ))}
          <WhyNotSent of={row} />
          <SaidByService of={row} />
          {row.note && <div className="small soft">{row.note}</div>}
        </>
      ),
    },
    { key: 'by', title: t('dispatch.by'), cell: row => row.recorded_by_name, width: 110 },
    { key: 'act', title: <span className="hidden-but-read">{t('action.act')}</span>, cell: deeds, width: 260 },
  ]
}

function ConfirmDialog({ dispatch: { dispatch_id }, onClose }: { dispatch: Dispatch; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const [name, setName] = useState('')
  return (
    <FormDialog
      title={t('dispatch.confirm_title')}
      act={t('dispatch.confirm')}
      ready={name.trim() !== ''}
      perform={() =>
        done(() => ask('confirmDispatch', { dispatch_id, name: name.trim() }), t('dispatch.confirmed_done'))
      }
      onClose={onClose}
    >
      <TextLine label={t('contracts.confirmed_name')} value={name} onChange={setName} focus />
    </FormDialog>
  )
}

/** What waited has gone: by courier with its number, by hand to whom. */
function LeaveDialog({ dispatch, onClose }: { dispatch: Dispatch; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const { dispatch_id, channel } = dispatch
  const field = channel === 'courier' ? 'tracking' : 'recipient'
  const [said, setSaid] = useState(dispatch[field] ?? '')
  return (
    <FormDialog
      title={t('dispatch.send_off')}
      act={t('dispatch.send_off')}
      ready={said.trim() !== ''}
      perform={() => done(() => ask('sendOff', { dispatch_id, [field]: said.trim() }), t('dispatch.sent_off_done'))}
      onClose={onClose}
    >
      <TextLine
        label={t(channel === 'courier' ? 'contracts.tracking' : 'dispatch.got_by')}
        value={said}
        max={100}
        onChange={setSaid}
        focus
      />
    </FormDialog>
  )
}

function BounceDialog({ dispatch: { dispatch_id }, onClose }: { dispatch: Dispatch; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  return (
    <ReasonDialog
      title={t('dispatch.bounce_title')}
      act={t('dispatch.bounce')}
      needed
      perform={({ reason }) => done(() => ask('bounceDispatch', { dispatch_id, reason }), t('dispatch.bounced_done'))}
      onClose={onClose}
    >
      {t('dispatch.bounce_hint')}
    </ReasonDialog>
  )
}

function WithdrawDialog({ dispatch: { dispatch_id }, onClose }: { dispatch: Dispatch; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  return (
    <ReasonDialog
      title={t('dispatch.withdraw')}
      act={t('dispatch.withdraw')}
      danger
      needed
      perform={({ reason }) =>
        done(() => ask('withdrawDispatch', { dispatch_id, reason }), t('dispatch.withdrawn_done'))
      }
      onClose={onClose}
    >
      {t('dispatch.withdraw_hint')}
    </ReasonDialog>
  )
}
