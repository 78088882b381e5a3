import { hash } from 'node:crypto'

/**
 * The Merkle tree of RFC 6962 (Certificate Transparency), section 2.1: SHA-256, leaves and nodes told apart by their
 * first byte, split at the largest power of two below the size. `Range` gives the hash of the leaves from `start` up
 * to, not including, `end`; where it comes from (an array, stored nodes) is its own affair.
 */
export type Range = (start: number, end: number) => Buffer

const sha256 = (...parts: Uint8Array[]) => hash('sha256', Buffer.concat(parts), 'buffer')
const leafMark = Buffer.from([0])
const nodeMark = Buffer.from([1])

/** The hash of one leaf: SHA-256 of 0x00 and its content. */
export function leafHash(content: Uint8Array | string): Buffer {
  return sha256(leafMark, typeof content === 'string' ? Buffer.from(content) : content)
}

/** The hash of two subtrees side by side: SHA-256 of 0x01, left, right. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return sha256(nodeMark, left, right)
}

/** The largest power of two that is smaller than `size` (2 or more). */
function split(size: number): number {
  let power = 1
  while (power * 2 < size) power *= 2
  return power
}

/** The ranges of a tree whose leaf hashes are all at hand. */
export function rangeOf(leaves: readonly Buffer[]): Range {
  const range: Range = (start, end) => {
    if (end - start === 1) return leaves[start] as Buffer
    const middle = start + split(end - start)
    return nodeHash(range(start, middle), range(middle, end))
  }
  return range
}

/** The root of a tree; that of an empty tree is the hash of nothing. */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  return leaves.length === 0 ? sha256() : rangeOf(leaves)(0, leaves.length)
}

/** The hashes that lead from one leaf to the root of a tree of `size` leaves, the lowest first. */
export function inclusionProof(index: number, size: number, range: Range): Buffer[] {
  const path: Buffer[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + split(end - start)
    if (index < middle) {
      path.push(range(middle, end))
      end = middle
    } else {
      path.push(range(start, middle))
      start = middle
    }
  }
  return path.toReversed()
}

/** Whether `path` leads from a leaf at `index` of `size` leaves to `root` (RFC 9162, section 2.1.3.2). */
export function provesInclusion(
  index: number,
  size: number,
  leaf: Buffer,
  path: readonly Buffer[],
  root: Buffer,
): boolean {
  if (index < 0 || index >= size) return false
  let [at, last, found] = [index, size - 1, leaf]
  for (const sibling of path) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      found = nodeHash(sibling, found)
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)]
    } else found = nodeHash(found, sibling)
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && found.equals(root)
}

const half = (value: number) => Math.floor(value / 2)

/** The hashes that show the tree of `from` leaves as the beginning of that of `to` leaves; none where they are equal. */
export function consistencyProof(from: number, to: number, range: Range): Buffer[] {
  if (from === 0 || from === to) return []
  const path: Buffer[] = []
  let [start, end, whole] = [0, to, true]
  while (from !== end) {
    const middle = start + split(end - start)
    if (from <= middle) {
      path.push(range(middle, end))
      end = middle
    } else {
      path.push(range(start, middle))
      start = middle
      whole = false
    }
  }
  if (!whole) path.push(range(start, end))
  return path.toReversed()
}

/** Whether `path` shows that the tree of `from` leaves grew into that of `to` (RFC 9162, section 2.1.4.2). */
export function provesConsistency(
  from: number,
  to: number,
  fromRoot: Buffer,
  toRoot: Buffer,
  path: readonly Buffer[],
): boolean {
  if (from > to || from < 0) return false
  if (from === 0) return path.length === 0
  if (from === to) return path.length === 0 && fromRoot.equals(toRoot)
  const isPower = Number.isInteger(Math.log2(from))
  const [first, ...rest] = isPower ? [fromRoot, ...path] : path
  if (!first) return false
  let [at, last] = [from - 1, to - 1]
  while (at % 2 === 1) [at, last] = [half(at), half(last)]
  let [old, grown] = [first, first]
  for (const sibling of rest) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      old = nodeHash(sibling, old)
      grown = nodeHash(sibling, grown)
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)]
    } else grown = nodeHash(grown, sibling)
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && old.equals(fromRoot) && grown.equals(toRoot)
}
