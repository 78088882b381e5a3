import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import type { FileAnswer, Upload } from '../kernel/http.ts'
import { addressMark, type LetterKind, type Mark, marksIn } from '../kernel/letter-marks.ts'
import { keepSealedFile, sendKeptFile } from '../kernel/sealed-files.ts'
import { newId } from '../kernel/values.ts'
import { type bouncesContract, largestMessage } from './contract.ts'
import { type Letter, letComeBack, lockLetter } from './letters.ts'
import type { returnedOutcomes } from './names-contract.ts'
import { type Report, readReport } from './read-report.ts'

type Lines = typeof bouncesContract
export type Outcome = (typeof returnedOutcomes)[number]

/**
 * What a message does to its letter. Only a failure for good lets it come back, and only a letter that stands as sent to that very
 * address: who opened it has it, and what was sent anew elsewhere is another sending. Pure. [BNC-2]
 */
export function decideReturned(
  report: Pick<Report, 'kind'>,
  letter: Pick<Letter, 'state'> | null,
  sameAddress: boolean,
): Outcome {
  if (!letter) return 'unmatched'
  if (report.kind === 'delayed') return 'delayed'
  if (report.kind === 'delivered') return 'arrived'
  if (report.kind !== 'failed') return 'unclear'
  return sameAddress && (letter.state === 'sent' || letter.state === 'unsure') ? 'bounced' : 'noted'
}

/**
 * Reads a message that came back and lets its letter stand as come back where it says so for good; whoever sent the letter is given
 * a task. The same message again changes nothing. What belongs to no letter of ours is kept as such. [BNC-1] [BNC-2] [BNC-3]
 * Refuses `file_too_large`, `out_of_scope` to one who sees some of the customers or entities alone.
 */
export const takeReturned =
  (home: string) =>
  async (ctx: Context, { file }: Taken<Lines['takeReturned']>): Promise<Answered<Lines['takeReturned']>> => {
    // Load. One message at a time, so that the same one sent twice at once is known the second time.
    const upload = file as Upload
    if (upload.size > largestMessage) refuse('file_too_large', { maximum: `${largestMessage / 1024 / 1024} MiB` })
    const { entity_ids, customers } = ctx.actor.sight
    if (entity_ids !== null || customers !== '') refuse('out_of_scope', { customers: 'all' })
    const sha256 = Buffer.from(upload.sha256, 'hex')
    await ctx.tx.rows(
      sql`select pg_advisory_xact_lock(hashtextextended(${`returned ${ctx.org_id} ${upload.sha256}`}, 0))`,
    )
    const known = await ctx.tx.first(sql<{ returned_id: string; outcome: Outcome }>`
      select returned_id, outcome from returned_letters where org_id = ${ctx.org_id} and sha256 = ${sha256}`)
    if (known) return { ...known, known: true }
    const report = await readReport(await readFile(upload.path))
    const found = await letterOf(ctx, marksIn(report.text))

    // Decide.
    const outcome = decideReturned(report, found?.letter ?? null, found?.sameAddress ?? false)
    const { address, status, words, subject, from } = report
    const returned_id = newId<'returned'>()
    const recorded_at = await moment(ctx)

    // Write.
    const file_id = await keepSealedFile(
      ctx,
      home,
      { ...upload, mime: 'message/rfc822' },
      'returned letter',
      recorded_at,
    )
    await insertRows(ctx.tx, 'returned_letters', ctx.org_id, [
      {
        returned_id,
        sha256,
        file_id,
        outcome,
        letter_kind: found?.kind ?? null,
        letter_id: found?.letter_id ?? null,
        subject_id: found?.letter.subject_id ?? null,
        entity_id: found?.letter.entity_id ?? null,
        customer_id: found?.letter.customer_id ?? null,
        address,
        status,
        words,
        title: subject,
        sender: from,
        recorded_by: ctx.actor.person_id,
        recorded_at,
      },
    ])
    if (found && outcome === 'bounced') {
      const said = [status, words].filter(Boolean).join(' ').slice(0, 300) || (subject ?? '')
      await letComeBack(ctx, { ...found, recorded_by: found.letter.recorded_by, words: said })
    }

    // Record. Addresses and words stay out of the events.
    const data = { returned_id, outcome, letter_kind: found?.kind ?? null, letter_id: found?.letter_id ?? null, status }
    await record(ctx, 'returned_letter.taken', recorded_at, [
      { subject_id: found?.letter.subject_id ?? returned_id, data },
    ])
    return { returned_id, outcome, known: false }
  }

type FoundLetter = { kind: LetterKind; letter_id: string; letter: Letter; sameAddress: boolean }

/** The letter of this organisation that the first mark names; a mark of another organisation names nothing here. */
async function letterOf(ctx: Context, marks: readonly Mark[]): Promise<FoundLetter | null> {
  for (const { org_id, kind, id, to } of marks) {
    if (org_id !== ctx.org_id) continue
    const letter = await lockLetter(ctx, kind, id)
    if (!letter) continue
    const sameAddress = letter.recipient !== null && addressMark(org_id, letter.recipient) === to
    return { kind, letter_id: id, letter, sameAddress }
  }
  return null
}

/** A message that came back, as it arrived. Refuses `returned_letter_unknown`. */
export const readReturned =
  (home: string) =>
  async (ctx: Context, { returned_id }: Taken<Lines['readReturned']>): Promise<FileAnswer> => {
    const row = await ctx.tx.first(sql<{ file_id: string; sha256: string; name: string; mime: string }>`
      select f.file_id, encode(f.sha256, 'hex') as sha256, f.name, f.mime
      from returned_letters t join files f on f.org_id = t.org_id and f.file_id = t.file_id
      where t.org_id = ${ctx.org_id} and t.returned_id = ${returned_id}`)
    if (!row) refuse('returned_letter_unknown', { returned_id })
    return sendKeptFile(ctx, home, { ...row, name: /\.eml$/i.test(row.name) ? row.name : `${row.name}.eml` })
  }
