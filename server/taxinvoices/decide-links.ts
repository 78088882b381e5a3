import type { Minor } from '../kernel/money.ts'
import type { Problem } from '../kernel/errors.ts'
import type { FactLine } from './facts.ts'

/** A line of a request with what of it is not issued yet; both with the sign of the line. */
export type OpenLine = {
  tax_request_id: string
  version: number
  line: number
  item_name: string
  tax_rate: string
  amount_minor: Minor
  left_minor: Minor
}

export type PlannedLink = { tax_request_id: string; version: number; line: number; amount_minor: Minor }

/** The name of goods as it is compared: without the short name of its class, which the platform puts before it (*泵*水泵). */
const goods = (name: string) =>
  name
    .normalize('NFKC')
    .replace(/^\*[^*]*\*/, '')
    .replace(/\s+/g, '')
    .toLowerCase()

const sameRate = (line: OpenLine, rate: string | null) => Number(line.tax_rate) === Number(rate ?? 0)
const total = (lines: readonly OpenLine[]) => lines.reduce((sum, line) => sum + line.left_minor, 0n)

/**
 * Which lines of requests a document covers: by rate, those of the same name first, in their order; without lines of its own it
 * fills them as they stand. Refused where it is more than is not issued yet, or has a rate that no line has. [TAX-8]
 */
export function decideLinks(
  document: { amount_minor: Minor; lines: readonly FactLine[] | null },
  open: readonly OpenLine[],
): { links: PlannedLink[]; problem: Pick<Problem, 'code' | 'params'> | null } {
  if (document.amount_minor > total(open))
    return {
      links: [],
      problem: {
        code: 'tax_document_over_request',
        params: { left_minor: total(open), amount_minor: document.amount_minor },
      },
    }
  const groups =
    document.lines && document.lines.length > 0
      ? byRate(document.lines)
      : [{ rate: undefined, names: [], amount_minor: document.amount_minor }]
  const links: PlannedLink[] = []
  for (const group of groups) {
    const fits = open.filter(line => line.left_minor !== 0n && (group.rate === undefined || sameRate(line, group.rate)))
    const pool = total(fits)
    if (group.amount_minor > pool)
      return {
        links: [],
        problem: {
          code: 'tax_document_lines_differ',
          params: { rate: group.rate ?? '', left_minor: pool, amount_minor: group.amount_minor },
        },
      }
    links.push(...fill(fits, group.amount_minor, pool, group.names))
  }
  return { links, problem: null }
}

function byRate(lines: readonly FactLine[]) {
  const groups = new Map<string, { rate: string | null; names: string[]; amount_minor: Minor }>()
  for (const line of lines) {
    const key = String(Number(line.tax_rate ?? 0))
    const group = groups.get(key) ?? { rate: line.tax_rate ?? '0', names: [], amount_minor: 0n }
    group.amount_minor += line.net_minor + line.tax_minor
    group.names.push(goods(line.item_name))
    groups.set(key, group)
  }
  return [...groups.values()].filter(group => group.amount_minor !== 0n)
}

function fill(lines: readonly OpenLine[], amount: Minor, pool: Minor, names: readonly string[]): PlannedLink[] {
  const link = ({ tax_request_id, version, line }: OpenLine, amount_minor: Minor) => ({
    tax_request_id,
    version,
    line,
    amount_minor,
  })
  // All that is left: discounts with it.
  if (amount === pool) return lines.map(line => link(line, line.left_minor))
  const first = (line: OpenLine) => (names.includes(goods(line.item_name)) ? 0 : 1)
  const sorted = lines.filter(line => line.left_minor > 0n).toSorted((a, b) => first(a) - first(b))
  let rest = amount
  return sorted.flatMap(line => {
    const part = line.left_minor < rest ? line.left_minor : rest
    rest -= part
    return part > 0n ? [link(line, part)] : []
  })
}

/** What of a link of the blue one is left, and the rate of its line. */
export type BlueLink = PlannedLink & { tax_rate: string; left_minor: Minor }

/**
 * What a red invoice takes back of the links of the blue one; the sign is the other one. All of it, else by the rate of its lines
 * where those rates have that much left, else the last first. [TAX-10]
 */
export function decideRedLinks(
  document: { amount_minor: Minor; lines: readonly FactLine[] | null },
  blue: readonly BlueLink[],
): PlannedLink[] {
  const left = blue.reduce((sum, link) => sum + link.left_minor, 0n)
  if (-document.amount_minor === left) return blue.flatMap(link => takeBack(link, link.left_minor))
  const groups = byRate(document.lines ?? [])
  const ofRate = (rate: string | null) => blue.filter(link => Number(link.tax_rate) === Number(rate ?? 0))
  const fits = groups.every(
    ({ rate, amount_minor }) =>
      amount_minor < 0n && -amount_minor <= ofRate(rate).reduce((sum, link) => sum + link.left_minor, 0n),
  )
  if (groups.length > 0 && fits) return groups.flatMap(group => lastFirst(-group.amount_minor, ofRate(group.rate)))
  return lastFirst(-document.amount_minor, blue)
}

const takeBack = ({ tax_request_id, version, line }: BlueLink, part: Minor): PlannedLink[] =>
  part === 0n ? [] : [{ tax_request_id, version, line, amount_minor: -part }]

function lastFirst(amount: Minor, blue: readonly BlueLink[]): PlannedLink[] {
  let rest = amount
  return blue.toReversed().flatMap(link => {
    const part = link.left_minor < rest ? link.left_minor : rest
    if (part <= 0n) return []
    rest -= part
    return takeBack(link, part)
  })
}
