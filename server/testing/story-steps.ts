import assert from 'node:assert/strict'
import type { Instant } from '../kernel/values.ts'
import { asOwner } from './customers.ts'
import { documentSteps } from './story-documents.ts'
import { amount, isCode, itemOf, type Line, minor, send, setClock, type Story, thing } from './story-line.ts'

type Step = (story: Story, line: Line) => Promise<void>

/** What a story can say; each does it through the API, as a clerk's screen would. */
export const steps: Record<string, Step> = {
  ...documentSteps,

  /** `today 2026-02-10` moves the clock there. */
  today: (story, { words }) => setClock(story, `${words[0]}T04:00:00.000000Z` as Instant),

  /** `know K1` names this moment, for `known_at K1`. */
  async know(story, { words }) {
    story.moments.set(words[0] as string, story.now)
  },

  /** `entity E2 USD from 2026-01-01 standard cas_small`. */
  async entity(story, line) {
    const [code = '', base_currency = 'CNY'] = line.words
    const { options } = line
    const books_from = options.get('from') ?? '2010-01-01'
    const standard = options.get('standard') ?? 'cas'
    const body = { code, name: code, base_currency, standard, books_from }
    const answer = await send(story, line, '/api/entities', body)
    if (answer) story.entities.set(code, { entity_id: answer.entity_id, base_currency })
  },

  /** `customer C2 head C1`. A customer that a line merely names is entered by itself. */
  async customer(story, { words, options }) {
    await customer(story, words[0] as string, options.get('head'))
  },

  /** `rate USD 7.10 on 2026-01-01`, in the base currency of E1 unless `in` names another entity. */
  async rate(story, line) {
    const [currency = '', rate] = line.words
    const { base_currency } = entity(story, line)
    const valid_on = line.options.get('on')
    await send(story, line, '/api/exchange-rates', [{ currency, base_currency, valid_on, rate, source: 'story' }])
  },

  invoice: (story, line) => issue(story, line, 'invoice'),
  charge: (story, line) => issue(story, line, 'charge'),

  /** `credit N1 20.00 for I1 on …`: a credit note, kept apart. */
  async credit(story, line) {
    const { name, currency, body } = await drafted(story, line)
    const credits_id = line.options.has('for') ? thing(story, line.options.get('for')).document_id : undefined
    const draft = {
      ...body,
      issued_on: day(line, 'issued'),
      posted_on: day(line, 'posted'),
      credits_id,
      reason: 'story',
    }
    const row = (await send(story, line, '/api/credit-notes', [draft]))?.rows[0]
    if (row) story.things.set(name, { document_id: row.invoice_id, item_ids: row.item_ids, currency })
  },

  receipt: (story, line) => receive(story, line, false),
  advance: (story, line) => receive(story, line, true),

  /**
   * `opening O1 100.00 [USD base 710.00] [due …] [issued …] by retention`: one opening item; `by` is its kind, an
   * invoice unless given. `cutover` is the day.
   */
  async opening(story, line) {
    const { name, currency } = await drafted(story, line)
    const { options } = line
    const base_currency = entity(story, line).base_currency
    const customer_id = await customer(story, options.get('of') ?? 'C1')
    const base = options.get('base')
    const item = {
      customer_id,
      kind: options.get('by') ?? 'invoice',
      number: name,
      issued_on: options.get('issued') ?? '2009-12-01',
      due_on: options.get('due'),
      currency,
      amount_minor: minor(line.words[1], currency),
      ...(base ? { base_minor: minor(base, base_currency) } : {}),
    }
    const { entity_id } = entity(story, line)
    const body = [{ entity_id, cutover_on: options.get('cutover'), items: [item] }]
    const row = (await send(story, line, '/api/openings', body))?.rows[0]
    if (!row) return
    const found = await asOwner<{ item_id: string }>(
      'select item_id from open_items where org_id = $1 and opening_id = $2 and number = $3',
      [story.org.org_id, row.opening_id, name],
    )
    const item_ids = found.map(one => one.item_id)
    story.things.set(name, { document_id: item_ids[0] as string, item_ids, currency })
    story.things.set('opening', { document_id: row.opening_id, item_ids: [], currency })
  },

  /** `allowance 100.00 [USD base 710.00] [of C1]`: what the old book held back for bad debts. */
  async allowance(story, line) {
    const { options } = line
    const { entity_id, base_currency } = entity(story, line)
    const currency = line.words[1] ?? base_currency
    const base = options.get('base')
    const of = options.get('of')
    const allowance = {
      ...(of ? { customer_id: await customer(story, of) } : {}),
      currency,
      amount_minor: minor(line.words[0], currency),
      ...(base ? { base_minor: minor(base, base_currency) } : {}),
    }
    const row = (await send(story, line, '/api/openings', [{ entity_id, items: [], allowances: [allowance] }]))?.rows[0]
    if (row) story.things.set('opening', { document_id: row.opening_id, item_ids: [], currency })
  },

  /** `old 1122 100.00 [USD base 710.00] [of C1]`: the old book's figure. */
  async old(story, line) {
    const [account_code, figure, code] = line.words
    const { entity_id, base_currency } = entity(story, line)
    const currency = isCode(code) ? code : base_currency
    const amount_minor = minor(figure, currency)
    const base = line.options.get('base')
    const base_minor = base ? minor(base, base_currency) : amount_minor
    const customer_number = line.options.get('of')
    const total = { account_code, customer_number, currency, amount_minor, base_minor }
    await send(story, line, '/api/openings', [{ entity_id, items: [], totals: [total] }])
  },
  async lock(story, line) {
    await send(story, line, `/api/openings/${thing(story, 'opening').document_id}/lock`, {})
  },
  async undo(story, line) {
    await send(story, line, `/api/openings/${thing(story, 'opening').document_id}/undo`, { reason: 'story' })
  },

  /** `apply R1 I1 60.00 on …`: credit, debit, amount. */
  async apply(story, line) {
    const [credit, debit, sum] = line.words
    const { currency } = thing(story, debit)
    const amount_minor = minor(sum, currency)
    const lines = [{ debit_item_id: itemOf(story, debit), credit_item_id: itemOf(story, credit), amount_minor }]
    await send(story, line, '/api/applications', [{ applied_on: line.options.get('on'), lines }])
  },

  /** `difference I1 rounding 0.01 on …`. */
  async difference(story, line) {
    const [name, kind, sum] = line.words
    const difference = { item_id: itemOf(story, name), kind, amount_minor: minor(sum, thing(story, name).currency) }
    await send(story, line, '/api/applications', [{ applied_on: line.options.get('on'), differences: [difference] }])
  },

  /** `unapply R1 I1 on …` takes the last application between the two back; `unapply I1` the last one of any. */
  async unapply(story, line) {
    const [first, second] = line.words
    const application_id = await lastApplication(story, first, second)
    const body = { application_id, applied_on: line.options.get('on'), reason: 'story' }
    await send(story, line, '/api/reversals', body)
  },

  /** `transfer I1 [60.00] to C2 as I2 on …`. */
  async transfer(story, line) {
    const [name, sum] = line.words
    const { currency, document_id } = thing(story, name)
    const to_customer_id = await customer(story, line.options.get('to') ?? 'C2')
    const amount_minor = sum ? minor(sum, currency) : undefined
    const on = line.options.get('on')
    const move = { item_id: itemOf(story, name), to_customer_id, amount_minor, applied_on: on, reason: 'story' }
    const row = (await send(story, line, '/api/transfers', [move]))?.rows[0]
    const as = line.options.get('as')
    if (row && as) story.things.set(as, { document_id, item_ids: [row.new_item_id], currency })
  },

  /** `write_off I1 [60.00] on …`; a second person releases it. */
  async write_off(story, line) {
    const [name, sum] = line.words
    const amount_minor = sum ? minor(sum, thing(story, name).currency) : undefined
    const written_off_on = line.options.get('on')
    const body = {
      item_id: itemOf(story, name),
      amount_minor,
      written_off_on,
      reason: 'story',
      evidence: ['court order'],
    }
    await send(story, line, '/api/write-offs', [body])
  },

  /** `recover I1 [60.00] as V1 on …`: the last write-off of I1 comes back. */
  async recover(story, line) {
    const [name, sum] = line.words
    const { currency } = thing(story, name)
    const application_id = await lastApplication(story, name, undefined, ['write_off'])
    const amount_minor = sum ? minor(sum, currency) : undefined
    const body = { application_id, amount_minor, recovered_on: line.options.get('on') }
    const answer = await send(story, line, '/api/write-offs/recovery', body)
    const as = line.options.get('as')
    if (answer && as) story.things.set(as, { document_id: application_id, item_ids: [answer.item_id], currency })
  },

  /** `terms I1 due 2026-03-01 agreed 2026-04-01 from 2026-02-10`; `none` empties a day. */
  async terms(story, line) {
    const dayOr = (key: string) => (line.options.get(key) === 'none' ? null : line.options.get(key))
    const body = { legal_due_on: dayOr('due'), agreed_due_on: dayOr('agreed'), effective_on: line.options.get('from') }
    const item_id = itemOf(story, line.words[0])
    await send(story, line, '/api/item-terms', [{ item_id, ...body, why: 'story' }])
  },

  dispute: (story, line) => dispute(story, line, true),
  undispute: (story, line) => dispute(story, line, false),

  async close(story, line) {
    const { entity_id } = entity(story, line)
    await send(story, line, '/api/periods/closing', { entity_id, period: line.words[0] })
  },
  async reopen(story, line) {
    const { entity_id } = entity(story, line)
    await send(story, line, '/api/periods/reopening', { entity_id, period: line.words[0], reason: 'story' })
  },

  /** `expect I1 open 100.00`, also `base`, `due`, `disputed`, `undisputed`. */
  expect: (story, line) => expectItem(story, line),
  /** `as_of 2026-01-31 [known_at K1] expect I1 open 100.00`. */
  as_of: (story, line) => expectItem(story, { ...line, words: line.words.filter(word => word !== 'expect') }),

  /** `account exchange 20.00`: what the account of a purpose, or of a code, holds in base; debit is positive. */
  async account(story, { words, options }) {
    const [account, sum] = words
    const { entity_id, base_currency } = entity(story, { options } as Line)
    const [row] = await asOwner<{ base_minor: string }>(
      `select coalesce(sum(p.base_minor), 0)::text as base_minor from postings p
       where p.org_id = $1 and p.entity_id = $2 and p.account_id in (
         select account_id from accounts where org_id = $1 and entity_id = $2 and code = $3
         union select account_id from account_rules where org_id = $1 and entity_id = $2 and purpose = $3 and qualifier = '')`,
      [story.org.org_id, entity_id, account],
    )
    assert.equal(amount(row?.base_minor ?? '0', base_currency), sum)
  },
}

