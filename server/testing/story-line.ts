import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { transaction } from '../db/connect.ts'
import { currencyDigits, formatMinor, parseAmount } from '../kernel/money.ts'
import { type Instant, newId } from '../kernel/values.ts'
import { type Client, type Reply, testHouse, type TestOrganisation } from './organisation.ts'

/** A document of a story by its name: the item or items it made, and its own id. */
export type Thing = { document_id: string; item_ids: string[]; currency: string }

/** What a story has made so far. */
export type Story = {
  org: TestOrganisation
  checker: Client
  things: Map<string, Thing>
  customers: Map<string, string>
  entities: Map<string, { entity_id: string; base_currency: string }>
  /** Moments by name, for `known_at`. */
  moments: Map<string, Instant>
  now: Instant
}

/** One line of a story, taken apart: words, options by their keyword, and the refusal it must end in. */
export type Line = { text: string; verb: string; words: string[]; options: Map<string, string>; refusal: string | null }

/** Keywords that take the word behind them. */
const keywords = new Set(
  `of in on due issued posted rate base as to from for by head agreed as_of known_at fee number reference
  retention standard cutover`.split(/\s+/),
)

/** Takes a line of a story apart. Everything behind `->` is the refusal; text after `#` is for the reader. */
export function readLine(text: string): Line | null {
  const bare = text.replace(/(^|\s)#\s.*$/, '').trim()
  if (bare === '') return null
  const [said = '', refusal = null] = bare.split('->').map(part => part.trim())
  const options = new Map<string, string>()
  const words: string[] = []
  const parts = said.match(/"[^"]*"|\S+/g) ?? []
  const verb = parts[0] ?? ''
  for (let at = verb === 'as_of' ? 0 : 1; at < parts.length; at++) {
    const word = parts[at] as string
    const next = parts[at + 1]
    if (keywords.has(word) && next !== undefined) {
      options.set(word, next.replaceAll('"', ''))
      at++
    } else words.push(word)
  }
  return { text: bare, verb, words, options, refusal }
}

/** Sets the clock of the story's organisation. */
export async function setClock(story: Story, now: Instant): Promise<void> {
  const { db } = await testHouse()
  const { org_id } = story.org
  const sight = { org_id, person_id: null, entity_ids: null, customers: '' as const, department_ids: [] }
  await transaction(db.main, 'verb', sight, tx =>
    tx.rows(sql`update organisations set demo_at = ${now}::timestamptz where org_id = ${org_id}`),
  )
  story.now = now
}

/**
 * Sends what a line says, and holds it against the refusal it expects. What waits for a second person is released by
 * one at once. Answers null where it was refused as expected.
 */
export async function send(
  story: Story,
  line: Line,
  path: string,
  body: unknown,
  method: 'post' | 'put' = 'post',
): Promise<Reply['body']> {
  const headers = { 'idempotency-key': newId() as string }
  let reply = await story.org.admin[method](path, body, headers)
  if (reply.status === 202) reply = await story.checker.post(`/api/approvals/${reply.body.request_id}/release`, {})
  const problems = (reply.body?.problems ?? []) as { code: string }[]
  const codes = problems.map(problem => problem.code).join(' ') || reply.body?.code
  if (line.refusal === null) {
    assert.equal(reply.status, 200, JSON.stringify(reply.body))
    return reply.body.answer ?? reply.body
  }
  assert.notEqual(reply.status, 200, `should be refused as ${line.refusal}`)
  assert.equal(codes, line.refusal)
  return null
}

/** The thing a word names; `I1#2` is its second item alone. */
export function thing(story: Story, name: string | undefined): Thing {
  const [whole = '', place] = (name ?? '').split('#')
  const found = story.things.get(whole)
  assert.ok(found, `the story made no ${whole}`)
  return place ? { ...found, item_ids: [found.item_ids[Number(place) - 1] as string] } : found
}

/** The only item of a thing. */
export function itemOf(story: Story, name: string | undefined): string {
  const { item_ids } = thing(story, name)
  assert.equal(item_ids.length, 1, `${name} has ${item_ids.length} items; say which: ${name}#1`)
  return item_ids[0] as string
}

/** Digits of an amount written as people do. */
export function minor(text: string | undefined, currency: string): string {
  const amount = parseAmount(text ?? '', currency)
  assert.equal(typeof amount, 'bigint', `${text} is no amount of ${currency}`)
  return String(amount)
}

/** An amount as people write it. */
export const amount = (digits: bigint | string, currency: string): string => formatMinor(BigInt(digits), currency)

/** Whether a word is the code of a currency. */
export function isCode(word: string | undefined): word is string {
  if (!word || !/^[A-Z]{3}$/.test(word)) return false
  currencyDigits(word)
  return true
}
