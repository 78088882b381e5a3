import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { DocumentLink } from '../ledger/DocumentLink.tsx'
import { documentPlace } from '../ledger/names.ts'

/** What something happened to, and the way to it where it has a page. */
export function SubjectName({ of }: { of: Row<'browseEvents'> }) {
  const { t } = useTranslation()
  const { subject_kind: kind, subject_name: name, document_id } = of
  if (!kind || !name) return <span className="faint">–</span>
  if (document_id && documentPlace(kind)) return <DocumentLink kind={kind} document_id={document_id} number={name} />
  const to = document_id && places[kind]
  if (to)
    return (
      <Link to={`${to}/${document_id}`} onClick={event => event.stopPropagation()}>
        {name}
      </Link>
    )
  return <>{kind === 'application' ? `${t('kinds.application')} ${name}` : name}</>
}

const places: Record<string, string> = {
  customer: '/customers',
  contract: '/contracts',
  bill: '/bills',
  person: '/people',
}
