import { Link } from '@tanstack/react-router'
import { documentPlace } from './names.ts'

/** The number of a document, and the way to it where it has a page. */
export function DocumentLink({ kind, document_id, number }: { kind: string; document_id: string; number: string }) {
  const place = documentPlace(kind)
  if (place === '/invoices/$invoice_id')
    return (
      <Link to={place} params={{ invoice_id: document_id }} className="doc">
        {number}
      </Link>
    )
  if (place === '/receipts/$receipt_id')
    return (
      <Link to={place} params={{ receipt_id: document_id }} className="doc">
        {number}
      </Link>
    )
  if (place === '/refunds/$refund_id')
    return (
      <Link to={place} params={{ refund_id: document_id }} className="doc">
        {number}
      </Link>
    )
  return <span className="doc">{number}</span>
}
