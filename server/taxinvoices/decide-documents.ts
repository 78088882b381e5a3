import type { Minor } from '../kernel/money.ts'
import type { Problem } from '../kernel/errors.ts'
import type { Day } from '../kernel/values.ts'
import { type BlueLink, decideLinks, decideRedLinks, type OpenLine, type PlannedLink } from './decide-links.ts'
import { type Facts, requestNumbersIn } from './facts.ts'
import { plainName } from './header.ts'
import type { TaxInvoiceKind } from './names-contract.ts'
import type { ReadDocument } from './read-files.ts'

export type KnownEntity = { entity_id: string; name: string; tax_id: string | null; base_currency: string }
export type KnownCustomer = { customer_id: string; name: string; tax_id: string | null }
/** A request that may be issued, with its lines. */
export type OpenRequest = {
  tax_request_id: string
  entity_id: string
  customer_id: string
  number: string
  kind: TaxInvoiceKind
  state: string
  buyer_name: string
  buyer_tax_id: string | null
  lines: OpenLine[]
  /** What the platform was asked for, document by document. */
  asked_minor: Minor[]
}
/** A tax invoice that is here already. */
export type KnownInvoice = {
  tax_invoice_id: string
  entity_id: string
  customer_id: string
  kind: TaxInvoiceKind
  number: string
  issued_on: Day
  is_red: boolean
  amount_minor: Minor
  /** What red ones took back of it, negative. */
  reversed_minor: Minor
  forms: string[]
  hashes: string[]
  links: BlueLink[]
}
/** A confirmation that a red tax invoice may stand on. */
export type KnownConfirmation = {
  confirmation_id: string
  confirmation_number: string
  platform_number: string | null
  blue_id: string
  credit_note_id: string | null
  state: string
  amount_minor: Minor
}
export type Around = {
  confirmations: KnownConfirmation[]
  entities: KnownEntity[]
  customers: KnownCustomer[]
  requests: OpenRequest[]
  invoices: KnownInvoice[]
}

/** A tax invoice with the files it came as, and what it covers. */
export type PlannedInvoice = {
  facts: Facts & { issued_on: Day; net_minor: Minor; tax_minor: Minor; amount_minor: Minor; is_red: boolean }
  files: ReadDocument[]
  entity_id: string
  customer_id: string
  kind: TaxInvoiceKind
  currency: string
  reverses_id: string | null
  links: PlannedLink[]
  how: 'remarks' | 'match' | 'red'
  confirmation?: KnownConfirmation | null
}
export type DocumentsPlan = {
  invoices: PlannedInvoice[]
  /** Further forms of invoices that are here already. */
  attached: { tax_invoice_id: string; number: string; file: ReadDocument }[]
  known: { tax_invoice_id: string; number: string }[]
}

const best = { xml: 0, ofd: 1, pdf: 2 } as const
const size = (amount: Minor) => (amount < 0n ? -amount : amount)

/**
 * What is kept of an upload: one tax invoice for each number, in as many forms as it came, each of the same amount; what each
 * covers; and every reason why not, with the name of the file. [TAX-7] [TAX-8] Pure.
 */
export function decideDocuments(
  documents: readonly ReadDocument[],
  around: Around,
): { plan: DocumentsPlan; problems: Problem[] } {
  const plan: DocumentsPlan = { invoices: [], attached: [], known: [] }
  const problems: Problem[] = []
  const numbers = Map.groupBy(documents, one => one.facts.number)
  for (const [number, files] of numbers) {
    files.sort((a, b) => best[a.facts.form] - best[b.facts.form])
    const complain = (file: ReadDocument, code: Problem['code'], params: Record<string, unknown> = {}) =>
      problems.push({ index: 0, code, params: { file: file.upload.name, number, ...params } })
    const [main] = files
    if (!main) continue
    const known = around.invoices.find(one => one.number === number)
    const amount = known?.amount_minor ?? main.facts.amount_minor
    const seen = new Set<string>(known?.forms)
    const fresh = files.filter(file => {
      if (known?.hashes.includes(file.upload.sha256)) return false
      const said = file.facts.amount_minor
      if (seen.has(file.facts.form)) complain(file, 'tax_document_taken')
      else if (said !== null && amount !== null && said !== amount)
        complain(file, 'tax_document_differs', { said_minor: said, amount_minor: amount, currency: 'CNY' })
      seen.add(file.facts.form)
      return true
    })
    if (known && fresh.length === 0) plan.known.push({ tax_invoice_id: known.tax_invoice_id, number })
    else if (known) plan.attached.push(...fresh.map(file => ({ tax_invoice_id: known.tax_invoice_id, number, file })))
    else {
      const planned = decideOne(main, files, around, plan.invoices)
      if ('code' in planned) complain(main, planned.code, planned.params)
      else plan.invoices.push(planned)
    }
  }
  return { plan, problems }
}

