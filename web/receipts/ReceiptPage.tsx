import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { BillOfReceipt } from '../bills/BillOfReceipt.tsx'
import type { Answer } from '../client.ts'
import { Applications } from '../ledger/Applications.tsx'
import { useAnswer } from '../lists.ts'
import { Record } from '../reports/Record.tsx'
import { useMay } from '../session.ts'
import { Talk } from '../tasks/Talk.tsx'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { Day, Money, Moment } from '../ui/Money.tsx'
import { Facts, Figure, Page, Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { useActions } from '../ui/useActions.ts'
import { receiptActions } from './actions.ts'
import { confirmToCustomer } from './confirmation-actions.ts'
import { Confirmations } from './Confirmations.tsx'
import { Vouchers } from './Vouchers.tsx'

type Receipt = Answer<'readReceipt'>

const deedsHere = [...receiptActions, confirmToCustomer]

/** One receipt: what came in, what it paid, and what stands on account. */
export function ReceiptPage() {
  const { t } = useTranslation()
  const { receipt_id } = useParams({ strict: false }) as { receipt_id: string }
  const asked = useAnswer('readReceipt', { receipt_id })
  const receipt = asked.data
  const deeds = useActions(deedsHere, receipt ?? null)
  return (
    <Page
      title={receipt ? `${t('kinds.receipt')} ${receipt.number}` : t('nav.receipts')}
      crumb={<Link to="/receipts">{t('nav.receipts')}</Link>}
      sub={
        receipt && (
          <Link to="/customers/$customer_id" params={{ customer_id: receipt.customer_id }}>
            {receipt.customer_number} {receipt.customer_name}
          </Link>
        )
      }
      actions={<ActionButtons deeds={deeds} />}
    >
      <Wait for={asked}>{found => <Shown receipt={found} />}</Wait>
    </Page>
  )
}

/** By what somebody else than the customer paid: a letter, a second person, or nothing known. */
function PayerStanding({ of }: { of: Receipt }) {
  const { t } = useTranslation()
  const { payer_standing, payer_letter_id, payer_letter_until } = of
  const text = t(`letters.by.${payer_standing}`)
  if (!payer_letter_id) return <span className="tag waits">{text}</span>
  return (
    <Link to="/payer-letters" search={{ letter: payer_letter_id } as never}>
      {text} · {t('letters.valid_until')} <Day day={payer_letter_until} />
    </Link>
  )
}

function Shown({ receipt }: { receipt: Receipt }) {
  const { t } = useTranslation()
  const may = useMay()
  const { currency } = receipt
  return (
    <>
      <div className="figures">
        <Figure label={t('columns.amount_minor')}>
          <Money minor={receipt.amount_minor} currency={currency} code />
        </Figure>
        <Figure label={t('columns.unapplied_minor')}>
          <span className={receipt.unapplied_minor === '0' ? '' : 'waits'}>
            <Money minor={receipt.unapplied_minor} currency={currency} code />
          </span>
        </Figure>
      </div>
      {receipt.method === 'bill' && <BillOfReceipt receipt_id={receipt.receipt_id} />}
      <Facts
        rows={[
          [t('columns.state'), receipt.state === 'posted' ? null : t(`invoices.${receipt.state}`)],
          [t('columns.entity'), receipt.entity_code],
          [t('columns.received_on'), <Day key="received" day={receipt.received_on} />],
          [t('columns.posted_on'), <Day key="posted" day={receipt.posted_on} />],
          [
            t('columns.booked_on'),
            receipt.booked_on && (
              <Link
                key="booked"
                to="/receipts"
                search={{ booked_from: receipt.booked_on, booked_to: receipt.booked_on }}
              >
                <Day day={receipt.booked_on} />
              </Link>
            ),
          ],
          [t('columns.method'), t(`methods.${receipt.method}`)],
          [t('columns.payer_name'), receipt.payer_name],
          [
            t('letters.payer_standing'),
            receipt.payer_standing === 'self' ? null : <PayerStanding key="payer" of={receipt} />,
          ],
          [
            t('columns.bank_charge'),
            receipt.bank_charge_minor === '0' ? null : (
              <Money key="charge" minor={receipt.bank_charge_minor} currency={currency} />
            ),
          ],
          [t('columns.is_advance'), receipt.is_advance ? t('customers.yes') : null],
          [t('columns.reference'), receipt.reference],
          [t('columns.note'), receipt.note],
          [t('waiting.recorded_by'), receipt.recorded_name],
          [t('waiting.checked_by'), receipt.confirmed_name],
          [t('waiting.release_reason'), receipt.confirmed_reason],
          [t('columns.recorded_at'), <Moment key="at" at={receipt.recorded_at} />],
        ]}
      />
      <Applications
        rows={receipt.applications}
        number={receipt.number}
        currency={currency}
        title={t('receipts.paid')}
      />
      <Vouchers of={{ receipt_id: receipt.receipt_id }} open={receipt.state === 'posted'} />
      <Confirmations receipt_id={receipt.receipt_id} />
      <Talk subject={{ subject_kind: 'receipt', subject_id: receipt.receipt_id }} />
      {may('report.read') && (
        <Section title={t('record.title')}>
          <Record subject_id={receipt.receipt_id} />
        </Section>
      )}
    </>
  )
}
