import { Link } from '@tanstack/react-router'
import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { Talk } from '../tasks/Talk.tsx'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { Day, Moment, Money } from '../ui/Money.tsx'
import { Facts, Figure, Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { useActions } from '../ui/useActions.ts'
import { Vouchers } from './Vouchers.tsx'
import { waitingActions } from './waiting-actions.ts'
import { WaitingState } from './WaitingState.tsx'

/** One receipt that waits, over the list: what came, why it waits, what it is to pay, and what became of it. */
export function WaitingDrawer({ waiting_id, onClose }: { waiting_id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const asked = useAnswer('readWaiting', { waiting_id })
  return (
    <Drawer
      open
      size={600}
      title={t(`waiting.kinds.${asked.data?.kind ?? 'record'}`)}
      closable={{ 'aria-label': t('action.close') }}
      onClose={onClose}
    >
      <Wait for={asked}>{found => <Shown row={found} />}</Wait>
    </Drawer>
  )
}

function Shown({ row }: { row: Answer<'readWaiting'> }) {
  const { t } = useTranslation()
  const deeds = useActions(waitingActions, row)
  return (
    <>
      <div className="drawer-deeds">
        <ActionButtons deeds={deeds} />
      </div>
      <div className="figures">
        <Figure label={t('columns.amount_minor')} under={<WaitingState state={row.state} />}>
          <Money minor={row.amount_minor} currency={row.currency} code />
        </Figure>
      </div>
      {row.state === 'waiting' && <p className="note">{t('waiting.no_money')}</p>}
      <Facts
        rows={[
          [t('waiting.why'), row.why.map(why => t(`waiting.reasons.${why}`)).join(' · ')],
          [
            t('columns.customer'),
            <Link key="customer" to="/customers/$customer_id" params={{ customer_id: row.customer_id }}>
              {row.customer_number} {row.customer_name}
            </Link>,
          ],
          [t('columns.grade'), row.grade],
          [t('columns.payer_name'), row.payer_name],
          [t('columns.entity'), row.entity_code],
          [t('columns.received_on'), <Day key="received" day={row.received_on} />],
          [t('columns.method'), t(`methods.${row.method}`)],
          [t('columns.is_advance'), row.is_advance ? t('customers.yes') : null],
          [t('columns.reference'), row.reference],
          [t('columns.note'), row.note],
          [
            t('waiting.of_receipt'),
            row.receipt_id && (
              <Link key="of" to="/receipts/$receipt_id" params={{ receipt_id: row.receipt_id }}>
                {row.receipt_number}
              </Link>
            ),
          ],
          [t('waiting.recorded_by'), row.recorded_name],
          [t('waiting.recorded_at'), <Moment key="at" at={row.recorded_at} />],
          [t('waiting.checked_by'), row.checked_name],
          [t('waiting.checked_at'), row.checked_at && <Moment key="checked" at={row.checked_at} />],
          [t('columns.reason'), row.reason],
          [
            t('waiting.made'),
            row.made_receipt_id && (
              <Link key="made" to="/receipts/$receipt_id" params={{ receipt_id: row.made_receipt_id }}>
                {row.made_number}
              </Link>
            ),
          ],
        ]}
      />
      <Vouchers of={{ waiting_id: row.waiting_id }} open={row.state === 'waiting'} />
      {row.apply.length > 0 && (
        <Section title={t('waiting.to_pay')}>
          <Facts
            rows={row.apply.map((line, at) => [
              line.number ?? String(at + 1),
              <Money key={line.number} minor={line.amount_minor} currency={row.currency} />,
            ])}
          />
        </Section>
      )}
      <Talk subject={{ subject_kind: 'waiting_receipt', subject_id: row.waiting_id }} />
    </>
  )
}
