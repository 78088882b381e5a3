import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { id } from '../kernel/fields.ts'

/** The largest delivery note, in bytes: 15 MiB. */
const largestNote = 15 * 1024 * 1024

/** The signed delivery notes that confirmations of goods stand on. */
export const deliveryNotesContract = {
  keepDeliveryNote: verb({
    name: 'delivery.keep_note',
    method: 'POST',
    path: '/api/deliveries/:delivery_id/notes',
    permission: 'delivery.record',
    upload: true,
    largest: largestNote,
    summary: {
      en: 'Keep the signed delivery note of a delivery: PDF or photo',
      zh: '上传客户签收的送货单（PDF 或照片）',
    },
    input: z.strictObject({ delivery_id: id(), file: z.any() }),
    output: z.object({ note_id: id(), sha256: z.string() }),
    events: ['delivery.note_kept'],
  }),
  readDeliveryNote: query({
    name: 'delivery.read_note',
    method: 'GET',
    path: '/api/delivery-notes/:note_id/content',
    permission: 'contract.read',
    file: true,
    summary: { en: 'The signed delivery note of a delivery', zh: '下载签收的送货单' },
    input: z.strictObject({ note_id: id() }),
    output: z.any(),
  }),
}