const day = (line: Line, key: string) => line.options.get(key) ?? line.options.get('on')

function entity(story: Story, line: Line) {
  const code = line.options.get('in') ?? 'E1'
  const found = story.entities.get(code)
  assert.ok(found, `the story opened no ${code}`)
  return found
}

async function customer(story: Story, number: string, head?: string): Promise<string> {
  const known = story.customers.get(number)
  if (known) return known
  if (head) await customer(story, head)
  const reply = await story.org.admin.post('/api/customers', [{ number, name: number, head_office_number: head }])
  assert.equal(reply.status, 200, JSON.stringify(reply.body))
  const { customer_id } = reply.body.rows[0]
  story.customers.set(number, customer_id)
  return customer_id
}

/** What every document of a story has: name, amount, currency, customer, entity, rate. */
async function drafted(story: Story, line: Line) {
  const [name = '', sum, code] = line.words
  const { entity_id, base_currency } = entity(story, line)
  const currency = isCode(code) ? code : base_currency
  const customer_id = await customer(story, line.options.get('of') ?? 'C1')
  const number = line.options.get('number') ?? name
  const rate = line.options.get('rate')
  const reference = line.options.get('reference')
  const shared = { customer_id, entity_id, number, currency, amount_minor: minor(sum, currency), rate, reference }
  return { name, currency, body: shared }
}

