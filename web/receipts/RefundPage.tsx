import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { DocumentLink } from '../ledger/DocumentLink.tsx'
import { useAnswer } from '../lists.ts'
import { Record } from '../reports/Record.tsx'
import { useMay } from '../session.ts'
import { Talk } from '../tasks/Talk.tsx'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { Day, Money, Moment } from '../ui/Money.tsx'
import { Facts, Figure, Page, Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { useActions } from '../ui/useActions.ts'
import { RefundState } from './RefundState.tsx'
import { refundActions } from './refund-actions.ts'

type Refund = Answer<'readRefund'>

/** One refund: to whom, from what, and who asked for, approved and paid it. */
export function RefundPage() {
  const { t } = useTranslation()
  const { refund_id } = useParams({ strict: false }) as { refund_id: string }
  const asked = useAnswer('readRefund', { refund_id })
  const refund = asked.data?.refund_id === refund_id ? asked.data : undefined
  const deeds = useActions(refundActions, refund ?? null)
  return (
    <Page
      title={refund ? `${t('kinds.refund')} ${refund.number}` : t('nav.refunds')}
      crumb={<Link to="/refunds">{t('nav.refunds')}</Link>}
      sub={
        refund && (
          <>
            <Link to="/customers/$customer_id" params={{ customer_id: refund.customer_id }}>
              {refund.customer_number} {refund.customer_name}
            </Link>{' '}
            <RefundState state={refund.state} />
          </>
        )
      }
      actions={<ActionButtons deeds={deeds} />}
    >
      <Wait for={asked}>{found => <Shown refund={found} />}</Wait>
    </Page>
  )
}

function Shown({ refund }: { refund: Refund }) {
  const { t } = useTranslation()
  const may = useMay()
  const { currency } = refund
  return (
    <>
      {refund.state === 'requested' && (
        <p className="note">
          {t(refund.asked ? 'refunds.waits_released' : 'refunds.waits_approval')}{' '}
          {refund.asked && may('approval.read') && <Link to="/approvals">{t('nav.approvals')}</Link>}
        </p>
      )}
      <div className="figures">
        <Figure label={t('columns.amount_minor')}>
          <Money minor={refund.amount_minor} currency={currency} code />
        </Figure>
      </div>
      <Facts
        rows={[
          [t('columns.entity'), refund.entity_code],
          [t('columns.reason'), refund.reason],
          [
            t('refunds.to_account'),
            <span key="to">
              {refund.holder} · {refund.bank} <span className="num">•••• {refund.tail}</span>
            </span>,
          ],
          [
            t('refunds.requested_by'),
            <span key="by">
              {refund.requested_name} <Day day={refund.requested_on} />
            </span>,
          ],
          [
            t('refunds.approved_by'),
            refund.approved_name && (
              <span key="approved">
                {refund.approved_name} {refund.approved_at && <Moment at={refund.approved_at} />}
              </span>
            ),
          ],
          [
            t('refunds.paid_on'),
            refund.paid_on && (
              <span key="paid">
                <Day day={refund.paid_on} /> {refund.paid_name}
              </span>
            ),
          ],
          [t('refunds.own_account'), refund.own_account],
          [t('refunds.bank_reference'), refund.bank_reference],
          [
            t(refund.state === 'reversed' ? 'refunds.reversed_why' : 'refunds.cancelled_why'),
            refund.end_reason && (
              <span key="end">
                {refund.ended_on && <Day day={refund.ended_on} />} {refund.end_reason}
              </span>
            ),
          ],
        ]}
      />
      <Section title={t('refunds.taken_from')}>
        <DataTable<Refund['lines'][number]>
          label={t('refunds.taken_from')}
          columns={[
            { key: 'kind', title: t('columns.kind'), cell: row => t(`kinds.${row.kind}`), width: 120 },
            {
              key: 'number',
              title: t('columns.number'),
              cell: row => <DocumentLink kind={row.kind} document_id={row.document_id} number={row.number} />,
              width: 200,
              card: 'head',
            },
            {
              key: 'amount',
              title: t('columns.amount_minor'),
              cell: row => <Money minor={row.amount_minor} currency={currency} />,
              right: true,
              width: 150,
              card: 'figure',
            },
            {
              key: 'open',
              title: t('refunds.still_on_account'),
              cell: row => <Money minor={row.open_minor} currency={currency} dash />,
              right: true,
              width: 150,
            },
          ]}
          rows={refund.lines}
          empty={{ title: t('refunds.empty') }}
          rowKey={row => String(row.line)}
        />
      </Section>
      <Talk subject={{ subject_kind: 'refund', subject_id: refund.refund_id }} />
      {may('report.read') && (
        <Section title={t('record.title')}>
          <Record subject_id={refund.refund_id} />
        </Section>
      )}
    </>
  )
}
