import { lines } from 'virtual:lines'
import type { z } from 'zod'
import type { contract as accessContract } from '../server/access/contract.ts'
import type { contract as approvalsContract } from '../server/approvals/contract.ts'
import type { bouncesContract } from '../server/bounces/contract.ts'
import type { bankingContract } from '../server/banking/contract.ts'
import type { contractsContract } from '../server/contracts/contract.ts'
import type { agreementsContract } from '../server/collections/agreements-contract.ts'
import type { lateContract } from '../server/collections/late-contract.ts'
import type { contractDraftsContract } from '../server/contracts/kept-drafts-contract.ts'
import type { deliveryNotesContract } from '../server/contracts/delivery-notes-contract.ts'
import type { signedContract } from '../server/contracts/signed-contract.ts'
import type { stepsContract } from '../server/contracts/steps-contract.ts'
import type { templatesContract } from '../server/contracts/templates-contract.ts'
import type { customerFileContract } from '../server/customerfile/contract.ts'
import type { gradesContract } from '../server/customerfile/grades-contract.ts'
import type { onboardingContract } from '../server/customerfile/onboarding-contract.ts'
import type { customersContract } from '../server/customers/contract.ts'
import type { termsContract } from '../server/customers/terms-contract.ts'
import type { importsContract } from '../server/imports/contract.ts'
import type { billingContract } from '../server/invoices/billing-contract.ts'
import type { settlementsContract } from '../server/invoices/settlements-contract.ts'
import type { dispatchContract } from '../server/invoices/dispatch-contract.ts'
import type { invoicesContract } from '../server/invoices/contract.ts'
import type { Line } from '../server/kernel/contract.ts'
import type { booksContract } from '../server/ledger/books-contract.ts'
import type { journalContract } from '../server/ledger/journal-contract.ts'
import type { ledgerContract } from '../server/ledger/contract.ts'
import type { openingsContract } from '../server/ledger/openings-contract.ts'
import type { methodsContract } from '../server/policy/methods-contract.ts'
import type { offersContract } from '../server/policy/offers-contract.ts'
import type { policiesContract } from '../server/policy/policies-contract.ts'
import type { sendersContract } from '../server/papers/senders-contract.ts'
import type { papersContract } from '../server/papers/contract.ts'
import type { remindersContract } from '../server/reminders/contract.ts'
import type { openingContract } from '../server/portal/opening-contract.ts'
import type { confirmationsContract } from '../server/portal/confirmations-contract.ts'
import type { governanceContract } from '../server/governance/contract.ts'
import type { askingsContract } from '../server/portal/askings-contract.ts'
import type { resendContract } from '../server/portal/resend-contract.ts'
import type { portalContract } from '../server/portal/contract.ts'
import type { proofContract } from '../server/proof/contract.ts'
import type { receiptsContract } from '../server/receipts/contract.ts'
import type { billsContract } from '../server/bills/contract.ts'
import type { refundsContract } from '../server/receipts/refunds-contract.ts'
import type { postingContract } from '../server/receipts/posting-contract.ts'
import type { lettersContract } from '../server/receipts/letters-contract.ts'
import type { vouchersContract } from '../server/receipts/vouchers-contract.ts'
import type { waitingContract } from '../server/receipts/waiting-contract.ts'
import type { reportsContract } from '../server/reports/contract.ts'
import type { homeContract } from '../server/reports/home-contract.ts'
import type { flowsContract } from '../server/reports/flows-contract.ts'
import type { recordContract } from '../server/reports/record-contract.ts'
import type { registersContract } from '../server/reports/registers-contract.ts'
import type { searchContract } from '../server/reports/search-contract.ts'
import type { commentsContract } from '../server/tasks/comments-contract.ts'
import type { inboxContract } from '../server/tasks/inbox-contract.ts'
import type { taxRequestsContract } from '../server/taxinvoices/contract.ts'
import type { taxInvoicesContract } from '../server/taxinvoices/documents-contract.ts'
import type { taxExportsContract } from '../server/taxinvoices/exports-contract.ts'
import type { gapsContract } from '../server/taxinvoices/gaps-contract.ts'
import type { redContract } from '../server/taxinvoices/red-contract.ts'
import type { turnsContract } from '../server/invoices/turns-contract.ts'
import type { returnContract } from '../server/taxinvoices/return-contract.ts'
import type { tasksContract } from '../server/tasks/tasks-contract.ts'
import type { viewsContract } from '../server/views/contract.ts'