/** `invoice I1 100.00 [USD] of C1 on … due … rate … 30.00@2026-01-31 70.00@2026-02-28 retention 5.00`. */
async function issue(story: Story, line: Line, kind: string): Promise<void> {
  const { name, currency, body } = await drafted(story, line)
  const parts = line.words.filter(word => word.includes('@')).map(word => word.split('@'))
  const instalments = parts.map(([sum, due_on]) => ({ due_on, amount_minor: minor(sum, currency) }))
  const kept = line.options.get('retention')
  const draft = {
    ...body,
    kind,
    issued_on: day(line, 'issued'),
    posted_on: day(line, 'posted'),
    due_on: parts.length > 0 ? undefined : (line.options.get('due') ?? day(line, 'issued')),
    instalments: parts.length > 0 ? instalments : undefined,
    retention: kept ? { amount_minor: minor(kept, currency), due_on: null } : undefined,
  }
  const row = (await send(story, line, '/api/invoices', [draft]))?.rows[0]
  if (row) story.things.set(name, { document_id: row.invoice_id, item_ids: row.item_ids, currency })
}

/** `receipt R1 120.00 [USD] of C1 on … rate … fee 5.00`. */
async function receive(story: Story, line: Line, is_advance: boolean): Promise<void> {
  const { name, currency, body } = await drafted(story, line)
  const fee = line.options.get('fee')
  const bank_charge_minor = fee ? minor(fee, currency) : undefined
  const draft = { ...body, is_advance, received_on: line.options.get('on'), bank_charge_minor }
  const row = (await send(story, line, '/api/receipts', [draft]))?.rows[0]
  if (row) story.things.set(name, { document_id: row.receipt_id, item_ids: [row.item_id], currency })
}

