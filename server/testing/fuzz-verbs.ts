import { addDays, addMonths, type Day, newId } from '../kernel/values.ts'
import { applications, refusedApplication, reversal, transfer, writeOff, recovery, difference } from './fuzz-ledger.ts'
import { closePeriod, reopenPeriod } from './fuzz-periods.ts'
import {
  ask,
  type Attempt,
  attempt,
  type FuzzEntity,
  refresh,
  someDay,
  someItem,
  todayOf,
  type World,
} from './fuzz-world.ts'

export const currencies = ['CNY', 'USD', 'JPY'] as const

/** Prepares an organisation: a second entity of another base, customers, rates, an opening that is locked. */
export async function foundWorld(world: World): Promise<void> {
  const { chance, org } = world
  const start = todayOf(world)
  const books_from = `${addMonths(start, -14).slice(0, 7)}-01` as Day
  const second = { code: 'E2', name: 'E2', base_currency: 'USD', standard: 'international', books_from }
  const made = (await ask(world, 'entity.create', second)) as { entity_id: string }
  world.entities.push({ entity_id: made.entity_id, code: 'E2', base: 'USD', books_from })
  for (const name of ['S1', 'S2', 'S3']) world.salespeople.push((await org.as('sales', { name })).person_id)
  const drafts = Array.from({ length: 12 }, (_, at) => ({
    number: `F${at + 1}`,
    name: `Fuzz ${at + 1}`,
    accounts: world.entities.map(entity => ({
      entity_id: entity.entity_id,
      terms_code: chance.pick(['net30', 'eom30', 'tax-invoice30', 'acceptance', 'receipt', 'next-month-15']),
      ...(chance.chance(0.7) ? { salesperson_id: chance.pick(world.salespeople) } : {}),
    })),
  }))
  const { rows } = (await ask(world, 'customer.create', drafts)) as { rows: { customer_id: string; number: string }[] }
  world.customers.push(...rows)
  await attempt(world, rates(world, addMonths(books_from, -1)))
  await open(world)
  await refresh(world, '2000-01-01T00:00:00.000000Z' as never)
}

/** Rates of every pair of currencies on a day. */
function rates(world: World, valid_on: Day): Attempt {
  const { chance } = world
  const near: Record<string, [number, number]> = { CNY: [0.13, 0.15], USD: [6.6, 7.4], JPY: [0.04, 0.06] }
  const rate = (currency: string, base: string) => {
    const [low, high] = near[currency] as [number, number]
    const value = low + ((high - low) * chance.int(0, 1000)) / 1000
    return (currency === 'JPY' && base === 'USD' ? value / 7 : value).toFixed(6)
  }
  const input = ['CNY', 'USD'].flatMap(base_currency =>
    currencies
      .filter(currency => currency !== base_currency)
      .map(currency => ({ currency, base_currency, valid_on, rate: rate(currency, base_currency), source: 'fuzz' })),
  )
  return { name: 'rate.set', input, expected: 'accepted' }
}

/** An opening of the first entity that ties out and is locked, where openings are there. */
async function open(world: World): Promise<void> {
  const { kernel } = world.house.modules
  if (!kernel.lines.has('opening.enter')) return
  const { chance } = world
  const [entity] = world.entities as [FuzzEntity]
  const items = Array.from({ length: 8 }, (_, at) => {
    const kind = chance.pick(['invoice', 'invoice', 'charge', 'advance', 'receipt', 'retention'])
    const sign = kind === 'advance' || kind === 'receipt' ? -1n : 1n
    const issued_on = addDays(addDays(entity.books_from, -1), -chance.int(0, 300))
    return {
      customer_id: chance.pick(world.customers).customer_id,
      kind,
      number: `OLD-${at}`,
      issued_on,
      due_on: addDays(issued_on, 60),
      currency: 'CNY',
      amount_minor: String(chance.minor(100, 9_000_000) * sign),
    }
  })
  await ask(world, 'opening.enter', [{ entity_id: entity.entity_id, items }])
}

