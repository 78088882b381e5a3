import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, askContent } from '../client.ts'
import { kindName } from '../ledger/names.ts'
import { useMay } from '../session.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { lookAt } from '../ui/look-at.ts'
import { Day, Decimal, Money } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { ConfirmDialog } from './ConfirmDialog.tsx'
import { PageDialog } from '../portal/PageDialog.tsx'
import { ReturnDialog } from './ReturnDialog.tsx'

type Contract = Answer<'readContract'>

/** The lines agreed, with what was delivered, confirmed and billed of each. */
export function Lines({ contract }: { contract: Contract }) {
  const { t } = useTranslation()
  const { currency, kind } = contract
  const goods = kind === 'goods'
  const quantity = (key: 'delivered' | 'confirmed' | 'billed') => ({
    key,
    title: t(`contracts.${key}_quantity`),
    cell: (row: Contract['lines'][number]) =>
      row.quantity === null || row[key] === '0' ? '–' : <Decimal of={row[key]} />,
    right: true as const,
    width: 100,
  })
  return (
    <Section title={t('contracts.lines')}>
      <DataTable<Contract['lines'][number]>
        label={t('contracts.lines')}
        columns={[
          { key: 'line', title: '#', cell: row => row.line, width: 48 },
          { key: 'what', title: t('columns.description'), cell: row => row.description, width: 240, card: 'head' },
          {
            key: 'quantity',
            title: t('columns.quantity'),
            cell: row => <Decimal of={row.quantity} unit={row.unit} />,
            right: true,
            width: 110,
          },
          {
            key: 'price',
            title: t('columns.unit_price'),
            cell: row => <Decimal of={row.unit_price} least={2} />,
            right: true,
            width: 110,
          },
          ...(goods ? [quantity('delivered'), quantity('confirmed'), quantity('billed')] : []),
          {
            key: 'billed_minor',
            title: t('contracts.billed_amount'),
            cell: row => <Money minor={row.billed_minor} currency={currency} dash />,
            right: true,
            width: 140,
          },
          {
            key: 'amount',
            title: t('columns.amount_minor'),
            cell: row => <Money minor={row.amount_minor} currency={currency} />,
            right: true,
            width: 140,
            card: 'figure',
          },
        ]}
        rows={contract.lines}
        rowKey={row => String(row.line)}
        empty={{ title: '' }}
      />
    </Section>
  )
}

/** The payment plan; `act` is what can be done to a part. */
export function Parts({ contract, act }: { contract: Contract; act: (part: Contract['parts'][number]) => ReactNode }) {
  const { t } = useTranslation()
  return (
    <Section title={t('contracts.plan')}>
      <DataTable<Contract['parts'][number]>
        label={t('contracts.plan')}
        columns={[
          { key: 'label', title: t('contracts.part'), cell: row => row.label, width: 240, card: 'head' },
          { key: 'kind', title: t('columns.kind'), cell: row => t(`contracts.part_kinds.${row.kind}`), width: 130 },
          {
            key: 'when',
            title: t('contracts.planned_on'),
            cell: row =>
              row.months === null
                ? row.planned_on && <Day day={row.planned_on} />
                : t('contracts.months_after', { count: row.months }),
            width: 220,
          },
          {
            key: 'met',
            title: t('contracts.met_on'),
            cell: row => row.met_on && <Day day={row.met_on} />,
            width: 120,
          },
          {
            key: 'billed',
            title: t('columns.state'),
            cell: row => row.billed && <span className="tag">{t('contracts.billed')}</span>,
            width: 100,
          },
          {
            key: 'amount',
            title: t('columns.amount_minor'),
            cell: row => <Money minor={row.amount_minor} currency={contract.currency} />,
            right: true,
            width: 150,
            card: 'figure',
          },
          { key: 'act', title: <span className="hidden-but-read">{t('action.act')}</span>, cell: act, width: 130 },
        ]}
        rows={contract.parts}
        rowKey={row => String(row.part)}
        empty={{ title: '' }}
      />
    </Section>
  )
}

