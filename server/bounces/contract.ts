import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { id, instant, page, paging, several } from '../kernel/fields.ts'
import { letterKinds, returnedOutcomes } from './names-contract.ts'

/** The largest message that is read, in bytes: 10 MiB. */
export const largestMessage = 10 * 1024 * 1024

const outcome = z.enum(returnedOutcomes)

const row = z.object({
  returned_id: id(),
  outcome,
  /** Of which letter; null where it belongs to none. */
  letter_kind: z.enum(letterKinds).nullable(),
  letter_id: id().nullable(),
  /** The invoice, the customer or the receipt the letter is about, and its number. */
  subject_id: id().nullable(),
  subject_number: z.string().nullable(),
  customer_id: id().nullable(),
  customer_name: z.string().nullable(),
  /** Whom it could not reach, and why, as the mail server says. */
  address: z.string().nullable(),
  status: z.string().nullable(),
  words: z.string().nullable(),
  title: z.string().nullable(),
  sender: z.string().nullable(),
  recorded_by_name: z.string().nullable(),
  recorded_at: instant(),
})

/** Messages that came back to us about letters that were sent. */
export const bouncesContract = {
  takeReturned: verb({
    name: 'returned_letter.take',
    method: 'POST',
    path: '/api/returned-letters',
    permission: 'returned_letter.take',
    upload: true,
    largest: largestMessage,
    summary: {
      en: 'Read a message that came back, as it arrived (message/rfc822): the letter it is about stands as come back',
      zh: '读取退信原文（message/rfc822），将对应信件登记为被退回',
    },
    input: z.strictObject({ file: z.any() }),
    output: z.object({ returned_id: id(), outcome, known: z.boolean() }),
    events: ['returned_letter.taken'],
  }),
  listReturned: query({
    name: 'returned_letter.list',
    method: 'GET',
    path: '/api/returned-letters',
    permission: 'returned_letter.take',
    summary: { en: 'Messages that came back, and what they are about', zh: '退信一览' },
    input: z.object({
      ...paging,
      outcome: several(outcome),
      letter_kind: several(z.enum(letterKinds)),
      customer_id: several(id()),
    }),
    output: page(row),
  }),
  readReturned: query({
    name: 'returned_letter.read',
    method: 'GET',
    path: '/api/returned-letters/:returned_id/message',
    permission: 'returned_letter.take',
    file: true,
    summary: { en: 'A message that came back, as it arrived', zh: '退信原文' },
    input: z.strictObject({ returned_id: id() }),
    output: z.any(),
  }),
}