/** One attempt, right or wrong, among what is mounted. */
export function choices(world: World): Attempt {
  const { chance } = world
  const has = (name: string) => world.house.modules.kernel.lines.has(name)
  const kinds: [number, string, (world: World) => Attempt | null][] = [
    [20, 'invoice.issue', issue],
    [14, 'receipt.record', receive],
    [22, 'item.apply', applications],
    [8, 'item.apply', refusedApplication],
    [8, 'item.unapply', reversal],
    [3, 'item.apply', difference],
    [3, 'item.write_off', writeOff],
    [2, 'item.recover', recovery],
    [4, 'item.transfer', transfer],
    [4, 'item.amend_terms', amendTerms],
    [4, 'item.dispute', dispute],
    [3, 'credit_note.issue', creditNote],
    [3, 'invoice.correct', correctInvoice],
    [2, 'receipt.correct', correctReceipt],
    [1, 'customer.hand_over', handOver],
    [0.7, 'period.close', closePeriod],
    [0.3, 'period.reopen', reopenPeriod],
    [1, 'rate.set', () => rates(world, todayOf(world))],
  ]
  const there = kinds.filter(([, name]) => has(name)).map(([weight, , make]) => [weight, make] as const)
  for (;;) {
    const made = chance.weigh(there)(world)
    if (made) return made
  }
}

function issue(world: World): Attempt {
  const { chance } = world
  const wrong = chance.chance(0.12)
  const input = Array.from({ length: chance.pick([1, 1, 1, 2, 5]) }, () => invoiceDraft(world))
  const spoilt = wrong ? spoilInvoice(world, chance.pick(input)) : 'either'
  return {
    name: 'invoice.issue',
    input,
    // A day may lie in a closed month.
    expected: spoilt,
    after: (answer: { rows: { invoice_id: string }[] }) => {
      for (const [at, row] of answer.rows.entries()) {
        const { entity_id, currency } = input[at] as { entity_id: string; currency: string }
        const entity = world.entities.find(one => one.entity_id === entity_id) as FuzzEntity
        world.invoices.push({ invoice_id: row.invoice_id, entity, currency })
      }
    },
  }
}

/** An invoice or a charge as a clerk would draft it, in one of many forms. */
function invoiceDraft(world: World, entity = world.chance.pick(world.entities)): Record<string, unknown> {
  const { chance } = world
  const currency = chance.weigh([
    [5, entity.base],
    [3, entity.base === 'CNY' ? 'USD' : 'CNY'],
    [1, 'JPY'],
  ])
  const issued_on = someDay(world)
  const minor = chance.minor(1, 90_000_000)
  const draft: Record<string, unknown> = {
    entity_id: entity.entity_id,
    customer_id: chance.pick(world.customers).customer_id,
    kind: chance.chance(0.15) ? 'charge' : 'invoice',
    issued_on,
    currency,
    amount_minor: String(minor),
  }
  if (chance.chance(0.15)) draft.posted_on = addDays(issued_on, chance.int(-5, 40))
  const form = chance.pick(['plain', 'plain', 'due', 'parts', 'retention'])
  if (form === 'due') draft.due_on = addDays(issued_on, chance.int(-10, 120))
  if (form === 'parts' && minor > 3n) {
    const parts = split(world, minor, chance.int(2, 3))
    draft.instalments = parts.map((part, at) => ({
      due_on: addDays(issued_on, 30 * (at + 1)),
      amount_minor: String(part),
    }))
  }
  if (form === 'retention' && minor > 20n)
    draft.retention = {
      amount_minor: String(minor / 20n),
      due_on: chance.chance(0.5) ? addMonths(issued_on, 12) : null,
    }
  if (chance.chance(0.2) && !draft.instalments && !draft.retention) {
    delete draft.amount_minor
    draft.lines = [
      { description: 'goods', amount_minor: String(minor), tax_code: 'VAT13', price_includes_tax: chance.chance(0.5) },
      { description: 'service', amount_minor: String(minor / 3n + 1n), tax_code: 'VAT6' },
      ...(minor > 10n ? [{ description: 'discount', amount_minor: String(-(minor / 10n)), is_discount: true }] : []),
    ]
  }
  return draft
}

/** So many parts that sum to the whole. */
function split(world: World, whole: bigint, parts: number): bigint[] {
  const sizes: bigint[] = []
  let rest = whole
  for (let left = parts; left > 1; left--) {
    const size = 1n + (BigInt(world.chance.int(0, 999)) * (rest - BigInt(left))) / 1000n
    sizes.push(size)
    rest -= size
  }
  return [...sizes, rest]
}

