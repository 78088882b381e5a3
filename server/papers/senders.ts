import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { isAddress } from '../kernel/fields.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { assert, refuse } from '../kernel/errors.ts'
import { fileType } from '../kernel/file-signs.ts'
import { headOf } from '../kernel/file-types.ts'
import type { FileAnswer, Upload } from '../kernel/http.ts'
import { keepSealedFile } from '../kernel/sealed-files.ts'
import { newId } from '../kernel/values.ts'
import { lettersOf } from './letterheads.ts'
import type { Sender } from './paper.ts'
import { printSample } from './sample.ts'
import { sealSides, type sendersContract } from './senders-contract.ts'

type Lines = typeof sendersContract
type Row = Answered<Lines['listSenders']>['rows'][number]

/** The entities with what papers say of them, and their seals in use or waiting. */
export async function listSenders(ctx: Context): Promise<Answered<Lines['listSenders']>> {
  const [rows, seals] = await Promise.all([
    ctx.tx.rows(sql<Omit<Row, 'seals'>>`
      select e.entity_id, e.code as entity_code, e.name, e.name_en, e.tax_id, coalesce(s.version, 0) as version, s.address,
        s.address_en, s.phone, s.email
      from entities e left join lateral (
        select * from entity_senders s where s.org_id = e.org_id and s.entity_id = e.entity_id
        order by s.version desc limit 1) s on true
      where e.org_id = ${ctx.org_id} order by e.code`),
    ctx.tx.rows(sql<Row['seals'][number] & { entity_id: string }>`
      select s.seal_id, s.entity_id, s.state, s.kinds, s.width, s.height, encode(s.sha256, 'hex') as sha256, s.reason, s.entered_by,
        p.name as entered_by_name, a.name as approved_by_name, s.approved_at, s.recorded_at
      from entity_seals s
      left join people p on p.org_id = s.org_id and p.person_id = s.entered_by
      left join people a on a.org_id = s.org_id and a.person_id = s.approved_by
      where s.org_id = ${ctx.org_id} and s.state <> 'closed' order by s.state, s.recorded_at`),
  ])
  return {
    rows: rows.map(row => ({
      ...row,
      seals: seals.filter(one => one.entity_id === row.entity_id).map(({ entity_id: _, ...one }) => one),
    })),
    next: null,
  }
}

/** Sets what papers say of an entity, as its next version. [PAP-10] Refuses `entity_unknown`, `changed_meanwhile`, `email_invalid`. */
export async function setSender(
  ctx: Context,
  { entity_id, version, address, address_en, phone, email }: Taken<Lines['setSender']>,
): Promise<Answered<Lines['setSender']>> {
  // Load.
  await lockEntity(ctx, entity_id)
  const latest = await ctx.tx.first(sql<{ version: number }>`
    select coalesce(max(version), 0) as version from entity_senders where org_id = ${ctx.org_id} and entity_id = ${entity_id}`)

  // Decide.
  if ((latest?.version ?? 0) !== version) refuse('changed_meanwhile', { version: latest?.version ?? 0 })
  if (email !== '' && !isAddress(email)) refuse('email_invalid', { field: 'email' })
  const next = {
    entity_id,
    version: version + 1,
    address: address || null,
    address_en: address_en || null,
    phone: phone || null,
    email: email || null,
  }

  // Write.
  const recorded_at = await moment(ctx)
  await insertRows(ctx.tx, 'entity_senders', ctx.org_id, [{ ...next, recorded_by: ctx.actor.person_id, recorded_at }])

  // Record.
  await record(ctx, 'sender.set', recorded_at, [{ subject_id: entity_id, data: next }])
  return { version: version + 1 }
}

/** The sides of a PNG in pixels, from its first chunk; null for what is none. Pure. */
export function sidesOf(head: Uint8Array): { width: number; height: number } | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const chunk = String.fromCharCode(...head.slice(12, 16))
  if (fileType(head) !== 'image/png' || head.length < 24 || chunk !== 'IHDR') return null
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

/**
 * Enters the picture of a seal, kept under a seal of its own; it is printed nowhere before another person takes it into use.
 * [PAP-11] Refuses `entity_unknown`, `seal_waiting`, `seal_no_png` by its bytes or where it cannot be drawn, `seal_size`.
 */
export const enterSeal =
  (home: string) =>
  async (
    ctx: Context,
    { entity_id, kinds, file }: Taken<Lines['enterSeal']>,
  ): Promise<Answered<Lines['enterSeal']>> => {
    // Load.
    const upload = file as Upload
    await lockEntity(ctx, entity_id)
    const waiting = await ctx.tx.first(sql<{ seal_id: string }>`
      select seal_id from entity_seals where org_id = ${ctx.org_id} and entity_id = ${entity_id} and state = 'entered'`)
    const content = await headOf(upload, upload.size)
    const sides = sidesOf(content)

    // Decide.
    if (waiting) refuse('seal_waiting', {})
    if (!sides) refuse('seal_no_png', {})
    const { least, most } = sealSides
    if ([sides.width, sides.height].some(side => side < least || side > most))
      refuse('seal_size', { ...sides, least, most })
    if (!(await printSample(await senderOf(ctx, entity_id, content), 'zh'))) refuse('seal_no_png', {})
    const seal_id = newId<'seal'>()
    const recorded_at = await moment(ctx)

    // Write.
    const file_id = await keepSealedFile(ctx, home, { ...upload, mime: 'image/png' }, 'seal', recorded_at)
    const sha256 = Buffer.from(upload.sha256, 'hex')
    const row = { seal_id, entity_id, file_id, sha256, ...sides, kinds, entered_by: ctx.actor.person_id, recorded_at }
    await insertRows(ctx.tx, 'entity_seals', ctx.org_id, [row])

    // Record.
    const data = { seal_id, kinds, sha256: upload.sha256, ...sides }
    await record(ctx, 'seal.entered', recorded_at, [{ subject_id: entity_id, data }])
    return { seal_id, ...sides }
  }