type Refused = Pick<Problem, 'code' | 'params'>
const no = (code: Problem['code'], params: Record<string, unknown> = {}): Refused => ({ code, params })

function decideOne(
  main: ReadDocument,
  files: ReadDocument[],
  around: Around,
  before: readonly PlannedInvoice[],
): PlannedInvoice | Refused {
  const { facts } = main
  const whole = totalsOf(facts)
  if ('code' in whole) return whole
  const entity = around.entities.find(
    one =>
      (one.tax_id !== null && one.tax_id === facts.seller_tax_id) ||
      (facts.seller_name !== null && plainName(one.name) === plainName(facts.seller_name)),
  )
  const ours = entity?.tax_id ?? null
  const foreign = ours !== null && facts.seller_tax_id !== null && ours !== facts.seller_tax_id
  if (!entity || foreign) return no('tax_document_seller', { seller: facts.seller_name ?? facts.seller_tax_id ?? '' })
  if (whole.is_red) return decideRed(files, { ...whole }, entity, around, before)
  const named = requestNumbersIn(facts.remarks)
  const open = withoutTaken(around.requests, before).filter(one => one.entity_id === entity.entity_id)
  const wanted = named.map(number => open.find(one => one.number === number))
  const missing = named.find((_, at) => !wanted[at])
  if (missing) return no('tax_document_request_unknown', { request: missing })
  const requests = wanted.filter(one => one !== undefined)
  for (const request of requests) {
    if (!['approved', 'exported', 'part_issued'].includes(request.state))
      return no('tax_request_state', { number: request.number, state: request.state })
    if (facts.kind !== null && facts.kind !== request.kind) return no('tax_document_kind', { request: request.number })
    if (!sameBuyer(request, facts))
      return no('tax_document_buyer', {
        buyer: facts.buyer_name ?? '',
        expected: request.buyer_name,
        request: request.number,
      })
  }
  const base = { facts: whole, files, entity_id: entity.entity_id, currency: entity.base_currency, reverses_id: null }
  const [first] = requests
  if (first) {
    const { links, problem } = decideLinks(
      whole,
      requests.flatMap(one => one.lines),
    )
    if (problem) return no(problem.code, { ...problem.params, request: first.number, currency: entity.base_currency })
    return { ...base, customer_id: first.customer_id, kind: facts.kind ?? first.kind, links, how: 'remarks' }
  }
  const match = onlyMatch(
    whole,
    open.filter(one => sameBuyer(one, facts)),
  )
  if (match)
    return {
      ...base,
      customer_id: match.request.customer_id,
      kind: facts.kind ?? match.request.kind,
      links: match.links,
      how: 'match',
    }
  const customer = customerOf(facts, around.customers)
  if (!customer) return no('tax_document_buyer_unknown', { buyer: facts.buyer_name ?? facts.buyer_tax_id ?? '' })
  return { ...base, customer_id: customer.customer_id, kind: facts.kind ?? 'ordinary', links: [], how: 'match' }
}

/** What the file says must be there, and must add up: lines to net and tax within a fen or six a line, and both to the total. */
function totalsOf(facts: Facts): PlannedInvoice['facts'] | Refused {
  const { issued_on, net_minor, amount_minor } = facts
  const tax_minor = facts.tax_minor ?? (net_minor !== null && amount_minor !== null ? amount_minor - net_minor : null)
  if (
    !issued_on ||
    net_minor === null ||
    tax_minor === null ||
    amount_minor === null ||
    (!facts.buyer_name && !facts.buyer_tax_id)
  )
    return no('tax_document_incomplete')
  const differs = (what: string, said: Minor, sum: Minor) =>
    no('tax_document_total', { what, said_minor: said, sum_minor: sum, currency: 'CNY' })
  if (net_minor + tax_minor !== amount_minor) return differs('total', amount_minor, net_minor + tax_minor)
  const lines = facts.lines ?? []
  if (lines.length > 0) {
    const net = lines.reduce((sum, line) => sum + line.net_minor, 0n)
    const tax = lines.reduce((sum, line) => sum + line.tax_minor, 0n)
    const slack = 6n * BigInt(lines.length) < 127n ? 6n * BigInt(lines.length) : 127n
    if (net !== net_minor) return differs('net', net_minor, net)
    if (size(tax - tax_minor) > slack) return differs('tax', tax_minor, tax)
  }
  if (amount_minor === 0n) return no('tax_document_incomplete')
  return { ...facts, issued_on, net_minor, tax_minor, amount_minor, is_red: amount_minor < 0n }
}