/** Makes a draft wrong in one way. */
function spoilInvoice(world: World, draft: Record<string, unknown>): 'refused' {
  const { chance } = world
  const ways: (() => void)[] = [
    () => (draft.customer_id = newId()),
    () => (draft.entity_id = newId()),
    () => (draft.currency = 'ZZZ'),
    () => Object.assign(draft, { amount_minor: '0', lines: [], instalments: undefined, retention: undefined }),
    () => (draft.posted_on = '2005-06-01'),
    () => (draft.posted_on = addDays(todayOf(world), 400)),
    () => (draft.issued_on = '2024-02-30'),
    () => (draft.amount_minor = '-0'),
    () => (draft.amount_minor = '9999999999999999999'),
    () => (draft.amount_minor = '12.5'),
    () =>
      (draft.instalments = [
        { due_on: todayOf(world), amount_minor: '7' },
        { due_on: todayOf(world), amount_minor: '999999999999' },
      ]),
    () => (draft.terms_code = 'no such terms'),
    () => (draft.bill_to_id = newId()),
    () => (draft.number = 'INV2024-000001'),
    () => (draft.reference = 'null \u0000 byte'),
    () => (draft.nonsense = true),
    () => (draft.rate = '1.12345678901234567890'),
    () =>
      (draft.lines = [{ description: 'x', amount_minor: '100', quantity: '3', unit_price: '7', tax_code: 'VAT13' }]),
    () => (draft.lines = [{ description: 'x', amount_minor: '100', tax_code: 'NO-CODE' }]),
  ]
  chance.pick(ways)()
  return 'refused'
}

function receive(world: World): Attempt {
  const { chance } = world
  const input = Array.from({ length: chance.pick([1, 1, 2, 4]) }, () => receiptDraft(world))
  const wrong = chance.chance(0.12)
  if (wrong) spoilReceipt(world, chance.pick(input))
  return {
    name: 'receipt.record',
    input,
    expected: wrong ? 'refused' : 'either',
    after: (answer: { rows: { receipt_id: string }[] }) => {
      for (const [at, row] of answer.rows.entries()) {
        const { entity_id, currency } = input[at] as { entity_id: string; currency: string }
        const entity = world.entities.find(one => one.entity_id === entity_id) as FuzzEntity
        world.receipts.push({ receipt_id: row.receipt_id, entity, currency })
      }
    },
  }
}

/** Money in, for somebody; often for an item of theirs and with what it pays. */
function receiptDraft(world: World): Record<string, unknown> {
  const { chance } = world
  const target = chance.chance(0.6) ? someItem(world, item => item.amount_minor > 0n) : null
  const entity = target
    ? (world.entities.find(one => one.entity_id === target.entity_id) as FuzzEntity)
    : chance.pick(world.entities)
  const day = someDay(world)
  const received_on = target && day < target.posted_on && chance.chance(0.8) ? target.posted_on : day
  const draft: Record<string, unknown> = {
    entity_id: entity.entity_id,
    customer_id: chance.chance(0.15) || !target ? chance.pick(world.customers).customer_id : target.customer_id,
    received_on,
    currency: target?.currency ?? chance.pick([entity.base, 'CNY', 'USD']),
    method: chance.pick(['transfer', 'cash', 'electronic']),
    amount_minor: String(target && chance.chance(0.5) ? target.amount_minor : chance.minor(1, 90_000_000)),
    is_advance: chance.chance(0.2),
  }
  if (chance.chance(0.15)) draft.bank_charge_minor = String(chance.int(0, 3000))
  if (chance.chance(0.1)) draft.payer_name = 'somebody else'
  if (target && chance.chance(0.4)) {
    const whole = BigInt(draft.amount_minor as string)
    const part = chance.chance(0.5) ? whole : whole / 2n + 1n
    const line: Record<string, unknown> = { amount_minor: String(part) }
    if (chance.chance(0.5) && target.kind === 'invoice') line.invoice_number = target.number
    else line.item_id = target.item_id
    if (chance.chance(0.2)) line.difference = { kind: 'rounding', amount_minor: String(chance.int(1, 120)) }
    draft.apply = [line]
  }
  return draft
}

function spoilReceipt(world: World, draft: Record<string, unknown>): void {
  const ways: (() => void)[] = [
    () => (draft.amount_minor = '0'),
    () => (draft.amount_minor = '-5'),
    () => (draft.bank_charge_minor = '-5'),
    () => (draft.customer_id = newId()),
    () => (draft.currency = 'XXY'),
    () => (draft.posted_on = '2001-01-01'),
    () => (draft.apply = [{ item_id: newId(), amount_minor: '1' }]),
    () => (draft.apply = [{ invoice_number: 'NO SUCH NUMBER', amount_minor: '1' }]),
    () => (draft.apply = [{ amount_minor: '1' }]),
    () => (draft.method = 'barter'),
    () => (draft.payer_id = newId()),
    () => (draft.number = 'RCP2024-000001'),
  ]
  world.chance.pick(ways)()
}

