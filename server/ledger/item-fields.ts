import { z } from 'zod'
import { grades } from '../customers/file-names-contract.ts'
import { currency, day, flag, id, instant, minorOut, several, text } from '../kernel/fields.ts'

const itemKinds = [
  'invoice',
  'charge',
  'credit_note',
  'receipt',
  'advance',
  'refund',
  'retention',
  'bill',
  'difference',
  'write_off',
  'recovery',
  'transfer',
  'correction',
  'opening_undo',
] as const
const lanes = ['aged', 'unapplied', 'retention', 'bill'] as const

/** By open_base_minor rather than open_minor where several currencies meet. */
export const openItemSorts = [
  'due_on',
  'agreed_due_on',
  'issued_on',
  'days_overdue',
  'open_minor',
  'open_base_minor',
  'number',
  'customer_name',
  '-due_on',
  '-agreed_due_on',
  '-issued_on',
  '-days_overdue',
  '-open_minor',
  '-open_base_minor',
  '-number',
  '-customer_name',
] as const

export const openItemRow = z.object({
  item_id: id(),
  entity_id: id(),
  entity_code: z.string(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
  kind: z.enum(itemKinds),
  lane: z.enum(lanes),
  document_id: id(),
  number: z.string(),
  line: z.number(),
  currency: currency(),
  amount_minor: minorOut(),
  base_minor: minorOut(),
  open_minor: minorOut(),
  open_base_minor: minorOut(),
  posted_on: day(),
  issued_on: day(),
  /** When the system it comes from booked it; never counted with. */
  booked_on: day().nullable(),
  due_on: day().nullable(),
  agreed_due_on: day().nullable(),
  /** Of a claim whose legal due day is known: 0 until the day after it. */
  days_overdue: z.number().nullable(),
  /** Days since its issue day: how long money has been waiting unapplied. */
  age_days: z.number(),
  disputed: z.boolean(),
  salesperson_id: id().nullable(),
  salesperson_name: z.string().nullable(),
  recorded_at: instant(),
})

const itemFilters = {
  entity_id: several(id()),
  customer_id: several(id()),
  salesperson_id: several(id()),
  currency: several(currency()),
  kind: several(z.enum(itemKinds)),
  lane: several(z.enum(lanes)),
}

/** What a list of open items is narrowed by. */
export const openItemFilters = {
  ...itemFilters,
  item_id: several(id()),
  document_id: several(id()),
  as_of: day().optional(),
  known_at: instant().optional(),
  basis: z.enum(['due', 'invoice']).default('due'),
  /** A column of the ageing: not_due, b0…, undetermined, unapplied, retention, bill, disputed. */
  column: z.string().max(20).optional(),
  buckets: z.string().max(100).optional(),
  department_id: several(id()),
  /** Customers of a head office, itself among them. */
  head_office_id: several(id()),
  grade: several(z.enum([...grades, 'none'])),
  related_party: flag(),
  /** Only items of nobody: `salesperson`. */
  without: z.enum(['salesperson', 'department']).optional(),
  include_settled: flag(),
  /** Without bills of the register: money reaches them through their own verbs alone. */
  payable: flag(),
  disputed: flag(),
  /** Of claims whose due day is known, both ends included. */
  days_overdue_from: z.coerce.number().int().min(0).max(100_000).optional(),
  days_overdue_to: z.coerce.number().int().min(0).max(100_000).optional(),
  /** Days since the issue day, both ends included. */
  age_from: z.coerce.number().int().min(-100_000).max(100_000).optional(),
  age_to: z.coerce.number().int().min(-100_000).max(100_000).optional(),
  due_from: day().optional(),
  due_to: day().optional(),
  agreed_due_from: day().optional(),
  agreed_due_to: day().optional(),
  booked_from: day().optional(),
  booked_to: day().optional(),
  /** By the day that was agreed, else the legal one, as money is expected. */
  expected_from: day().optional(),
  expected_to: day().optional(),
  q: text(100).optional(),
}
