import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { id, instant, text, words } from '../kernel/fields.ts'

/** Papers with a place for a seal. */
export const sealedPapers = ['invoice_notice', 'statement', 'agreement', 'official_receipt', 'settlement_bill'] as const
/** The largest picture of a seal: in bytes (512 KiB), and in pixels of either side. */
export const largestSeal = 512 * 1024
export const sealSides = { least: 50, most: 2000 } as const

const seal = z.object({
  seal_id: id(),
  state: z.enum(['entered', 'active', 'closed']),
  kinds: z.array(z.enum(sealedPapers)),
  width: z.number(),
  height: z.number(),
  sha256: z.string(),
  reason: z.string().nullable(),
  entered_by: id(),
  entered_by_name: z.string().nullable(),
  approved_by_name: z.string().nullable(),
  approved_at: instant().nullable(),
  recorded_at: instant(),
})
const sender = z.object({
  entity_id: id(),
  entity_code: z.string(),
  name: z.string(),
  name_en: z.string().nullable(),
  tax_id: z.string().nullable(),
  version: z.number(),
  address: z.string().nullable(),
  address_en: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  /** The one in use, and the one that waits for another person; those that ended stand in the record. */
  seals: z.array(seal),
})

/** Who writes on our papers. */
export const sendersContract = {
  listSenders: query({
    name: 'sender.list',
    method: 'GET',
    path: '/api/senders',
    permission: 'entity.read',
    summary: {
      en: 'Senders of papers: address, telephone and seal of each entity',
      zh: '单据落款：各主体地址、电话与印章',
    },
    input: z.strictObject({}),
    output: z.object({ rows: z.array(sender), next: z.null() }),
  }),
  setSender: verb({
    name: 'sender.set',
    method: 'PUT',
    path: '/api/senders/:entity_id',
    permission: 'sender.manage',
    summary: { en: 'Set address, telephone and mail as papers say them', zh: '维护单据上的地址、电话与邮箱' },
    input: z.strictObject({
      entity_id: id(),
      /** The version one has read; 0 where there is none. */
      version: z.int().min(0),
      address: text(300),
      address_en: text(300),
      phone: text(60),
      email: text(254),
    }),
    output: z.object({ version: z.number() }),
    events: ['sender.set'],
  }),
  enterSeal: verb({
    name: 'seal.enter',
    method: 'POST',
    path: '/api/senders/:entity_id/seals',
    permission: 'seal.enter',
    upload: true,
    largest: largestSeal,
    summary: { en: 'Enter the picture of a seal; another person takes it into use', zh: '录入印章图片（由他人启用）' },
    input: z.strictObject({
      entity_id: id(),
      kinds: z
        .string()
        .max(200)
        .transform(value => value.split(',').filter(one => one !== ''))
        .pipe(z.array(z.enum(sealedPapers)).min(1)),
      file: z.any(),
    }),
    output: z.object({ seal_id: id(), width: z.number(), height: z.number() }),
    events: ['seal.entered'],
  }),
  approveSeal: verb({
    name: 'seal.approve',
    method: 'POST',
    path: '/api/seals/:seal_id/approval',
    permission: 'seal.approve',
    summary: { en: 'Take a seal somebody else entered into use', zh: '启用他人录入的印章' },
    input: z.strictObject({ seal_id: id() }),
    output: z.object({ state: z.literal('active') }),
    events: ['seal.approved', 'seal.closed'],
  }),
  closeSeal: verb({
    name: 'seal.close',
    method: 'POST',
    path: '/api/seals/:seal_id/closing',
    permission: 'seal.enter',
    summary: { en: 'Close a seal: it is printed on no paper any more', zh: '停用印章' },
    input: z.strictObject({ seal_id: id(), reason: words(500) }),
    output: z.object({ state: z.literal('closed') }),
    events: ['seal.closed'],
  }),
  previewSender: query({
    name: 'sender.preview',
    method: 'GET',
    path: '/api/senders/:entity_id/preview',
    permission: 'sender.manage',
    file: true,
    summary: { en: 'A sample paper as the entity would print it', zh: '单据落款预览（样张 PDF）' },
    input: z.strictObject({
      entity_id: id(),
      locale: z.enum(['zh', 'en']).default('zh'),
      /** A seal that is not in use yet; the one in use unless said. */
      seal_id: id().optional(),
    }),
    output: z.any(),
  }),
}