function amendTerms(world: World): Attempt | null {
  const { chance } = world
  const item = someItem(world)
  if (!item) return null
  const today = todayOf(world)
  const effective_on = chance.chance(0.5) ? undefined : addDays(item.posted_on, chance.int(-2, 60))
  const latest = item.posted_on > today ? item.posted_on : today
  const request: Record<string, unknown> = { item_id: item.item_id, effective_on, why: 'fuzz' }
  if (chance.chance(0.7))
    request.legal_due_on = chance.chance(0.15) ? null : addDays(item.issued_on, chance.int(-30, 150))
  if (chance.chance(0.5) || request.legal_due_on === undefined) request.agreed_due_on = addDays(today, 30)
  const fits = effective_on === undefined || (effective_on >= item.posted_on && effective_on <= latest)
  return { name: 'item.amend_terms', input: [request], expected: fits ? 'accepted' : 'refused' }
}

function dispute(world: World): Attempt | null {
  const { chance } = world
  const item = someItem(world)
  if (!item) return null
  const today = todayOf(world)
  const latest = item.posted_on > today ? item.posted_on : today
  const effective_on = chance.chance(0.5) ? undefined : addDays(item.posted_on, chance.int(-2, 60))
  const fits = effective_on === undefined || (effective_on >= item.posted_on && effective_on <= latest)
  const request = { item_id: item.item_id, disputed: chance.chance(0.6), effective_on, reason: 'fuzz' }
  return { name: 'item.dispute', input: [request], expected: fits && item.amount_minor > 0n ? 'accepted' : 'refused' }
}

function creditNote(world: World): Attempt | null {
  const { chance } = world
  const invoice = world.invoices.length > 0 ? chance.pick(world.invoices) : null
  if (!invoice) return null
  const item = world.model.list.find(one => one.document_id === invoice.invoice_id)
  if (!item) return null
  const draft: Record<string, unknown> = {
    entity_id: item.entity_id,
    customer_id: chance.chance(0.1) ? chance.pick(world.customers).customer_id : item.customer_id,
    issued_on: someDay(world),
    currency: chance.chance(0.1) ? chance.pick(currencies) : item.currency,
    amount_minor: String(chance.minor(1, Number(item.amount_minor < 0n ? -item.amount_minor : item.amount_minor) + 2)),
    reason: 'fuzz',
  }
  if (chance.chance(0.8)) draft.credits_id = invoice.invoice_id
  if (chance.chance(0.5)) draft.apply = true
  return { name: 'credit_note.issue', input: [draft], expected: 'either' }
}

function correctInvoice(world: World): Attempt | null {
  const { chance } = world
  const invoice = world.invoices.length > 0 ? chance.pick(world.invoices) : null
  if (!invoice) return null
  const draft = chance.chance(0.25) ? null : invoiceDraft(world, invoice.entity)
  if (draft && chance.chance(0.7)) draft.currency = invoice.currency
  const corrected_on = chance.chance(0.5) ? undefined : someDay(world)
  return {
    name: 'invoice.correct',
    input: {
      invoice_id: chance.chance(0.05) ? newId() : invoice.invoice_id,
      corrected_on,
      reason: 'fuzz',
      invoice: draft,
    },
    expected: 'either',
    after: (answer: { invoice_id: string | null }) => {
      if (answer.invoice_id && draft)
        world.invoices.push({ ...invoice, invoice_id: answer.invoice_id, currency: draft.currency as string })
    },
  }
}

function correctReceipt(world: World): Attempt | null {
  const { chance } = world
  const receipt = world.receipts.length > 0 ? chance.pick(world.receipts) : null
  if (!receipt) return null
  const draft = chance.chance(0.25) ? null : receiptDraft(world)
  if (draft) {
    delete draft.apply
    if (chance.chance(0.8)) Object.assign(draft, { entity_id: receipt.entity.entity_id, currency: receipt.currency })
  }
  const corrected_on = chance.chance(0.5) ? undefined : someDay(world)
  return {
    name: 'receipt.correct',
    input: { receipt_id: receipt.receipt_id, corrected_on, reason: 'fuzz', receipt: draft },
    expected: 'either',
    after: (answer: { receipt_id: string | null }) => {
      if (answer.receipt_id && draft)
        world.receipts.push({ ...receipt, receipt_id: answer.receipt_id, currency: draft.currency as string })
    },
  }
}

function handOver(world: World): Attempt {
  const { chance } = world
  const request = {
    customer_id: chance.pick(world.customers).customer_id,
    entity_id: chance.pick(world.entities).entity_id,
    salesperson_id: chance.chance(0.2) ? null : chance.pick(world.salespeople),
    effective_on: addDays(todayOf(world), -chance.int(0, 60)),
  }
  return { name: 'customer.hand_over', input: [request], expected: 'either' }
}
