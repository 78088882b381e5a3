/** What a row is known by when it has no id of its own: its content, and how many twins stand before it. */
import { createHash } from 'node:crypto'
import { numberKey } from '../customers/names.ts'
import type { ImportKind } from './fields.ts'
import type { Values } from './understand.ts'

/** Left out of what a row is known by: spellings that differ from export to export. */
const spelled = new Set(['customer_name', 'name'])
/** How an invoice was settled; no part of what it is known by when it bears a number. */
const settling = new Set(['settled_on', 'settled_amount', 'receipt_number', 'method'])

/** The hash of what a row says, whatever the file's format, encoding and order of columns. [IMP-8] */
export function contentHash(kind: ImportKind, values: Values, mergeNumbers: boolean): string {
  const open = kind === 'settlements' && values.number !== undefined
  const parts: string[] = []
  for (const name of Object.keys(values).sort()) {
    const value = values[name]
    if (value === undefined || spelled.has(name) || (open && settling.has(name))) continue
    parts.push(name, name === 'customer_number' && mergeNumbers ? numberKey(value as string) : String(value))
  }
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32)
}

/** What tells the contract a row is of: its number, else the id its source gives it; null for a row on its own. [IMP-21] */
export function contractKey({ entity_code, number, external_id }: Values): string | null {
  if (number !== undefined) return `no ${String(entity_code)} ${String(number)}`
  return external_id === undefined ? null : `id ${String(external_id)}`
}

/**
 * Counts how often each hash was seen, in 12 bytes each instead of a string: a file of a million rows needs 25 MB. Two
 * hashes meet by chance once in millions of such files, and then only count on.
 */
export class SeenCounter {
  #keys = new BigUint64Array(1 << 12)
  #counts = new Uint32Array(1 << 12)
  #size = 0

  /** Counts one more and answers how many there are now. */
  add(hash: string): number {
    if (this.#size * 2 >= this.#keys.length) this.#grow()
    const key = keyOf(hash)
    const at = this.#find(key)
    const count = (this.#counts[at] as number) + 1
    if (count === 1) this.#size++
    this.#keys[at] = key
    this.#counts[at] = count
    return count
  }

  /** How often a hash was counted. */
  count(hash: string): number {
    return this.#counts[this.#find(keyOf(hash))] as number
  }

  #find(key: bigint): number {
    const mask = this.#keys.length - 1
    let at = Number(key & BigInt(mask))
    while (this.#counts[at] !== 0 && this.#keys[at] !== key) at = (at + 1) & mask
    return at
  }

  #grow(): void {
    const [keys, counts] = [this.#keys, this.#counts]
    this.#keys = new BigUint64Array(keys.length * 2)
    this.#counts = new Uint32Array(counts.length * 2)
    for (const [from, count] of counts.entries()) {
      if (count === 0) continue
      const key = keys[from] as bigint
      const at = this.#find(key)
      this.#keys[at] = key
      this.#counts[at] = count
    }
  }
}

function keyOf(hash: string): bigint {
  return Buffer.from(hash.slice(0, 11), 'base64url').readBigUInt64LE()
}

/** A short hash of any text, for `SeenCounter`. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16)
}
