/** What is asked of an event here; the rest of it is shown as it stands. */
export type Happening = { name: string; data: Record<string, unknown> }
/** What is asked of a name here. */
type Names = ReadonlyMap<string, { document_id: string | null; currency: string | null }>

/** One thing a happening tells: a value, or what it was and what it became. */
export type Told = { label: string; value: Value; was?: Value }
export type Value =
  | { form: 'text'; text: string }
  | { form: 'word'; key: string }
  | { form: 'day'; day: string }
  | { form: 'money'; minor: string; currency: string | null }
  | { form: 'name'; id: string }
  | { form: 'fields'; keys: readonly string[] }
  | { form: 'none' }

type Data = Record<string, unknown>

/** The day a happening counts from in the business, where it has one; beside it stands the moment it was recorded. */
export function dayOf(happening: Happening): string | null {
  const rows = happening.data.rows
  const data: Data = Array.isArray(rows) ? { ...(rows[0] as Data), ...happening.data } : happening.data
  for (const field of ['applied_on', 'corrected_on', 'recovered_on', 'effective_on', 'posted_on'])
    if (typeof data[field] === 'string') return data[field]
  return null
}

/** Why it was done, in the words of who did it. */
export function reasonOf({ name, data }: Happening): string | null {
  // The note of a document is a field of it, which may itself have changed; of a recovery it is all that was said.
  const note = name === 'item.recovered' ? data.note : null
  const said = [data.reason, data.why, note].find(one => typeof one === 'string' && one !== '')
  return typeof said === 'string' ? said : null
}

const kinds = ['difference', 'write_off', 'transfer', 'correction', 'refund']

/** Where the name of a happening stands in the locales; what was applied is named by its kind. */
export const nameOf = ({ name, data }: Happening): string =>
  name === 'item.applied' && kinds.includes(String(data.kind)) ? `what.${data.kind}` : `happened.${name}`

/** What proves it, where that was asked for. */
export const evidenceOf = ({ data }: Happening): string[] =>
  Array.isArray(data.evidence) ? data.evidence.filter(one => typeof one === 'string') : []

const document = ['number', 'amount_minor', 'due_on', 'method', 'entity_id']
/** What is told of each deed with a bill. */
const moved = ['moved_on', 'party', 'reference']
/** What each kind of happening tells beside its day and reason, in that order; of any other only its name is told. */
const fields: Record<string, readonly string[]> = {
  'invoice.issued': document,
  'credit_note.issued': document,
  'receipt.recorded': document,
  'invoice.corrected': ['number', 'new_number', 'new_amount_minor'],
  'receipt.corrected': ['number', 'new_number', 'new_amount_minor'],
  'bill.received': ['number', 'amount_minor', 'matures_on'],
  'bill.pledged': moved,
  'bill.released': moved,
  'bill.endorsed': moved,
  'bill.discounted': [...moved, 'interest_minor'],
  'bill.presented': moved,
  'bill.cleared': moved,
  'bill.refused': moved,
  'bill.cancelled': moved,
  'bill.taken_back': moved,
  'refund.requested': ['number', 'amount_minor'],
  'refund.paid': ['paid_on', 'bank_reference', 'amount_minor'],
  'refund.reversed': ['reversed_on'],
  'item.applied': ['amount_minor', 'debit_item_id', 'credit_item_id'],
  'item.unapplied': ['amount_minor', 'debit_item_id', 'credit_item_id'],
  'item.written_off': ['amount_minor', 'debit_item_id'],
  'item.recovered': ['amount_minor'],
  'item.transferred': ['amount_minor', 'from_customer_id', 'to_customer_id'],
  'item.terms_amended': ['legal_due_on', 'agreed_due_on'],
  'customer.created': ['number', 'name', 'tax_id'],
  'customer.account_set': ['entity_id', 'terms_id', 'currency', 'limit_minor'],
  'customer.handed_over': ['entity_id', 'salesperson_id', 'department_id'],
  'customer.alias_added': ['alias'],
  'customer.alias_ended': ['alias'],
  'customer.merged': ['into', 'merged'],
  'customer.unmerged': ['merged'],
  'item.reminded': ['channel', 'tone'],
  'reminder.made': ['channel', 'tone'],
  'reminder.sent': ['channel', 'tone'],
  'reminder.done': ['channel', 'outcome'],
  'reminder.skipped': ['channel'],
}

