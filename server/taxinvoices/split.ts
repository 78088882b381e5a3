import type { Problem } from '../kernel/errors.ts'
import { compareDecimals, minusDecimals, type Minor, multiply, proportion, shareOf } from '../kernel/money.ts'

/** A line of a request as it goes to the platform. */
export type ExportLine = {
  line: number
  item_name: string
  classification: string
  model: string | null
  unit: string | null
  quantity: string | null
  tax_code: string
  tax_rate: string
  is_discount: boolean
  net_minor: Minor
  tax_minor: Minor
  amount_minor: Minor
}

/** A part of a line on one document, with the discount that belongs to it (amounts are before the discount). */
export type Piece = Omit<ExportLine, 'is_discount' | 'line'> & {
  discount_net_minor: Minor
  discount_tax_minor: Minor
  discount_minor: Minor
}

/** One document as the platform is asked for it. */
export type PlannedDocument = { pieces: Piece[]; net_minor: Minor; tax_minor: Minor; amount_minor: Minor }

export type Split = {
  /** The most one document may come to without tax. */
  quota_minor: Minor | null
  split_by_tax_code: boolean
}

const netOf = (piece: Piece) => piece.net_minor + piece.discount_net_minor

/**
 * Splits a request into documents: one for each tax code where that is asked for, none over the quota. A discount goes with a
 * line of the same tax code before it, as the platform prints it; a line over the quota is split by whole units where it has
 * them, else by amount; the last part takes the rest, so that documents add up to the request. [TAX-6]
 */
export function splitRequest(
  number: string,
  lines: readonly ExportLine[],
  { quota_minor, split_by_tax_code }: Split,
): { documents: PlannedDocument[]; problems: Problem[] } {
  const problems: Problem[] = []
  const pieces: Piece[] = []
  for (const { is_discount, line, ...rest } of lines) {
    if (!is_discount) {
      pieces.push({ ...rest, discount_net_minor: 0n, discount_tax_minor: 0n, discount_minor: 0n })
      continue
    }
    const carrier = pieces.findLast(
      piece => piece.tax_code === rest.tax_code && netOf(piece) + rest.net_minor >= 0n && piece.net_minor > 0n,
    )
    if (!carrier) {
      problems.push({ index: 0, code: 'tax_export_discount', params: { number, line } })
      continue
    }
    carrier.discount_net_minor += rest.net_minor
    carrier.discount_tax_minor += rest.tax_minor
    carrier.discount_minor += rest.amount_minor
  }
  const groups = new Map<string, Piece[]>()
  for (const piece of pieces) {
    const key = split_by_tax_code ? piece.tax_code : ''
    groups.set(key, [...(groups.get(key) ?? []), piece])
  }
  const documents: PlannedDocument[] = []
  for (const group of groups.values()) {
    let open: Piece[] = []
    let room = quota_minor
    const close = () => {
      if (open.length > 0) documents.push(documentOf(open))
      open = []
      room = quota_minor
    }
    for (const whole of group)
      for (const piece of quota_minor === null ? [whole] : withinQuota(whole, quota_minor)) {
        if (room !== null && netOf(piece) > room) close()
        open.push(piece)
        if (room !== null) room -= netOf(piece)
      }
    close()
  }
  return { documents, problems }
}

function documentOf(pieces: Piece[]): PlannedDocument {
  const sum = (of: (piece: Piece) => Minor) => pieces.reduce((total, piece) => total + of(piece), 0n)
  return {
    pieces,
    net_minor: sum(netOf),
    tax_minor: sum(piece => piece.tax_minor + piece.discount_tax_minor),
    amount_minor: sum(piece => piece.amount_minor + piece.discount_minor),
  }
}

/** A piece in parts of which each keeps the quota. */
function withinQuota(whole: Piece, quota: Minor): Piece[] {
  if (netOf(whole) <= quota) return [whole]
  const steps = unitsWithin(whole, quota)
  const total = whole.net_minor
  // A discount is shared out with the net, so a part may hold as much more as it is discounted, but for a rounded fen.
  const most = whole.discount_net_minor === 0n ? quota : ((quota > 1n ? quota - 1n : 1n) * total) / netOf(whole)
  const parts: { net: Minor; quantity: string | null }[] = []
  let left = total
  let left_quantity = whole.quantity
  while (left > 0n) {
    const step = steps && left_quantity !== null && compareDecimals(left_quantity, steps) > 0 ? steps : null
    const net = step ? shareOf(total, step, whole.quantity as string) : left < most ? left : most
    const last = net >= left || (steps !== null && step === null)
    const quantity = last ? left_quantity : step
    parts.push({ net: last ? left : net, quantity: steps ? quantity : null })
    left -= last ? left : net
    if (step && left_quantity !== null) left_quantity = minusDecimals(left_quantity, step)
  }
  return shared(whole, parts)
}

/** How many whole units fit a document, as digits; null where the piece has no whole units or one alone does not fit. */
function unitsWithin({ quantity, net_minor, discount_net_minor }: Piece, quota: Minor): string | null {
  if (quantity === null || discount_net_minor !== 0n || !/^\d+$/.test(quantity)) return null
  const units = (quota * BigInt(quantity)) / net_minor
  // A part of so many units is rounded and may come a fen above.
  const fits = units > 0n && shareOf(net_minor, String(units), quantity) <= quota ? units : units - 1n
  return fits > 0n && multiply(String(fits), '1', 0) < BigInt(quantity) ? String(fits) : null
}

/** Tax, gross and discount of the parts by their net: each takes what its end adds to the parts before it, so that they add up. */
function shared(whole: Piece, parts: readonly { net: Minor; quantity: string | null }[]): Piece[] {
  let before = 0n
  return parts.map(({ net, quantity }) => {
    const after = before + net
    const share = (total: Minor) =>
      proportion(total, after, whole.net_minor) - proportion(total, before, whole.net_minor)
    const tax_minor = share(whole.tax_minor)
    const discount_net_minor = share(whole.discount_net_minor)
    const discount_tax_minor = share(whole.discount_tax_minor)
    before = after
    return {
      ...whole,
      quantity,
      net_minor: net,
      tax_minor,
      amount_minor: net + tax_minor,
      discount_net_minor,
      discount_tax_minor,
      discount_minor: discount_net_minor + discount_tax_minor,
    }
  })
}
