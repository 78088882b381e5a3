import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import { fileType } from '../kernel/file-signs.ts'
import { headOf } from '../kernel/file-types.ts'
import type { FileAnswer, Upload } from '../kernel/http.ts'
import { keepSealedFile, sendKeptFile } from '../kernel/sealed-files.ts'
import { newId } from '../kernel/values.ts'
import type { deliveryNotesContract } from './delivery-notes-contract.ts'

type Lines = typeof deliveryNotesContract

/**
 * Keeps the signed delivery note of a delivery under a seal, with the hash of what was kept. [CTR-18] Refuses `delivery_unknown`,
 * `delivery_not_sent` for one that came back, and `delivery_note_kind` for what is by its bytes no PDF and no picture.
 */
export const keepDeliveryNote =
  (home: string) =>
  async (
    ctx: Context,
    { delivery_id, file }: Taken<Lines['keepDeliveryNote']>,
  ): Promise<Answered<Lines['keepDeliveryNote']>> => {
    // Load.
    const upload = file as Upload
    type Found = { entity_id: string; customer_id: string; contract_id: string; number: string; state: string }
    const delivery = await ctx.tx.first(sql<Found>`
      select entity_id, customer_id, contract_id, number, state from deliveries
      where org_id = ${ctx.org_id} and delivery_id = ${delivery_id} for update`)
    const mime = fileType(await headOf(upload))

    // Decide.
    if (!delivery) refuse('delivery_unknown', { delivery_id })
    const { entity_id, customer_id, contract_id, number, state } = delivery
    if (state === 'returned') refuse('delivery_not_sent', { number, state })
    if (mime === null) refuse('delivery_note_kind')
    const { sha256, size } = upload
    const note_id = newId<'delivery_note'>()
    const recorded_at = await moment(ctx)

    // Write.
    const file_id = await keepSealedFile(ctx, home, { ...upload, mime }, 'delivery note', recorded_at)
    const recorded_by = ctx.actor.person_id
    const hash = Buffer.from(sha256, 'hex')
    await insertRows(ctx.tx, 'delivery_notes', ctx.org_id, [
      { note_id, delivery_id, entity_id, customer_id, file_id, sha256: hash, recorded_by, recorded_at },
    ])

    // Record. Its hash stands in the sealed order of events.
    const data = { contract_id, number, note_id, sha256, size }
    await record(ctx, 'delivery.note_kept', recorded_at, [{ subject_id: delivery_id, data }])
    return { note_id, sha256 }
  }

/** The delivery note itself. Refuses `delivery_note_unknown`. */
export const readDeliveryNote =
  (home: string) =>
  async (ctx: Context, { note_id }: Taken<Lines['readDeliveryNote']>): Promise<FileAnswer> => {
    const row = await ctx.tx.first(sql<{ file_id: string; name: string; mime: string; sha256: string }>`
      select f.file_id, f.name, f.mime, encode(f.sha256, 'hex') as sha256
      from delivery_notes n join files f on f.org_id = n.org_id and f.file_id = n.file_id
      where n.org_id = ${ctx.org_id} and n.note_id = ${note_id}`)
    if (!row) refuse('delivery_note_unknown', { note_id })
    return sendKeptFile(ctx, home, row)
  }
