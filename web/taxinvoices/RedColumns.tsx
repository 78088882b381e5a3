import { Link } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import type { DataColumn } from '../ui/DataTable.tsx'
import { Day, Moment, Money } from '../ui/Money.tsx'

type Confirmation = Row<'listRedConfirmations'>
const looks: Partial<Record<Confirmation['state'], string>> = {
  waiting: 'waits',
  confirmed: 'waits',
  issued: 'well',
  refused: 'late',
  expired: 'late',
  stopped: 'late',
  withdrawn: 'quiet',
}

/** Where a confirmation stands. */
export function ConfirmationState({ state, overdue = false }: { state: Confirmation['state']; overdue?: boolean }) {
  const { t } = useTranslation()
  return (
    <span className={`tag ${overdue ? 'late' : (looks[state] ?? '')}`}>
      {t(overdue ? 'red.is_overdue' : `red.states.${state}`)}
    </span>
  )
}

/** The columns of confirmations. */
export function confirmationColumns(t: TFunction): DataColumn<Confirmation>[] {
  return [
    {
      key: 'number',
      title: t('columns.number'),
      cell: row => <span className="doc">{row.number}</span>,
      width: 150,
      sorts: ['number', '-number'],
    },
    {
      key: 'state',
      title: t('columns.state'),
      cell: row => <ConfirmationState state={row.state} overdue={row.overdue} />,
      width: 130,
    },
    {
      key: 'customer',
      title: t('columns.customer'),
      cell: row => (
        <>
          <span className="num">{row.customer_number}</span> {row.customer_name}
        </>
      ),
      width: 220,
      card: 'head',
    },
    {
      key: 'amount',
      title: t('columns.amount_minor'),
      cell: row => <Money minor={row.amount_minor} currency={row.currency} code />,
      right: true,
      width: 160,
      sorts: ['-amount_minor', 'amount_minor'],
      card: 'figure',
    },
    { key: 'reason_code', title: t('red.reason'), cell: row => t(`red.reasons.${row.reason_code}`), width: 140 },
    {
      key: 'expires_at',
      title: t('red.expires_at'),
      cell: row => (row.state === 'waiting' && row.expires_at ? <Moment at={row.expires_at} /> : '–'),
      width: 160,
    },
    {
      key: 'blue_number',
      title: t('red.blue'),
      cell: row => (
        <Link
          to="/tax-documents/$tax_invoice_id"
          params={{ tax_invoice_id: row.blue_id }}
          onClick={event => event.stopPropagation()}
        >
          <span className="doc">{row.blue_number}</span>
        </Link>
      ),
      width: 210,
      links: true,
    },
    {
      key: 'credit_note_number',
      title: t('kinds.credit_note'),
      cell: row =>
        row.credit_note_id && (
          <Link
            to="/invoices/$invoice_id"
            params={{ invoice_id: row.credit_note_id }}
            onClick={event => event.stopPropagation()}
          >
            <span className="doc">{row.credit_note_number}</span>
          </Link>
        ),
      width: 160,
      links: true,
    },
    { key: 'started_by', title: t('red.started_by'), cell: row => t(`red.sides.${row.started_by}`), width: 90 },
    {
      key: 'drafted_on',
      title: t('tax_requests.drafted_on'),
      cell: row => <Day day={row.drafted_on} />,
      width: 116,
      sorts: ['-drafted_on', 'drafted_on'],
    },
  ]
}
