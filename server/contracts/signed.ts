import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { fileType } from '../kernel/file-signs.ts'
import { headOf } from '../kernel/file-types.ts'
import type { FileAnswer, Upload } from '../kernel/http.ts'
import { keepSealedFile, sendKeptFile } from '../kernel/sealed-files.ts'
import { type Day, newId } from '../kernel/values.ts'
import type { signedContract } from './signed-contract.ts'

type Lines = typeof signedContract
type Draft = Taken<Lines['keepSigned']>
type Row = Answered<Lines['listSigned']>['rows'][number]
type Agreed = { entity_id: string; customer_id: string; number: string; version: number }

/**
 * Keeps the signed file of a contract under a seal, with the hash of what was signed. [CTR-15] Refuses `contract_unknown`,
 * `signed_no_pdf` by its bytes, `signed_day_future`; a file above the bound is refused while it comes.
 */
export const keepSigned =
  (home: string) =>
  async (ctx: Context, draft: Draft): Promise<Answered<Lines['keepSigned']>> => {
    // Load.
    const upload = draft.file as Upload
    const { contract_id, ours_name, ours_on, theirs_name, theirs_on } = draft
    const contract = await ctx.tx.first(sql<Agreed>`
      select entity_id, customer_id, number, version from contracts
      where org_id = ${ctx.org_id} and contract_id = ${contract_id} for update`)
    const type = fileType(await headOf(upload))

    // Decide.
    if (!contract) refuse('contract_unknown', { contract_id })
    refuseAll(decideSigned(draft, type, ctx.today))
    const { number, version } = contract
    const { sha256, size } = upload
    const signed_id = newId<'signed'>()
    const recorded_at = await moment(ctx)

    // Write.
    const file_id = await keepSealedFile(
      ctx,
      home,
      { ...upload, mime: 'application/pdf' },
      'signed contract',
      recorded_at,
    )
    await ctx.tx.rows(sql`
      update signed_contracts set state = 'replaced'
      where org_id = ${ctx.org_id} and contract_id = ${contract_id} and state = 'current'`)
    const { entity_id, customer_id } = contract
    await insertRows(ctx.tx, 'signed_contracts', ctx.org_id, [
      {
        signed_id,
        contract_id,
        entity_id,
        customer_id,
        version,
        file_id,
        sha256: Buffer.from(sha256, 'hex'),
        ours_name,
        ours_on,
        theirs_name,
        theirs_on,
        note: draft.note || null,
        recorded_by: ctx.actor.person_id,
        recorded_at,
      },
    ])

    // Record. Its hash stands in the sealed order of events: what was signed can be shown to be what was kept.
    const data = { signed_id, number, version, sha256, size, ours_on, theirs_on }
    await record(ctx, 'contract.signed_kept', recorded_at, [{ subject_id: contract_id, data }])
    return { signed_id, sha256 }
  }

/** What is wrong with a signed file. Pure. [CTR-15] */
export function decideSigned(
  { ours_on, theirs_on }: Pick<Draft, 'ours_on' | 'theirs_on'>,
  type: string | null,
  today: Day,
): Problem[] {
  const problems: Problem[] = []
  if (type !== 'application/pdf') problems.push({ index: 0, code: 'signed_no_pdf', params: {} })
  for (const [field, on] of Object.entries({ ours_on, theirs_on }))
    if (on > today) problems.push({ index: 0, code: 'signed_day_future', params: { field, on, today } })
  return problems
}

/** Withdraws a signed file; it stays in the history. [CTR-15] Refuses `signed_unknown`. */
export async function withdrawSigned(
  ctx: Context,
  { signed_id, reason }: Taken<Lines['withdrawSigned']>,
): Promise<Answered<Lines['withdrawSigned']>> {
  // Write.
  const row = await ctx.tx.first(sql<{ contract_id: string }>`
    update signed_contracts set state = 'withdrawn', reason = ${reason}
    where org_id = ${ctx.org_id} and signed_id = ${signed_id} and state = 'current' returning contract_id`)
  if (!row) refuse('signed_unknown', { signed_id })

  // Record.
  await record(ctx, 'contract.signed_withdrawn', await moment(ctx), [
    { subject_id: row.contract_id, data: { signed_id, reason } },
  ])
  return { state: 'withdrawn' }
}

/** Signed files of a contract, the latest first. */
export async function listSigned(
  ctx: Context,
  { contract_id }: Taken<Lines['listSigned']>,
): Promise<Answered<Lines['listSigned']>> {
  const rows = await ctx.tx.rows(sql<Row>`
    select s.signed_id, s.version, s.version < k.version as outdated, s.state, f.name, f.size::int4 as size,
      encode(s.sha256, 'hex') as sha256, s.ours_name, s.ours_on, s.theirs_name, s.theirs_on, s.note, s.reason,
      p.name as recorded_by_name, s.recorded_at
    from signed_contracts s
    join contracts k on k.org_id = s.org_id and k.contract_id = s.contract_id
    join files f on f.org_id = s.org_id and f.file_id = s.file_id
    left join people p on p.org_id = s.org_id and p.person_id = s.recorded_by
    where s.org_id = ${ctx.org_id} and s.contract_id = ${contract_id} order by s.signed_id desc limit 100`)
  return { rows, next: null }
}

/** The signed file itself. Refuses `signed_unknown`. */
export const readSigned =
  (home: string) =>
  async (ctx: Context, { signed_id }: Taken<Lines['readSigned']>): Promise<FileAnswer> => {
    const row = await ctx.tx.first(sql<{ file_id: string; name: string; mime: string; sha256: string }>`
      select f.file_id, f.name, f.mime, encode(f.sha256, 'hex') as sha256
      from signed_contracts s join files f on f.org_id = s.org_id and f.file_id = s.file_id
      where s.org_id = ${ctx.org_id} and s.signed_id = ${signed_id}`)
    if (!row) refuse('signed_unknown', { signed_id })
    return sendKeptFile(ctx, home, row)
  }
