import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { Record } from '../reports/Record.tsx'
import { useMay } from '../session.ts'
import { Talk } from '../tasks/Talk.tsx'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { Day, Moment, Money } from '../ui/Money.tsx'
import { Facts, Figure, Page, Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { useActions } from '../ui/useActions.ts'
import { ConfirmationState } from './RedColumns.tsx'
import { confirmationActions } from './red-actions.ts'

type Confirmation = Answer<'readRedConfirmation'>

/** One confirmation for a red tax invoice: what it takes back, whose turn it is, until when, and the next step. */
export function ConfirmationPage() {
  const { t } = useTranslation()
  const { confirmation_id } = useParams({ strict: false }) as { confirmation_id: string }
  const asked = useAnswer('readRedConfirmation', { confirmation_id })
  const found = asked.data?.confirmation_id === confirmation_id ? asked.data : undefined
  // What can be done now comes first: on a phone it is the one button.
  const deeds = useActions(confirmationActions, found ?? null).toSorted(
    (one, other) => Number(one.why_not !== null) - Number(other.why_not !== null),
  )
  return (
    <Page
      title={found ? `${t('red.one')} ${found.number}` : t('nav.red_letters')}
      crumb={<Link to="/red-letters">{t('nav.red_letters')}</Link>}
      sub={
        found && (
          <>
            <Link to="/customers/$customer_id" params={{ customer_id: found.customer_id }}>
              {found.customer_number} {found.customer_name}
            </Link>{' '}
            <ConfirmationState state={found.state} overdue={found.overdue} />
          </>
        )
      }
      actions={<ActionButtons deeds={deeds} most={4} />}
    >
      <Wait for={asked}>{() => found && <Shown of={found} />}</Wait>
    </Page>
  )
}

function Shown({ of }: { of: Confirmation }) {
  const { t } = useTranslation()
  const may = useMay()
  const money = (label: string, minor: string) => (
    <Figure label={label}>
      <Money minor={minor} currency={of.currency} code />
    </Figure>
  )
  const red = of.red_id && (
    <Link key="red" to="/tax-documents/$tax_invoice_id" params={{ tax_invoice_id: of.red_id }}>
      <span className="doc">{of.red_number}</span>
    </Link>
  )
  return (
    <>
      <div className="figures">
        {money(t('columns.amount_minor'), of.amount_minor)}
        {money(t('columns.net_minor'), of.net_minor)}
        {money(t('columns.tax_minor'), of.tax_minor)}
        {money(t('red.blue_left'), of.blue_left_minor)}
      </div>
      <Facts
        rows={[
          [t('red.next'), t(`red.nexts.${of.state === 'waiting' ? `waiting_${of.started_by}` : of.state}`)],
          [
            t('red.expires_at'),
            of.expires_at && (
              <span key="expires">
                <Moment at={of.expires_at} /> <span className="small soft">{t('red.law', { ...of.law })}</span>
              </span>
            ),
          ],
          [t('red.reason'), t(`red.reasons.${of.reason_code}`)],
          [t('red.started_by'), t(`red.sides.${of.started_by}`)],
          [t('red.buyer_use'), t(`red.uses.${of.buyer_use}`)],
          [t('red.platform_number'), of.platform_number && <span className="num">{of.platform_number}</span>],
          [t('red.platform_code'), of.platform_code && `${of.platform_code} ${t(`red.codes.${of.platform_code}`)}`],
          [
            t('red.blue'),
            <span key="blue">
              <Link to="/tax-documents/$tax_invoice_id" params={{ tax_invoice_id: of.blue_id }}>
                <span className="doc">{of.blue_number}</span>
              </Link>{' '}
              <Day day={of.blue_issued_on} /> <Money minor={of.blue_amount_minor} currency={of.currency} />
            </span>,
          ],
          [
            t('kinds.credit_note'),
            of.credit_note_id && (
              <Link key="credit" to="/invoices/$invoice_id" params={{ invoice_id: of.credit_note_id }}>
                <span className="doc">{of.credit_note_number}</span>
              </Link>
            ),
          ],
          [t('red.red'), red],
          [t('columns.entity'), of.entity_code],
          [t('tax_requests.drafted_by'), of.drafted_name],
          [t('tax_requests.drafted_on'), <Day key="drafted" day={of.drafted_on} />],
          [t('red.asked_at'), of.asked_at && <Moment key="asked" at={of.asked_at} />],
          [t('red.answered_at'), of.answered_at && <Moment key="answered" at={of.answered_at} />],
          [t('columns.reason'), of.reason],
          [t('columns.note'), of.note],
        ]}
      />
      <Talk subject={{ subject_kind: 'red_confirmation', subject_id: of.confirmation_id }} />
      {may('report.read') && (
        <Section title={t('record.title')}>
          <Record subject_id={of.confirmation_id} />
        </Section>
      )}
    </>
  )
}
