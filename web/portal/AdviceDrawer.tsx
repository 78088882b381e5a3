import { Link } from '@tanstack/react-router'
import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useOne } from '../lists.ts'
import { Talk } from '../tasks/Talk.tsx'
import { Day, Moment, Money } from '../ui/Money.tsx'
import { Facts, Figure } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'

/** What a customer says was paid, over the list: when, for what, and the receipt it became. */
export function AdviceDrawer({ advice_id, onClose }: { advice_id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const asked = useOne('listAdvices', { advice_id: [advice_id] })
  return (
    <Drawer
      open
      size={600}
      title={asked.data ? `${t('subjects.payment_advice')} · ${asked.data.customer_name}` : t('nav.advices')}
      closable={{ 'aria-label': t('action.close') }}
      onClose={onClose}
    >
      <Wait for={asked}>{advice => <Shown advice={advice} />}</Wait>
    </Drawer>
  )
}

function Shown({ advice }: { advice: Row<'listAdvices'> }) {
  const { t } = useTranslation()
  return (
    <>
      <div className="figures">
        <Figure label={t('columns.amount_minor')} under={t(`portal.advice_states.${advice.state}`)}>
          <Money minor={advice.amount_minor} currency={advice.currency} code />
        </Figure>
      </div>
      <Facts
        rows={[
          [
            t('columns.customer'),
            <Link key="customer" to="/customers/$customer_id" params={{ customer_id: advice.customer_id }}>
              {advice.customer_number} {advice.customer_name}
            </Link>,
          ],
          [t('columns.entity'), advice.entity_code],
          [t('portal.paid_on'), <Day key="paid" day={advice.paid_on} />],
          [
            t('portal.documents'),
            advice.invoice_id ? (
              <Link key="invoice" className="doc" to="/invoices/$invoice_id" params={{ invoice_id: advice.invoice_id }}>
                {advice.invoice_number}
              </Link>
            ) : (
              advice.documents
            ),
          ],
          [t('columns.payer_name'), advice.payer_name],
          [t('columns.reference'), advice.reference],
          [t('portal.said_by'), advice.said_by],
          [
            t('kinds.receipt'),
            advice.receipt_id && (
              <Link key="receipt" className="doc" to="/receipts/$receipt_id" params={{ receipt_id: advice.receipt_id }}>
                {advice.receipt_number}
              </Link>
            ),
          ],
          [t('columns.reason'), advice.reason],
          [t('columns.recorded_at'), <Moment key="at" at={advice.recorded_at} />],
        ]}
      />
      <Talk subject={{ subject_kind: 'payment_advice', subject_id: advice.advice_id }} />
    </>
  )
}
