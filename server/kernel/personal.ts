import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { type Context, moment } from './context.ts'
import { assert } from './errors.ts'

/** Personal fields of one person, or the text they were sealed to. */
export type PersonalValues = { subject_id: string; values: Record<string, unknown> }
export type SealedPersonal = { subject_id: string; sealed: string | null }

/** Where the keys of an organisation are looked up. */
type Where = Pick<Context, 'tx' | 'org_id'>

let wrapping: Buffer | undefined
let marking: Buffer | undefined

/** Takes the installation's secret, under which the keys of persons lie in the database; once, at the start. */
export function unlockPersonal(secret: string): void {
  wrapping = Buffer.from(hkdfSync('sha256', secret, '', 'duebook personal keys', 32))
  marking = Buffer.from(hkdfSync('sha256', secret, '', 'duebook fingerprints', 32))
}

/**
 * Whether the secret that was taken opens a key of a person as the database keeps it. Programs on one database must share
 * their secret: what one seals under another, nobody else can open.
 */
export function opensKey(kept: { org_id: number; subject_id: string; wrapped: Buffer }): boolean {
  try {
    decrypt(wrappingKey(), kept.wrapped, `${kept.org_id}/${kept.subject_id}`)
    return true
  } catch {
    return false
  }
}

const version = 'p1.'
const ivLength = 12
const tagLength = 16

function encrypt(key: Buffer, content: Buffer, about: string): Buffer {
  const iv = randomBytes(ivLength)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(about))
  const text = Buffer.concat([cipher.update(content), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), text])
}

function decrypt(key: Buffer, sealed: Buffer, about: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivLength), { authTagLength: tagLength })
    .setAAD(Buffer.from(about))
    .setAuthTag(sealed.subarray(ivLength, ivLength + tagLength))
  return Buffer.concat([decipher.update(sealed.subarray(ivLength + tagLength)), decipher.final()])
}

/** What a key or a ciphertext belongs to: neither opens in another organisation or for another person. */
const about = (ctx: Where, subject_id: string) => `${ctx.org_id}/${subject_id}`

function wrappingKey(): Buffer {
  assert(wrapping, 'the installation secret was taken')
  return wrapping
}

/** The keys of persons; null where destroyed, absent where there never was one. Waits for who makes one. */
async function keysOf(ctx: Where, subjects: readonly string[]): Promise<Map<string, Buffer | null>> {
  const rows = await ctx.tx.rows(sql<{ subject_id: string; wrapped: Buffer | null }>`
    select subject_id, wrapped from personal_keys
    where org_id = ${ctx.org_id} and subject_id = any (${subjects}::uuid[])`)
  return new Map(
    rows.map(({ subject_id, wrapped }) => [
      subject_id,
      wrapped && decrypt(wrappingKey(), wrapped, about(ctx, subject_id)),
    ]),
  )
}

/** The keys of subjects, made for those that never had one. */
async function madeKeys(ctx: Context, subjects: readonly string[]): Promise<Map<string, Buffer | null>> {
  const keys = await keysOf(ctx, subjects)
  const missing = subjects.filter(subject => !keys.has(subject))
  if (missing.length === 0) return keys
  const wrapped = missing.map(subject => encrypt(wrappingKey(), randomBytes(32), about(ctx, subject)).toString('hex'))
  await ctx.tx.rows(sql`
    insert into personal_keys (org_id, subject_id, wrapped)
    select ${ctx.org_id}::int4, t.subject_id, decode(t.wrapped, 'hex')
    from unnest(${missing}::uuid[], ${wrapped}::text[]) as t(subject_id, wrapped)
    on conflict (org_id, subject_id) do nothing`)
  return keysOf(ctx, subjects)
}

/**
 * A keyed hash by which two sealed values of an organisation are seen to be equal, and nothing else of them: without the
 * secret of the installation it cannot be made, so that short values are not to be tried out. It is emptied with its row when
 * the person is erased.
 */
export function fingerprintOf(org_id: number, kind: string, value: string): Buffer {
  assert(marking, 'the installation secret was taken')
  return createHmac('sha256', marking).update(`${org_id}/${kind}/${value}`).digest()
}

/** A new key for something that holds personal data as a whole, such as a file. */
export async function madeKey(ctx: Context, subject_id: string): Promise<Buffer> {
  const key = (await madeKeys(ctx, [subject_id])).get(subject_id)
  assert(key, 'nothing new was erased')
  return key
}

/** The key of such a thing; null where it was destroyed or there never was one. */
export async function presentKey(ctx: Context, subject_id: string): Promise<Buffer | null> {
  return (await keysOf(ctx, [subject_id])).get(subject_id) ?? null
}

/**
 * Seals personal fields for an event, a kept answer or a row of a file, under the key of the person they speak of, so
 * that destroying the key erases them wherever they stand. Answers a text for each, in order; null where the person was
 * erased, since nothing about them may be kept any more.
 */
export async function sealPersonal(ctx: Context, rows: readonly PersonalValues[]): Promise<(string | null)[]> {
  const subjects = [...new Set(rows.map(row => row.subject_id))].sort()
  if (subjects.length === 0) return []
  const keys = await madeKeys(ctx, subjects)
  return rows.map(({ subject_id, values }) => {
    const key = keys.get(subject_id)
    if (!key) return null
    return version + encrypt(key, Buffer.from(JSON.stringify(values)), about(ctx, subject_id)).toString('base64url')
  })
}

/** Opens what `sealPersonal` sealed; null where the key was destroyed. Throws where a text was changed. */
export async function openPersonal(
  ctx: Where,
  rows: readonly SealedPersonal[],
): Promise<(Record<string, unknown> | null)[]> {
  const keys = await keysOf(ctx, [...new Set(rows.map(row => row.subject_id))])
  return rows.map(({ subject_id, sealed }) => {
    const key = keys.get(subject_id)
    if (!key || sealed === null) return null
    assert(sealed.startsWith(version), 'a sealed text names its version')
    const content = decrypt(key, Buffer.from(sealed.slice(version.length), 'base64url'), about(ctx, subject_id))
    return JSON.parse(content.toString()) as Record<string, unknown>
  })
}

/**
 * Destroys the keys of persons: what was sealed about them can never be opened again, and no hash of an event changes.
 * Remembers that they are erased, also where there was no key yet. Older backups still hold the keys until they end.
 */
export async function destroyPersonalKey(ctx: Context, subjects: readonly string[]): Promise<void> {
  const destroyed_at = await moment(ctx)
  await ctx.tx.rows(sql`
    insert into personal_keys (org_id, subject_id, wrapped, destroyed_at)
    select ${ctx.org_id}::int4, t.subject_id, null, ${destroyed_at}::timestamptz
    from unnest(${[...new Set(subjects)].sort()}::uuid[]) as t(subject_id)
    on conflict (org_id, subject_id) do update set wrapped = null,
      destroyed_at = coalesce(personal_keys.destroyed_at, excluded.destroyed_at)`)
}
