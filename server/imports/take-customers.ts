import { addAliases } from '../customers/aliases.ts'
import type { customersContract } from '../customers/contract.ts'
import { createCustomers } from '../customers/customers.ts'
import { type CustomerRef, numberCandidates, resolveNumbers } from '../customers/find.ts'
import { markImported, restoreImported, undoneCustomers } from '../customers/imported.ts'
import { numberKey } from '../customers/names.ts'
import type { Context } from '../kernel/context.ts'
import type { Taken } from '../kernel/contract.ts'
import { isAddress } from '../kernel/fields.ts'
import {
  type Importing,
  type Outcome,
  refuseRow,
  type Row,
  see,
  takeMost,
  takeRow,
  type Taker,
  withoutSeen,
} from './take.ts'
import type { RowProblem, Values } from './understand.ts'

type CustomerDraft = Taken<(typeof customersContract)['createCustomers']>[number]
type AliasLine = Taken<(typeof customersContract)['addAliases']>[number]

/**
 * Finds the customers that rows name by their number, and with `create_customers` enters those nobody bears. A name
 * alone never finds one. Rows whose customer stays unknown are refused; the others are answered with theirs. [IMP-10]
 */
export async function withCustomers(
  ctx: Context,
  job: Importing,
  rows: readonly Row[],
  outcome: Outcome,
): Promise<(Row & { customer_id: string })[]> {
  const wanted = rows.filter(row => !job.customers.has(row.values.customer_number as string))
  const numbers = [...new Set(wanted.map(row => row.values.customer_number as string))]
  const problems = new Map<string, RowProblem[]>()
  const found = new Map<string, CustomerRef>()
  if (numbers.length > 0) {
    const candidates = await numberCandidates(ctx, numbers)
    for (const [number, customer] of resolveNumbers(numbers, candidates, job.map.merge_numbers))
      found.set(number, customer)
    if (job.map.create_customers) await restore(ctx, job, wanted, found)
    const missing = numbers.filter(number => !found.has(number))
    const doubtful = new Set(job.map.merge_numbers ? candidates.map(one => numberKey(one.spelling)) : [])
    for (const number of missing)
      if (!job.map.create_customers || doubtful.has(numberKey(number)))
        problems.set(number, [{ code: 'customer_unknown', params: { field: 'customer_number', customer: number } }])
    const fresh = missing.filter(number => !problems.has(number))
    if (fresh.length > 0) await enter(ctx, job, wanted, new Set(fresh), outcome, problems)
  }
  for (const [number, customer] of found) outcome.customers.set(number, customer.customer_id)
  const customerOf = (row: Row) => {
    const number = row.values.customer_number as string
    return job.customers.get(number) ?? outcome.customers.get(number)
  }
  if (job.map.merge_numbers || job.map.create_customers)
    for (const [number, taken] of await addSpellings(ctx, job, rows, customerOf, found, outcome))
      problems.set(number, taken)
  return rows.flatMap(row => {
    const customer_id = customerOf(row)
    const wrong = problems.get(row.values.customer_number as string)
    if (customer_id && !wrong) return [{ ...row, customer_id }]
    refuseRow(outcome, row, wrong ?? [])
    return []
  })
}

/** Customers of an import that was undone come back when a file names them again. */
async function restore(
  ctx: Context,
  job: Importing,
  rows: readonly Row[],
  found: ReadonlyMap<string, CustomerRef>,
): Promise<void> {
  const archived = [...found.values()].filter(customer => customer.state === 'archived').map(one => one.customer_id)
  const undone = new Set(await undoneCustomers(ctx, archived))
  const named = new Map<string, string | null>()
  for (const { values } of rows) {
    const customer_id = found.get(values.customer_number as string)?.customer_id
    if (customer_id && undone.has(customer_id) && !named.get(customer_id))
      named.set(customer_id, (values.customer_name as string | undefined) ?? null)
  }
  await restoreImported(
    ctx,
    [...named].map(([customer_id, name]) => ({ customer_id, name })),
    job.import_id,
  )
}

/** Enters the customers of numbers nobody bears; with `merge_numbers` the spellings of one number are one customer. */
async function enter(
  ctx: Context,
  job: Importing,
  rows: readonly Row[],
  fresh: ReadonlySet<string>,
  outcome: Outcome,
  problems: Map<string, RowProblem[]>,
): Promise<void> {
  const groups = new Map<string, { draft: CustomerDraft; numbers: Set<string>; names: Set<string> }>()
  for (const { values } of rows) {
    const number = values.customer_number as string
    if (!fresh.has(number)) continue
    const name = (values.customer_name as string | undefined) ?? number
    const key = job.map.merge_numbers ? numberKey(number) : number
    const group = groups.get(key)
    if (group) {
      group.numbers.add(number)
      if (values.customer_name) group.names.add(name)
    } else {
      const draft = { ...blank, number, name, country: countryOf(job, values), source: job.map.source }
      groups.set(key, { draft, numbers: new Set([number]), names: new Set([name]) })
    }
  }
  const list = [...groups.values()]
  const drafts = list.map(({ draft, numbers, names }) => ({
    ...draft,
    number_aliases: [...numbers].filter(number => number !== draft.number),
    name_aliases: [...names].filter(name => name !== draft.name),
  }))
  const { taken, answer, refused } = await takeMost(ctx, drafts, batch => createCustomers(ctx, batch))
  for (const [at, index] of taken.entries()) {
    const customer_id = answer?.rows[at]?.customer_id as string
    const { numbers, names } = list[index] as (typeof list)[number]
    for (const number of numbers) {
      outcome.customers.set(number, customer_id)
      outcome.spellings.add(`${customer_id} number ${number}`)
    }
    for (const name of names) outcome.spellings.add(`${customer_id} name ${name}`)
  }
  for (const [index, found] of refused) for (const number of list[index]?.numbers ?? []) problems.set(number, found)
  const made = answer?.rows.filter(row => !row.known).map(row => row.customer_id) ?? []
  await markImported(ctx, made, job.import_id)
}