/** Everything the pages can ask; `vite.config.ts` builds the table of paths from the same contracts. */
type Lines = typeof accessContract &
  typeof approvalsContract &
  typeof proofContract &
  typeof customersContract &
  typeof customerFileContract &
  typeof gradesContract &
  typeof onboardingContract &
  typeof termsContract &
  typeof booksContract &
  typeof journalContract &
  typeof ledgerContract &
  typeof openingsContract &
  typeof contractsContract &
  typeof contractDraftsContract &
  typeof agreementsContract &
  typeof lateContract &
  typeof stepsContract &
  typeof templatesContract &
  typeof bouncesContract &
  typeof dispatchContract &
  typeof billingContract &
  typeof settlementsContract &
  typeof bankingContract &
  typeof invoicesContract &
  typeof receiptsContract &
  typeof refundsContract &
  typeof waitingContract &
  typeof vouchersContract &
  typeof lettersContract &
  typeof postingContract &
  typeof billsContract &
  typeof taxRequestsContract &
  typeof taxExportsContract &
  typeof gapsContract &
  typeof turnsContract &
  typeof returnContract &
  typeof redContract &
  typeof taxInvoicesContract &
  typeof importsContract &
  typeof reportsContract &
  typeof methodsContract &
  typeof offersContract &
  typeof policiesContract &
  typeof sendersContract &
  typeof papersContract &
  typeof openingContract &
  typeof signedContract &
  typeof deliveryNotesContract &
  typeof portalContract &
  typeof askingsContract &
  typeof resendContract &
  typeof governanceContract &
  typeof remindersContract &
  typeof confirmationsContract &
  typeof homeContract &
  typeof recordContract &
  typeof registersContract &
  typeof flowsContract &
  typeof searchContract &
  typeof commentsContract &
  typeof tasksContract &
  typeof inboxContract &
  typeof viewsContract

export type LineName = keyof Lines

/** A value as JSON carries it: money is digits in a string. */
type Wire<T> = T extends bigint
  ? never
  : T extends readonly (infer E)[]
    ? Wire<E>[]
    : T extends object
      ? { [K in keyof T]: Wire<T[K]> }
      : T

/** What a line answers. */
export type Answer<N extends LineName> = Lines[N] extends Line<infer _I, infer O> ? Wire<z.output<O>> : never

/** What a line is asked with; for a verb of many, one or several of them. */
export type Question<N extends LineName> = Lines[N] extends Line<infer I, infer _O> ? z.input<I> : never

/** One row of a line that answers a list. */
export type Row<N extends LineName> = Answer<N> extends { rows: (infer R)[] } ? R : never

/** One thing that is wrong with a request; the sentence stands in the locales under `errors.<code>`. */
export type Problem = { index: number; code: string; params: Record<string, unknown> }

/** What the server said no to, or that it could not be reached. */
export class Refused extends Error {
  readonly status: number
  readonly problems: readonly Problem[]
  readonly request_id: string | null
  constructor(status: number, problems: readonly Problem[], request_id: string | null = null) {
    super(problems[0]?.code ?? String(status))
    this.name = 'Refused'
    this.status = status
    this.problems = problems
    this.request_id = request_id
  }
}

/** A verb that waits for a second person answers so instead of with its own answer. */
export class Parked extends Error {
  constructor() {
    super('parked')
    this.name = 'Parked'
  }
}

/**
 * Asks a line of the contracts. Path parameters are taken out of the question; a GET carries the rest in the URL,
 * everything else as JSON, or as a form where the line takes a file.
 */
export async function ask<N extends LineName>(
  name: N,
  question: Question<N>,
  signal?: AbortSignal,
): Promise<Answer<N>> {
  const response = await send(name, question, signal)
  return (await response.json()) as Answer<N>
}

/** A file as a line answered it. */
export type Content = { blob: Blob; name: string }

/** Asks a line that answers a file, to show it. */
export async function askContent<N extends LineName>(name: N, question: Question<N>): Promise<Content> {
  const response = await send(name, question)
  const disposition = response.headers.get('content-disposition') ?? ''
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1]
  return { blob: await response.blob(), name: encoded ? decodeURIComponent(encoded) : 'duebook' }
}

/** Asks a line that answers a file, and hands it to the browser to keep. */
export async function askFile<N extends LineName>(name: N, question: Question<N>): Promise<void> {
  keepContent(await askContent(name, question))
}

