import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { id, instant, page, paging, several, words } from '../kernel/fields.ts'

export const erasureKinds = ['contact', 'named', 'customer', 'form'] as const
/** Where what names a person can stand. */
export const erasurePlaces = [
  'contacts',
  'addresses',
  'accounts',
  'forms',
  'papers',
  'pages',
  'dispatches',
  'confirmations',
  'ways',
  'reminders',
  'advices',
  'settlements',
  'deliveries',
  'returned',
] as const

/** Erasing what names persons, and the register of it. */
export const governanceContract = {
  erasePerson: verb({
    name: 'erasure.make',
    method: 'POST',
    path: '/api/erasures',
    permission: 'customer.write',
    summary: {
      en: 'Erase what names a person wherever it stands: a contact, somebody by name or address, a customer that is a natural person, or who applied by a form',
      zh: '删除个人信息：联系人、按姓名或邮箱、自然人客户，或开户申请人',
    },
    input: z.strictObject({
      customer_id: id().optional(),
      /** A contact of the customer. */
      contact_id: id().optional(),
      /** Somebody beside the contacts, by the names and addresses it stands under. */
      named: z.array(words(254)).min(1).max(10).optional().meta({ personal: true }),
      /** All of a customer that is a natural person. */
      whole: z.boolean().default(false),
      form_id: id().optional(),
      reason: words(500),
    }),
    output: z.object({ erasure_id: id(), places: z.partialRecord(z.enum(erasurePlaces), z.number()) }),
    events: ['erasure.made', 'contact.erased', 'customer_account.closed'],
  }),
  listErasures: query({
    name: 'erasure.list',
    method: 'GET',
    path: '/api/erasures',
    permission: 'customer.read',
    summary: { en: 'Register of what was erased', zh: '个人信息删除登记' },
    input: z.object({ ...paging, customer_id: several(id()), form_id: several(id()) }),
    output: page(
      z.object({
        erasure_id: id(),
        customer_id: id().nullable(),
        form_id: id().nullable(),
        what: z.enum(erasureKinds),
        places: z.partialRecord(z.enum(erasurePlaces), z.number()),
        complete: z.boolean(),
        reason: z.string(),
        recorded_by_name: z.string(),
        recorded_at: instant(),
      }),
    ),
  }),
}