async function dispute(story: Story, line: Line, disputed: boolean): Promise<void> {
  const body = { item_id: itemOf(story, line.words[0]), disputed, effective_on: line.options.get('from') }
  await send(story, line, '/api/item-disputes', [{ ...body, reason: 'story' }])
}

async function lastApplication(story: Story, first?: string, second?: string, kinds?: string[]): Promise<string> {
  const of = (name?: string) => (name ? thing(story, name).item_ids : null)
  const [row] = await asOwner<{ application_id: string }>(
    `select a.application_id from applications a
     where a.org_id = $1 and a.item_id = any ($2) and ($3::uuid[] is null or a.counter_item_id = any ($3))
       and ($4::text[] is null or a.kind = any ($4)) and a.kind <> 'reversal'
     order by a.recorded_at desc, a.application_id desc limit 1`,
    [story.org.org_id, of(first), of(second), kinds ?? null],
  )
  assert.ok(row, `nothing was applied between ${first} and ${second ?? 'anything'}`)
  return row.application_id
}

/** Reads items as the list of open items tells them, for the day and moment the line names. */
async function expectItem(story: Story, line: Line): Promise<void> {
  const [name, ...said] = line.words
  const { item_ids, document_id, currency } = thing(story, name)
  const moment = line.options.get('known_at')
  const query: Record<string, string> = { document_id, limit: '200', include_settled: 'true' }
  if (line.options.has('as_of')) query.as_of = line.options.get('as_of') as string
  if (moment) query.known_at = story.moments.get(moment) as string
  const reply = await story.org.admin.get('/api/open-items', query)
  assert.equal(reply.status, 200, JSON.stringify(reply.body))
  type Row = { item_id: string; open_minor: string; open_base_minor: string; due_on: string | null; disputed: boolean }
  const rows = (reply.body.rows as Row[]).filter(row => item_ids.includes(row.item_id))
  const total = (field: 'open_minor' | 'open_base_minor') => rows.reduce((sum, row) => sum + BigInt(row[field]), 0n)
  const { base_currency } = [...story.entities.values()][0] as { base_currency: string }
  for (let at = 0; at < said.length; at++) {
    const word = said[at]
    if (word === 'open') assert.equal(amount(total('open_minor'), currency), said[++at], `${name} open`)
    else if (word === 'absent') assert.deepEqual(rows, [], `${name} is not there`)
    else if (word === 'disputed') assert.equal(rows[0]?.disputed, true, `${name} is disputed`)
    else if (word === 'undisputed') assert.equal(rows[0]?.disputed, false, `${name} is not disputed`)
    else assert.fail(`a story does not expect "${word}"`)
  }
  const { options } = line
  if (options.has('base')) assert.equal(amount(total('open_base_minor'), base_currency), options.get('base'))
  if (options.has('due')) assert.equal(rows[0]?.due_on ?? 'none', options.get('due'), `${name} due`)
}