type Kept = { seal_id: string; entity_id: string; state: string; entered_by: string }

/** Takes a seal into use; the one before ends. [PAP-11] Refuses `seal_unknown`, `seal_state`, `checker_is_maker`. */
export async function approveSeal(
  ctx: Context,
  { seal_id }: Taken<Lines['approveSeal']>,
): Promise<Answered<Lines['approveSeal']>> {
  // Load.
  const seal = await lockSeal(ctx, seal_id)

  // Decide.
  if (seal.state !== 'entered') refuse('seal_state', { state: seal.state })
  if (seal.entered_by === ctx.actor.person_id) refuse('checker_is_maker', {})
  const recorded_at = await moment(ctx)

  // Write.
  const ended = await ctx.tx.rows(sql<{ seal_id: string }>`
    update entity_seals set state = 'closed'
    where org_id = ${ctx.org_id} and entity_id = ${seal.entity_id} and state = 'active' returning seal_id`)
  await ctx.tx.rows(sql`
    update entity_seals set state = 'active', approved_by = ${ctx.actor.person_id}, approved_at = ${recorded_at}
    where org_id = ${ctx.org_id} and seal_id = ${seal_id}`)

  // Record.
  await record(ctx, 'seal.approved', recorded_at, [{ subject_id: seal.entity_id, data: { seal_id } }])
  await record(
    ctx,
    'seal.closed',
    recorded_at,
    ended.map(one => ({ subject_id: seal.entity_id, data: { ...one, replaced_by: seal_id } })),
  )
  return { state: 'active' }
}

/** Closes a seal, or takes back one that waits. [PAP-11] Refuses `seal_unknown`, `seal_state`. */
export async function closeSeal(
  ctx: Context,
  { seal_id, reason }: Taken<Lines['closeSeal']>,
): Promise<Answered<Lines['closeSeal']>> {
  // Load.
  const seal = await lockSeal(ctx, seal_id)

  // Decide.
  if (seal.state === 'closed') refuse('seal_state', { state: seal.state })

  // Write.
  await ctx.tx.rows(sql`
    update entity_seals set state = 'closed', reason = ${reason} where org_id = ${ctx.org_id} and seal_id = ${seal_id}`)

  // Record.
  await record(ctx, 'seal.closed', await moment(ctx), [{ subject_id: seal.entity_id, data: { seal_id, reason } }])
  return { state: 'closed' }
}

async function lockEntity(ctx: Context, entity_id: string): Promise<void> {
  const row = await ctx.tx.first(sql<{ entity_id: string }>`
    select entity_id from entities where org_id = ${ctx.org_id} and entity_id = ${entity_id} for no key update`)
  if (!row) refuse('entity_unknown', { entity: entity_id })
}

async function lockSeal(ctx: Context, seal_id: string): Promise<Kept> {
  const row = await ctx.tx.first(sql<Kept>`
    select seal_id, entity_id, state, entered_by from entity_seals
    where org_id = ${ctx.org_id} and seal_id = ${seal_id} for update`)
  if (!row) refuse('seal_unknown', { seal_id })
  return row
}

/** An entity as a sample paper names it, with a picture that is no seal of it yet. */
async function senderOf(ctx: Context, entity_id: string, seal: Uint8Array): Promise<Sender> {
  const row = await ctx.tx.first(sql<Sender>`
    select name, name_en, tax_id from entities where org_id = ${ctx.org_id} and entity_id = ${entity_id}`)
  if (!row) refuse('entity_unknown', { entity: entity_id })
  return { ...row, seal }
}

/** A sample paper as an entity would print it, with the seal in use or another of its own. Refuses `entity_unknown`, `seal_unknown`. */
export const previewSender =
  (home: string) =>
  async (ctx: Context, { entity_id, locale, seal_id }: Taken<Lines['previewSender']>): Promise<FileAnswer> => {
    const row = await ctx.tx.first(sql<Sender>`
      select name, name_en, tax_id from entities where org_id = ${ctx.org_id} and entity_id = ${entity_id}`)
    if (!row) refuse('entity_unknown', { entity: entity_id })
    const letters = (await lettersOf(ctx, home, 'invoice_notice', [entity_id], seal_id ?? null)).get(entity_id)
    if (seal_id && !letters?.seal) refuse('seal_unknown', { seal_id })
    const made = await printSample({ ...row, ...letters }, locale)
    assert(made, 'a seal was drawn when it was entered')
    return { file_name: 'sample.pdf', mime: 'application/pdf', body: Buffer.from(made.pdf) }
  }
