import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { currency, day, id, instant, minor, minorOut, page, paging, several, text, words } from '../kernel/fields.ts'
import { letterKinds, letterStandings } from './letter-names-contract.ts'

const letter = z.object({
  letter_id: id(),
  entity_id: id(),
  entity_code: z.string(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
  kind: z.enum(letterKinds),
  payer_id: id().nullable(),
  payer_name: z.string(),
  valid_from: day(),
  valid_until: day(),
  currency: currency(),
  ceiling_each_minor: minorOut().nullable(),
  ceiling_total_minor: minorOut().nullable(),
  /** What receipts that stand have used of it, and how many. */
  used_minor: minorOut(),
  receipts: z.number(),
  file_name: z.string(),
  note: z.string().nullable(),
  /** A registered one waits for approval; of an active one the days say the rest. */
  standing: z.enum(letterStandings),
  registered_name: z.string(),
  recorded_at: instant(),
  approved_name: z.string().nullable(),
  approved_at: instant().nullable(),
  ended_at: instant().nullable(),
  end_reason: z.string().nullable(),
  /** Whether the reader registered it, and so does not approve it. */
  own: z.boolean(),
})

const named = { letter_id: id() }

/** What can be asked of letters by which others pay for a customer. */
export const lettersContract = {
  registerLetter: verb({
    name: 'payer_letter.register',
    method: 'POST',
    path: '/api/payer-letters',
    permission: 'payer_letter.register',
    upload: true,
    summary: { en: 'Register a letter by which another pays for a customer', zh: '登记委托付款书、三方协议' },
    input: z.strictObject({
      customer_id: id(),
      entity_id: id(),
      kind: z.enum(letterKinds),
      /** Another customer of ours, or a name as the bank writes it. */
      payer_id: id().optional(),
      payer_name: text(300).optional(),
      valid_from: day(),
      valid_until: day(),
      currency: currency(),
      ceiling_each_minor: minor().optional(),
      ceiling_total_minor: minor().optional(),
      note: text(2000).optional(),
      file: z.any(),
    }),
    output: z.object({ letter_id: id() }),
    events: ['payer_letter.registered'],
  }),
  approveLetter: verb({
    name: 'payer_letter.approve',
    method: 'POST',
    path: '/api/payer-letters/:letter_id/approval',
    permission: 'payer_letter.approve',
    summary: { en: 'Approve a letter another person registered', zh: '复核委托付款书' },
    input: z.strictObject(named),
    output: z.object({ letter_id: id() }),
    events: ['payer_letter.approved'],
  }),
  endLetter: verb({
    name: 'payer_letter.end',
    method: 'POST',
    path: '/api/payer-letters/:letter_id/end',
    permission: 'payer_letter.register',
    summary: { en: 'End a letter, or take back one not approved', zh: '终止委托付款书' },
    input: z.strictObject({ ...named, reason: words(500) }),
    output: z.object({ letter_id: id() }),
    events: ['payer_letter.ended'],
  }),
  listLetters: query({
    name: 'payer_letter.list',
    method: 'GET',
    path: '/api/payer-letters',
    permission: 'receipt.read',
    summary: { en: 'Letters by which others pay for customers', zh: '委托付款书、三方协议一览' },
    input: z.object({
      ...paging,
      customer_id: several(id()),
      /** Letters by which these customers pay for others. */
      payer_id: several(id()),
      entity_id: several(id()),
      kind: several(z.enum(letterKinds)),
      standing: several(z.enum(letterStandings)),
      sort: z.enum(['valid_until', '-valid_until', 'valid_from', '-valid_from']).default('valid_until'),
    }),
    output: page(letter),
  }),
  readLetter: query({
    name: 'payer_letter.read',
    method: 'GET',
    path: '/api/payer-letters/:letter_id',
    permission: 'receipt.read',
    summary: { en: 'One letter with the receipts it let through', zh: '委托付款书详情' },
    input: z.object(named),
    output: letter.extend({
      used_by: z.array(
        z.object({
          receipt_id: id(),
          number: z.string(),
          received_on: day(),
          amount_minor: minorOut(),
          state: z.string(),
        }),
      ),
    }),
  }),
  openLetter: query({
    name: 'payer_letter.file',
    method: 'GET',
    path: '/api/payer-letters/:letter_id/file',
    permission: 'receipt.read',
    file: true,
    summary: { en: 'The scan of a letter', zh: '委托付款书扫描件' },
    input: z.strictObject(named),
    output: z.any(),
  }),
}
