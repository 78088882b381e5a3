import type { TFunction } from 'i18next'
import { subjects } from '../../server/tasks/subjects-contract.ts'
import type { Question } from '../client.ts'
import { parseSearch, type Url } from '../ui/url.ts'

/** What a comment or a task is about. */
export type Subject = Pick<Question<'listComments'>, 'subject_kind' | 'subject_id'>

/** A subject as lists tell of it; all null for what is about nothing. */
export type Told = {
  subject_kind: Subject['subject_kind'] | null
  subject_id: string | null
  document_kind: string | null
  subject_number: string | null
  customer_id: string | null
  customer_name: string | null
}

/** Where a subject is shown. */
export function placeOf({ subject_kind, subject_id }: Told): { to: string; search?: Url } | null {
  if (!subject_kind || !subject_id) return null
  const [to = '/', search] = subjects[subject_kind].page.replace('$', subject_id).split('?')
  return search === undefined ? { to } : { to, search: parseSearch(search) }
}

/** Kinds of which a row says itself what it is: an invoice may be a credit note. */
const ofKinds: readonly string[] = ['invoice', 'item']

/** How a subject is called: "Invoice INV-1 · Acme"; empty where there is none, or one may not see it. */
export function subjectText(t: TFunction, told: Told): string {
  const { subject_kind, document_kind, subject_number, customer_name } = told
  if (!subject_kind || subject_number === null) return ''
  if (subject_kind === 'customer') return [subject_number, customer_name].filter(Boolean).join(' ')
  const kind = ofKinds.includes(subject_kind) ? t(`kinds.${document_kind}`) : t(`subjects.${subject_kind}`)
  return [`${kind} ${subject_number}`.trim(), customer_name].filter(Boolean).join(' · ')
}