/** What left the house, and what the customer confirmed. */
export function Deliveries({ contract }: { contract: Contract }) {
  const { t } = useTranslation()
  const may = useMay()
  const [confirming, setConfirming] = useState<Contract['deliveries'][number] | null>(null)
  const [returning, setReturning] = useState<string | null>(null)
  const [asking, setAsking] = useState<string | null>(null)
  const what = (row: Contract['deliveries'][number]) =>
    row.lines
      .map(({ line, quantity, received }) => {
        const agreed = contract.lines.find(one => one.line === line)
        const arrived = received === null ? '' : ` (${t('portal.arrived_so', { quantity: received })})`
        return `${agreed?.description ?? line} × ${quantity}${arrived}`
      })
      .join(t('access.comma'))
  return (
    <Section title={t('contracts.deliveries')}>
      <DataTable<Contract['deliveries'][number]>
        label={t('contracts.deliveries')}
        columns={[
          {
            key: 'number',
            title: t('columns.number'),
            cell: row => <span className="doc">{row.number}</span>,
            width: 150,
            card: 'head',
          },
          { key: 'on', title: t('contracts.delivered_on'), cell: row => <Day day={row.delivered_on} />, width: 116 },
          { key: 'what', title: t('contracts.goods'), cell: what, width: 232 },
          {
            key: 'way',
            title: t('contracts.carrier'),
            cell: row => [row.carrier, row.tracking].filter(Boolean).join(' '),
            width: 168,
          },
          {
            key: 'state',
            title: t('columns.state'),
            cell: row =>
              row.state === 'confirmed' ? (
                <span className="wraps">
                  {t('contracts.delivery_states.confirmed')} <Day day={row.confirmed_on} /> · {row.confirmed_name}
                  {row.notes.map(({ note_id, name }) => (
                    <button
                      key={note_id}
                      type="button"
                      className="plain link"
                      onClick={() => lookAt(name, () => askContent('readDeliveryNote', { note_id }))}
                    >
                      {name}
                    </button>
                  ))}
                </span>
              ) : (
                <span className={`tag${row.state === 'sent' ? ' waits' : ''}`}>
                  {t(`contracts.delivery_states.${row.state}`)}
                </span>
              ),
            width: 226,
          },
          {
            key: 'act',
            title: <span className="hidden-but-read">{t('action.act')}</span>,
            width: 276,
            cell: row =>
              may('delivery.record') &&
              row.state !== 'returned' && (
                <span className="row-of-buttons">
                  {row.state === 'sent' && (
                    <Button size="small" onClick={() => setConfirming(row)}>
                      {t('contracts.confirm')}
                    </Button>
                  )}
                  {row.state === 'sent' && may('page.make') && (
                    <Button size="small" type="text" onClick={() => setAsking(row.delivery_id)}>
                      {t('portal.ask_goods')}
                    </Button>
                  )}
                  <Button size="small" type="text" onClick={() => setReturning(row.delivery_id)}>
                    {t('contracts.return')}
                  </Button>
                </span>
              ),
          },
        ]}
        rows={contract.deliveries}
        rowKey={row => row.delivery_id}
        rowClass={row => (row.state === 'returned' ? 'quiet' : '')}
        empty={{ title: t('contracts.no_deliveries') }}
      />
      {asking && (
        <PageDialog
          title={t('portal.ask_goods')}
          hint={t('portal.ask_goods_hint')}
          draft={{ kind: 'delivery', delivery_id: asking }}
          customer_id={contract.customer_id}
          onClose={() => setAsking(null)}
        />
      )}
      {confirming && <ConfirmDialog contract={contract} delivery={confirming} onClose={() => setConfirming(null)} />}
      {returning && <ReturnDialog delivery_id={returning} onClose={() => setReturning(null)} />}
    </Section>
  )
}

/** What was billed under the contract, credit notes included. */
export function Invoices({ contract }: { contract: Contract }) {
  const { t } = useTranslation()
  const { currency } = contract
  return (
    <Section title={t('nav.invoices')}>
      <DataTable<Contract['invoices'][number]>
        label={t('nav.invoices')}
        columns={[
          {
            key: 'number',
            title: t('columns.number'),
            cell: row => (
              <>
                <span className="doc">{row.number}</span>{' '}
                {row.state !== 'issued' && <span className="tag">{t(`invoices.${row.state}`)}</span>}
              </>
            ),
            width: 190,
            card: 'head',
          },
          { key: 'kind', title: t('columns.kind'), cell: row => kindName(t, row.kind), width: 120 },
          { key: 'issued', title: t('columns.issued_on'), cell: row => <Day day={row.issued_on} />, width: 120 },
          {
            key: 'due',
            title: t('columns.due_on'),
            cell: row => <Day day={row.due_on} missing={t('columns.undetermined')} />,
            width: 130,
          },
          {
            key: 'amount',
            title: t('columns.amount_minor'),
            cell: row => <Money minor={row.amount_minor} currency={currency} />,
            right: true,
            width: 150,
          },
          {
            key: 'open',
            title: t('columns.open_minor'),
            cell: row => <Money minor={row.open_minor} currency={currency} dash />,
            right: true,
            width: 150,
            card: 'figure',
          },
        ]}
        rows={contract.invoices}
        rowKey={row => row.invoice_id}
        leadsTo={row => ({ to: '/invoices/$invoice_id', params: { invoice_id: row.invoice_id } })}
        empty={{ title: t('contracts.no_invoices') }}
      />
    </Section>
  )
}
