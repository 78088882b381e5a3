import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { Day, Money } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'

type Flows = Answer<'invoiceFlows'>['flows']
type Document = Flows[number]['documents'][number]

/** Whether contract, goods, tax invoice and money of an invoice are of one party; a tick opens the documents behind it. */
export function InvoiceFlows({ invoice_id }: { invoice_id: string }) {
  const { data } = useAnswer('invoiceFlows', { invoice_id })
  return data ? <Four flows={data.flows} customer={data.customer_name} /> : null
}

/** The same over all that was billed of a contract. */
export function ContractFlows({ contract_id }: { contract_id: string }) {
  const { data } = useAnswer('contractFlows', { contract_id })
  return data ? <Four flows={data.flows} customer={data.customer_name} /> : null
}

const looks = { agrees: 'well', differs: 'waits', none: '', hidden: '' } as const

function Four({ flows, customer }: { flows: Flows; customer: string }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<string | null>(null)
  const shown = flows.find(one => one.flow === open)
  return (
    <Section title={t('flows.title')}>
      <p className="soft small">{t('flows.hint', { customer })}</p>
      <div className="bar" style={{ borderTop: 0 }}>
        {flows.map(({ flow, tick, documents }) => (
          <button
            key={flow}
            type="button"
            className={`plain tag ${looks[tick]}`}
            aria-expanded={open === flow}
            disabled={documents.length === 0}
            onClick={() => setOpen(open === flow ? null : flow)}
          >
            {t(`flows.names.${flow}`)}: {t(`flows.ticks.${tick}`)}
            {documents.length > 0 && ` (${documents.length})`}
          </button>
        ))}
      </div>
      {shown && (
        <ul className="contacts">
          {shown.documents.map(document => (
            <Line key={document.id} document={document} />
          ))}
        </ul>
      )}
    </Section>
  )
}

function Line({ document }: { document: Document }) {
  const { t } = useTranslation()
  return (
    <li>
      <div>
        <Named document={document} /> <Day day={document.on} />
        {document.amount_minor !== null && document.currency !== null && (
          <>
            {' '}
            <Money minor={document.amount_minor} currency={document.currency} code />
          </>
        )}
      </div>
      <div>{document.party_name}</div>
      {document.why && <span className="tag waits">{t(`flows.why.${document.why}`)}</span>}
    </li>
  )
}

function Named({ document: { kind, id, number } }: { document: Document }) {
  if (kind === 'contract')
    return (
      <Link to="/contracts/$contract_id" params={{ contract_id: id }}>
        {number}
      </Link>
    )
  if (kind === 'receipt')
    return (
      <Link to="/receipts/$receipt_id" params={{ receipt_id: id }}>
        {number}
      </Link>
    )
  if (kind === 'tax_invoice')
    return (
      <Link to="/tax-documents/$tax_invoice_id" params={{ tax_invoice_id: id }}>
        {number}
      </Link>
    )
  return <span className="doc">{number}</span>
}