const blank = {
  kind: 'company' as const,
  locale: 'zh' as const,
  related_party: false,
  number_aliases: [],
  name_aliases: [],
  contacts: [],
  accounts: [],
}

/** The country of a customer that a document names: that of the entity it owes. */
const countryOf = (job: Importing, values: Values) =>
  job.entities.find(entity => entity.code === values.entity_code)?.country ?? 'CN'

/** Keeps other spellings of numbers and names as aliases; one that would lead to two customers refuses its rows. */
async function addSpellings(
  ctx: Context,
  job: Importing,
  rows: readonly Row[],
  customerOf: (row: Row) => string | undefined,
  found: ReadonlyMap<string, CustomerRef>,
  outcome: Outcome,
): Promise<Map<string, RowProblem[]>> {
  const problems = new Map<string, RowProblem[]>()
  for (const { customer_id, number, name } of found.values())
    outcome.spellings.add(`${customer_id} number ${number}`).add(`${customer_id} name ${name}`)
  const lines = new Map<string, AliasLine>()
  for (const row of rows) {
    const customer_id = customerOf(row)
    if (!customer_id) continue
    for (const [kind, field] of [
      ['number', 'customer_number'],
      ['name', 'customer_name'],
    ] as const) {
      const alias = row.values[field] as string | undefined
      const key = `${customer_id} ${kind} ${alias}`
      if (alias && !job.spellings.has(key) && !outcome.spellings.has(key))
        lines.set(key, { customer_id, kind, alias, source: job.map.source })
    }
  }
  if (lines.size === 0) return problems
  const list = [...lines.values()]
  const { taken, refused } = await takeMost(ctx, list, batch => addAliases(ctx, batch))
  const keys = [...lines.keys()]
  for (const index of taken) outcome.spellings.add(keys[index] as string)
  for (const [index, taken] of refused) {
    const line = list[index] as AliasLine
    if (line.kind === 'number') problems.set(line.alias, taken)
  }
  return problems
}

/** Takes customers in, each with one account and one contact. A customer that is there is never changed. [IMP-10] */
export const takeCustomers: Taker = async (ctx, job, rows, outcome) => {
  const drafted = rows.flatMap(row => {
    const problems: RowProblem[] = []
    const draft = customerDraft(job, row, problems)
    if (problems.length === 0) return [{ row, draft }]
    refuseRow(outcome, row, problems)
    return []
  })
  const fresh = withoutSeen(job, drafted, ({ row, draft }) => [row, draft.number], outcome, 'customer_number_taken')
  const { taken, answer, refused } = await takeMost(ctx, fresh, batch =>
    createCustomers(
      ctx,
      batch.map(({ draft }) => draft),
    ),
  )
  for (const [index, problems] of refused) refuseRow(outcome, (fresh[index] as (typeof fresh)[number]).row, problems)
  for (const [at, index] of taken.entries()) {
    const { row, draft } = fresh[index] as (typeof fresh)[number]
    if (answer?.rows[at]?.known) outcome.known++
    else takeRow(outcome, row, null)
    see(job, row, draft.number)
  }
  const made = answer?.rows.filter(row => !row.known).map(row => row.customer_id) ?? []
  await markImported(ctx, made, job.import_id)
}

function customerDraft(job: Importing, { values, external_id }: Row, problems: RowProblem[]): CustomerDraft {
  const text = (field: string) => values[field] as string | undefined
  const entity = job.entities.find(one => one.code === values.entity_code)
  const account = {
    terms_code: text('terms_code'),
    currency: job.map.columns.currency || job.map.constants.currency ? text('currency') : undefined,
    limit_minor: values.credit_limit as bigint | undefined,
    salesperson_code: text('salesperson_code'),
    department_code: text('department_code'),
  }
  const set = Object.values(account).some(value => value !== undefined)
  if (set && !entity) problems.push({ code: 'entity_unknown', params: { field: 'entity_code', entity: null } })
  const country = text('country')?.toUpperCase()
  if (country !== undefined && !/^[A-Z]{2}$/.test(country))
    problems.push({ code: 'value_unknown', params: { field: 'country', value: country } })
  const contact = text('contact_name')
  const mail = text('contact_email')
  if (contact && mail && !isAddress(mail))
    problems.push({ code: 'email_invalid', params: { field: 'contact_email', value: mail } })
  return {
    ...blank,
    number: text('number'),
    name: text('name') as string,
    name_en: text('name_en'),
    kind: (values.kind ?? 'company') as CustomerDraft['kind'],
    country: country ?? entity?.country ?? 'CN',
    tax_id: text('tax_id'),
    head_office_number: text('head_office_number'),
    related_party: values.related_party === true,
    number_aliases: (values.number_aliases as string[] | undefined) ?? [],
    name_aliases: (values.name_aliases as string[] | undefined) ?? [],
    contacts: contact
      ? [
          {
            name: contact,
            title: text('contact_title'),
            phone: text('contact_phone'),
            email: mail,
            roles: [],
          },
        ]
      : [],
    accounts: set && entity ? [{ entity_id: entity.entity_id, ...account }] : [],
    source: job.map.source,
    external_id,
  }
}