/** Hands a file to the browser to keep. */
export function keepContent({ blob, name }: Content): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** Sign-in, second factor, sign-out: the one thing that is no line of a contract. */
export async function askDoor(path: string, body: object): Promise<{ totp_uri?: string; backup_codes?: string[] }> {
  const response = await request(`/api/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return (await response.json()) as { totp_uri?: string; backup_codes?: string[] }
}

async function send(name: string, question: unknown, signal?: AbortSignal): Promise<Response> {
  const [method, pattern] = lines[name] ?? ['GET', '/']
  const rest = new Map(
    Array.isArray(question) ? [] : Object.entries(question as object).filter(([, value]) => value !== undefined),
  )
  const path = pattern.replace(/:(\w+)/g, (_, key: string) => {
    const value = String(rest.get(key))
    rest.delete(key)
    return encodeURIComponent(value)
  })
  if (method === 'GET') return request(`${path}${queryOf(rest)}`, { signal: signal ?? null })
  const carriesFile = [...rest.values()].some(value => value instanceof Blob)
  if (carriesFile)
    return once(`${method} ${path} ${told(rest)}`, headers =>
      request(path, {
        method,
        headers: { ...headers, ...behindLink(rest) },
        body: formOf(rest),
        signal: signal ?? null,
      }),
    )
  // Lines of a strict shape repeat the parameters of their path in the body; the server takes them from the path.
  const body = JSON.stringify(Array.isArray(question) ? question : Object.fromEntries(rest))
  return once(`${method} ${path} ${body}`, headers =>
    request(path, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      body,
      signal: signal ?? null,
    }),
  )
}

/** Who asks behind a link says so in a header as well, since a form with a file is read late. */
function behindLink(values: Map<string, unknown>): Record<string, string> {
  const token = values.get('token')
  return typeof token === 'string' ? { 'x-duebook-page': token } : {}
}

/** What was asked and not answered yet, with the key under which the server does it once. */
const unanswered = new Map<string, string>()

/**
 * Asks for a change once, however often it is sent: until an answer arrives, the same words go under the same key, so that
 * a second click, or another try after the answer was lost, gets the answer of the first. Other words are another change,
 * and so are the same words after an answer. A fault of the server or of a gateway is no answer: it may have been done.
 */
async function once(asked: string, send: (headers: Record<string, string>) => Promise<Response>): Promise<Response> {
  const organisation = localStorage.getItem(organisationKey) ?? ''
  const what = `${organisation} ${asked}`
  const key = unanswered.get(what) ?? crypto.randomUUID()
  unanswered.set(what, key)
  const answered = () => {
    if (unanswered.get(what) === key) unanswered.delete(what)
  }
  try {
    const response = await send({ 'idempotency-key': key })
    answered()
    return response
  } catch (error) {
    const refused = error instanceof Refused && error.status >= 400 && error.status < 500
    if (error instanceof Parked || refused) answered()
    throw error
  }
}

/** A form in words: a file by its name, size and day, since its content is not read for this. */
function told(values: Map<string, unknown>): string {
  const words = [...values].map(([key, value]) =>
    value instanceof File ? [key, value.name, value.size, value.lastModified] : [key, String(value)],
  )
  return JSON.stringify(words)
}

function queryOf(values: Map<string, unknown>): string {
  const query = new URLSearchParams()
  for (const [key, value] of values)
    for (const one of Array.isArray(value) ? value : [value]) if (one !== '') query.append(key, String(one))
  return query.size > 0 ? `?${query}` : ''
}

function formOf(values: Map<string, unknown>): FormData {
  const form = new FormData()
  // The file comes last, so that the fields are known when it arrives.
  for (const [key, value] of values) if (!(value instanceof Blob)) form.append(key, String(value))
  for (const [key, value] of values) if (value instanceof Blob) form.append(key, value)
  return form
}

const organisationKey = 'duebook.organisation'

/** Goes over to another of one's organisations; the server is told with every request. */
export function enterOrganisation(org_id: number | null): void {
  if (org_id === null) localStorage.removeItem(organisationKey)
  else localStorage.setItem(organisationKey, String(org_id))
}

async function request(url: string, init: RequestInit): Promise<Response> {
  const organisation = localStorage.getItem(organisationKey)
  const headers = {
    ...(init.headers as Record<string, string>),
    ...(organisation && { 'x-duebook-org': organisation }),
  }
  let response: Response
  try {
    response = await fetch(url, { credentials: 'same-origin', ...init, headers })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Refused(0, [{ index: 0, code: 'network', params: {} }])
  }
  if (response.status === 202) throw new Parked()
  if (response.ok) return response
  const found = (await response.json().catch(() => null)) as { problems?: Problem[]; request_id?: string } | null
  const problems = found?.problems?.length ? found.problems : [{ index: 0, code: 'internal', params: {} }]
  throw new Refused(response.status, problems, found?.request_id ?? null)
}