/** A red one takes back a blue one that is here, and never more of it than stands. [TAX-10] */
function decideRed(
  files: ReadDocument[],
  facts: PlannedInvoice['facts'],
  entity: KnownEntity,
  around: Around,
  before: readonly PlannedInvoice[],
): PlannedInvoice | Refused {
  const blue = around.invoices.find(
    one => one.number === facts.reverses && !one.is_red && one.entity_id === entity.entity_id,
  )
  if (!blue) return no('tax_red_blue_unknown', { blue: facts.reverses ?? '' })
  const earlier = before.filter(one => one.reverses_id === blue.tax_invoice_id)
  const left_minor = earlier.reduce(
    (left, one) => left + one.facts.amount_minor,
    blue.amount_minor + blue.reversed_minor,
  )
  if (-facts.amount_minor > left_minor)
    return no('tax_red_over_blue', {
      blue: blue.number,
      left_minor,
      amount_minor: facts.amount_minor,
      currency: entity.base_currency,
    })
  if (blue.issued_on > facts.issued_on)
    return no('tax_red_before_blue', { issued_on: facts.issued_on, blue_on: blue.issued_on })
  const used = new Set(earlier.map(one => one.confirmation?.confirmation_id))
  const confirmation = confirmationOf(
    facts,
    blue,
    around.confirmations.map(one => (used.has(one.confirmation_id) ? { ...one, state: 'issued' } : one)),
  )
  if (confirmation && 'code' in confirmation) return confirmation
  return {
    facts,
    files,
    confirmation,
    entity_id: entity.entity_id,
    customer_id: blue.customer_id,
    kind: blue.kind,
    currency: entity.base_currency,
    reverses_id: blue.tax_invoice_id,
    links: decideRedLinks(
      facts,
      blue.links.map(link => ({ ...link, left_minor: link.left_minor + takenOf(link, earlier) })),
    ),
    how: 'red',
  }
}

const takenOf = (link: PlannedLink, earlier: readonly PlannedInvoice[]): Minor =>
  earlier
    .flatMap(one => one.links)
    .filter(one => one.tax_request_id === link.tax_request_id && one.line === link.line)
    .reduce((sum, one) => sum + one.amount_minor, 0n)

/**
 * The confirmation a red one stands on: the one it names, else the only one under way of its blue one and amount. The authority
 * has issued it, so that what still waits here is confirmed with it; what was refused or lapsed contradicts it. [TAX-14]
 */
function confirmationOf(
  facts: PlannedInvoice['facts'],
  blue: KnownInvoice,
  confirmations: readonly KnownConfirmation[],
): KnownConfirmation | Refused | null {
  const named = confirmations.find(
    one => facts.confirmation_number !== null && one.platform_number === facts.confirmation_number,
  )
  const open = (one: KnownConfirmation) => ['draft', 'waiting', 'confirmed'].includes(one.state)
  const fits = (one: KnownConfirmation) =>
    one.blue_id === blue.tax_invoice_id && one.amount_minor === -facts.amount_minor
  if (named) {
    const params = { confirmation: named.confirmation_number, state: named.state }
    if (!open(named)) return no('tax_red_confirmation_state', params)
    return fits(named) ? named : no('tax_red_confirmation_differs', params)
  }
  const found = confirmations.filter(one => one.platform_number === null && open(one) && fits(one))
  const [only] = found
  return only && found.length === 1 ? { ...only, platform_number: facts.confirmation_number } : null
}

const sameBuyer = (request: OpenRequest, facts: Facts) =>
  request.buyer_tax_id && facts.buyer_tax_id
    ? request.buyer_tax_id === facts.buyer_tax_id
    : facts.buyer_name !== null && plainName(request.buyer_name) === plainName(facts.buyer_name)

const customerOf = (facts: Facts, customers: readonly KnownCustomer[]) =>
  customers.find(one => facts.buyer_tax_id !== null && one.tax_id === facts.buyer_tax_id) ??
  customers.find(one => facts.buyer_name !== null && plainName(one.name) === plainName(facts.buyer_name))

/** The one request of the buyer whose rest, or one of whose asked documents, is of the amount and has the lines; several are none. */
function onlyMatch(facts: PlannedInvoice['facts'], requests: readonly OpenRequest[]) {
  const fits = requests.flatMap(request => {
    if (!['approved', 'exported', 'part_issued'].includes(request.state)) return []
    if (facts.kind !== null && facts.kind !== request.kind) return []
    const left = request.lines.reduce((sum, line) => sum + line.left_minor, 0n)
    if (left !== facts.amount_minor && !request.asked_minor.includes(facts.amount_minor)) return []
    const { links, problem } = decideLinks(facts, request.lines)
    return problem ? [] : [{ request, links }]
  })
  return fits.length === 1 ? fits[0] : undefined
}

/** Requests with what earlier documents of the same upload took of them. */
function withoutTaken(requests: readonly OpenRequest[], before: readonly PlannedInvoice[]): OpenRequest[] {
  const taken = before.flatMap(one => one.links)
  return requests.map(request => ({
    ...request,
    lines: request.lines.map(line => ({
      ...line,
      left_minor: taken
        .filter(link => link.tax_request_id === request.tax_request_id && link.line === line.line)
        .reduce((left, link) => left - link.amount_minor, line.left_minor),
    })),
  }))
}
