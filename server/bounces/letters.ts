import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { enqueueFor } from '../kernel/jobs.ts'
import type { LetterKind } from '../kernel/letter-marks.ts'

/** Where letters of a kind stand, what they are about, and the job that tells whoever sent one. */
const places = {
  dispatch: { table: 'dispatches', id: 'dispatch_id', subject: 'invoice_id', tell: 'dispatch.tell' },
  page: { table: 'pages', id: 'page_id', subject: 'customer_id', tell: 'page.tell' },
  reminder: { table: 'reminders', id: 'reminder_id', subject: 'customer_id', tell: 'reminder.tell' },
  confirmation: {
    table: 'receipt_confirmations',
    id: 'confirmation_id',
    subject: 'receipt_id',
    tell: 'receipt_confirmation.tell',
  },
} as const

/** A letter as a message that came back must know it. */
export type Letter = {
  state: string
  recipient: string | null
  subject_id: string
  entity_id: string
  customer_id: string
  recorded_by: string
}

/** Locks a letter; null where there is none in one's scope. */
export function lockLetter(ctx: Context, kind: LetterKind, letter_id: string): Promise<Letter | null> {
  const { table, id, subject } = places[kind]
  return ctx.tx.first(sql<Letter>`
    select state, recipient, ${sql.ref(subject)} as subject_id, entity_id, customer_id, recorded_by from ${sql.table(table)}
    where org_id = ${ctx.org_id} and ${sql.ref(id)} = ${letter_id} for update`)
}

/** Lets a letter stand as come back with the words of the mail server, and has whoever sent it told. */
export async function letComeBack(
  ctx: Context,
  { kind, letter_id, recorded_by, words }: { kind: LetterKind; letter_id: string; recorded_by: string; words: string },
): Promise<void> {
  const { table, id, tell } = places[kind]
  await ctx.tx.rows(sql`
    update ${sql.table(table)} set state = 'bounced', refused_with = ${words}
    where org_id = ${ctx.org_id} and ${sql.ref(id)} = ${letter_id}`)
  await enqueueFor(ctx.tx, ctx.org_id, tell, [{ person_id: recorded_by, input: { [id]: letter_id } }])
}