/**
 * What a happening tells, field by field: what changed with what it was, else the fields of its kind. What concerns
 * `own`, the document one looks at, is left out, since it stands over the page. Pure.
 */
export function toldOf(happening: Happening, names: Names, own: string): Told[] {
  const { name, data } = happening
  // Of a contact only the names of the fields are told: what they hold is sealed.
  if (Array.isArray(data.changed))
    return [
      { label: 'record.changed', value: { form: 'fields', keys: data.changed.map(field => labelOf(String(field))) } },
    ]
  if (data.changed) return changesOf(data.changed as Record<string, { from: unknown; to: unknown }>)
  if (data.before) return changesOf(sinceBefore(data.before as Data, data))
  const rows = name === 'item.unapplied' && Array.isArray(data.rows) ? (data.rows as Data[]) : [data]
  return rows.flatMap(row => {
    const currency = currencyOf(row, names)
    return (fields[name] ?? []).flatMap(field => {
      const value = valueOf(field, readField(row, field), currency)
      const about = value.form === 'name' ? value.id : null
      const idle = about !== null && (about === own || names.get(about)?.document_id === own)
      return value.form === 'none' || idle ? [] : [{ label: labelOf(field), value }]
    })
  })
}

/** A correction says `amount_minor` of the new document; everything else means its own. */
const readField = (data: Data, field: string) =>
  field === 'new_amount_minor' ? (data.new_number ? data.amount_minor : null) : data[field]

const currencyOf = (data: Data, names: Names) =>
  typeof data.currency === 'string'
    ? data.currency
    : ([data.debit_item_id, data.credit_item_id, data.item_id, ...list(data.item_ids)]
        .map(id => names.get(String(id))?.currency)
        .find(found => found) ?? null)

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

function sinceBefore(before: Data, data: Data): Record<string, { from: unknown; to: unknown }> {
  const moved = Object.keys(before).filter(
    field => field in data && field !== 'base_days' && (before[field] ?? null) !== (data[field] ?? null),
  )
  return Object.fromEntries(moved.map(field => [field, { from: before[field], to: data[field] }]))
}

/** A check of an identifier and a version follow from what was typed, and are not told. */
const silent = new Set(['version', 'tax_id_check', 'name_key', 'search'])

const changesOf = (changed: Record<string, { from: unknown; to: unknown }>): Told[] =>
  Object.entries(changed)
    .filter(([field]) => !silent.has(field))
    .map(([field, { from, to }]) => ({
      label: labelOf(field),
      was: valueOf(field, from, null),
      value: valueOf(field, to, null),
    }))

const words: Record<string, string> = {
  method: 'methods',
  tax_invoice_state: 'tax_invoice_states',
  kind: 'customer_kinds',
  channel: 'collection_policy.channels',
  tone: 'collection_policy.tones',
}

function valueOf(field: string, value: unknown, currency: string | null): Value {
  if (value === null || value === undefined || value === '') return { form: 'none' }
  if (typeof value === 'boolean') return { form: 'word', key: value ? 'record.yes' : 'record.no' }
  if (field.endsWith('_minor')) return { form: 'money', minor: String(value), currency }
  if (field.endsWith('_on')) return { form: 'day', day: String(value) }
  if (field.endsWith('_id') && field !== 'tax_id') return { form: 'name', id: String(value) }
  if (words[field]) return { form: 'word', key: `${words[field]}.${String(value)}` }
  return { form: 'text', text: String(value) }
}

/** Where a field's name stands in the locales. */
const labels: Record<string, string> = {
  channel: 'reminders.channel',
  tone: 'reminders.tone',
  outcome: 'tasks.outcome',
  debit_item_id: 'record.debit',
  credit_item_id: 'record.credit',
  from_customer_id: 'record.from_customer',
  to_customer_id: 'deeds.new_debtor',
  new_number: 'registers.replaced_by',
  new_amount_minor: 'registers.new_amount',
  legal_due_on: 'columns.due_on',
  terms_id: 'columns.terms_code',
  salesperson_id: 'columns.salesperson',
  department_id: 'columns.department_code',
  bill_to_id: 'record.bill_to',
  head_office_id: 'columns.head_office',
  tax_invoice_state: 'invoices.tax_invoice',
  locale: 'record.locale',
  alias: 'record.alias',
  into: 'twins.merged_into',
  merged: 'twins.merged_one',
  payer_id: 'columns.payer_name',
  roles: 'customers.about',
}
const labelOf = (field: string) => labels[field] ?? `columns.${field}`
