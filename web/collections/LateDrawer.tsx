import { Link } from '@tanstack/react-router'
import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useOne } from '../lists.ts'
import { Talk } from '../tasks/Talk.tsx'
import { Day, Moment, Money } from '../ui/Money.tsx'
import { Facts, Figure, Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { useRuleName } from './rule-words.ts'
import { Stretches } from './Stretches.tsx'

/** Days that were charged or waived, over the register: of which claim, by which rule, and how that was worked out. */
export function LateDrawer({ late_charge_id, onClose }: { late_charge_id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const asked = useOne('listLateCharges', { late_charge_id: [late_charge_id] })
  return (
    <Drawer
      open
      size={640}
      title={asked.data ? `${t('subjects.late_charge')} ${asked.data.number}` : t('nav.late_charges')}
      closable={{ 'aria-label': t('action.close') }}
      onClose={onClose}
    >
      <Wait for={asked}>{charge => <Shown charge={charge} />}</Wait>
    </Drawer>
  )
}

function Shown({ charge }: { charge: Row<'listLateCharges'> }) {
  const { t } = useTranslation()
  const nameOf = useRuleName()
  return (
    <>
      <div className="figures">
        <Figure label={t('columns.amount')} under={t(`late.states.${charge.state}`)}>
          <Money minor={charge.amount_minor} currency={charge.currency} code />
        </Figure>
      </div>
      <Facts
        rows={[
          [
            t('columns.customer'),
            <Link key="customer" to="/customers/$customer_id" params={{ customer_id: charge.customer_id }}>
              {charge.customer_number} {charge.customer_name}
            </Link>,
          ],
          [t('columns.entity'), charge.entity_code],
          [
            t('late.days_charged'),
            <span key="days">
              <Day day={charge.from_on} /> – <Day day={charge.to_on} /> ({charge.days})
            </span>,
          ],
          [t('late.rule'), nameOf(charge.rule)],
          [
            t('late.charge'),
            charge.invoice_id && (
              <Link key="charge" className="doc" to="/invoices/$invoice_id" params={{ invoice_id: charge.invoice_id }}>
                {charge.invoice_number}
              </Link>
            ),
          ],
          [t('field.reason'), charge.reason],
          [t('registers.by'), charge.by_name],
          [t('columns.recorded_at'), <Moment key="at" at={charge.recorded_at} />],
        ]}
      />
      <Section title={t('late.calculation')}>
        <Stretches rows={charge.rows} currency={charge.currency} />
      </Section>
      <Talk subject={{ subject_kind: 'late_charge', subject_id: charge.late_charge_id }} />
    </>
  )
}
