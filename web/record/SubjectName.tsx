import { Link } from '@tanstack/react-router'
import type { Row } from '../client.ts'
import { DocumentLink } from '../ledger/DocumentLink.tsx'
import { documentPlace } from '../ledger/names.ts'

/** What something happened to, and the way to it where it has a page. */
export function SubjectName({ of }: { of: Row<'browseEvents'> }) {
  const { subject_kind: kind, subject_name: name, document_id } = of
  if (!kind || !name) return <span className="faint">–</span>
  if (document_id && documentPlace(kind)) return <DocumentLink kind={kind} document_id={document_id} number={name} />
  const to = document_id && places[kind]
  if (to)
    return (
      <Link to={to.replace('$', document_id)} onClick={event => event.stopPropagation()}>
        {name}
      </Link>
    )
  return <>{name}</>
}

/** Where each kind has its page. */
const places: Record<string, string> = {
  customer: '/customers/$',
  contract: '/contracts/$',
  delivery: '/contracts/$',
  bill: '/bills/$',
  settlement: '/settlements/$',
  tax_request: '/tax-invoices/$',
  tax_invoice: '/tax-documents/$',
  red_confirmation: '/red-letters/$',
  import: '/imports/$',
  person: '/people/$',
}
