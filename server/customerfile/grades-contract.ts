import { z } from 'zod'
import { grades } from '../customers/file-names-contract.ts'
import { query, verb, verbOfMany } from '../kernel/contract.ts'
import { day, id, minorOut, page, paging, several, text } from '../kernel/fields.ts'

const grade = () => z.enum(grades)

/** A proposal with the figures it rests on. */
export const proposal = z.object({
  customer_id: id(),
  proposed: grade(),
  importance: grade(),
  frequency: grade(),
  credit: grade().nullable(),
  points: z.number(),
  billed_minor: minorOut(),
  share_bp: z.number(),
  invoices: z.number(),
  days_late: z.string().nullable(),
  overdue_bp: z.number(),
  figured_on: day(),
  state: z.enum(['waiting', 'same', 'confirmed', 'declined']),
})

export const gradesContract = {
  proposeGrades: verb({
    name: 'customer_grade.propose',
    method: 'POST',
    path: '/api/customer-grades/proposals',
    permission: 'customer_grade.set',
    summary: { en: 'Work the grades of all customers out anew, as proposals', zh: '重新测算全部客户等级（形成建议）' },
    input: z.strictObject({}),
    output: z.object({ count: z.number(), waiting: z.number() }),
    events: ['customer_grade.proposed'],
  }),
  listGrades: query({
    name: 'customer_grade.list',
    method: 'GET',
    path: '/api/customer-grades',
    permission: 'customer.read',
    summary: { en: 'Proposed grades with the figures they rest on', zh: '客户等级建议与依据' },
    input: z.strictObject({
      ...paging,
      state: several(proposal.shape.state),
      proposed: several(grade()),
      grade: several(z.enum([...grades, 'none'])),
      sort: z.enum(['-billed_minor', 'billed_minor']).default('-billed_minor'),
    }),
    output: page(
      proposal.extend({
        customer_number: z.string(),
        customer_name: z.string(),
        grade: grade().nullable(),
      }),
    ),
  }),
  setGrades: verbOfMany({
    name: 'customer_grade.set',
    method: 'POST',
    path: '/api/customer-grades',
    permission: 'customer_grade.set',
    summary: { en: 'Confirm proposed grades, or set others with a reason', zh: '确认建议等级，或说明原因另定' },
    each: z.strictObject({
      customer_id: id(),
      grade: grade(),
      /** Needed where it is not what was proposed. */
      reason: text(500).optional(),
    }),
    max: 2000,
    output: z.object({ count: z.number() }),
    events: ['customer_grade.set'],
  }),
  reviewCustomers: verbOfMany({
    name: 'customer.review',
    method: 'POST',
    path: '/api/customer-reviews',
    permission: 'customer.write',
    summary: { en: 'Say that files were looked through and hold', zh: '登记档案已复查' },
    each: z.strictObject({ customer_id: id(), note: text(500).optional() }),
    max: 2000,
    output: z.object({ count: z.number() }),
    events: ['customer.reviewed'],
  }),
}
