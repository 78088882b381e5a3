import type { TFunction } from 'i18next'
import type { Question } from '../client.ts'
import type { Url } from '../ui/url.ts'

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
export function placeOf({ subject_kind, subject_id, customer_id }: Told): { to: string; search?: Url } | null {
  if (!subject_kind || !subject_id) return null
  if (subject_kind === 'customer') return { to: `/customers/${subject_id}` }
  if (subject_kind === 'invoice') return { to: `/invoices/${subject_id}` }
  if (subject_kind === 'receipt') return { to: `/receipts/${subject_id}` }
  if (subject_kind === 'contract') return { to: `/contracts/${subject_id}` }
  if (subject_kind === 'import') return { to: `/imports/${subject_id}` }
  return customer_id ? { to: `/customers/${customer_id}`, search: { tab: 'items', item: subject_id } } : null
}

/** How a subject is called: "Invoice INV-1 · Acme"; empty where there is none, or one may not see it. */
export function subjectText(t: TFunction, told: Told): string {
  const { subject_kind, document_kind, subject_number, customer_name } = told
  if (!subject_kind || subject_number === null) return ''
  if (subject_kind === 'customer') return [subject_number, customer_name].filter(Boolean).join(' ')
  if (subject_kind === 'import') return `${t('tasks.import')} ${subject_number}`
  const kind = t(`kinds.${document_kind ?? subject_kind}`)
  return [`${kind} ${subject_number}`, customer_name].filter(Boolean).join(' · ')
}
