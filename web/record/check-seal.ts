/** What proves the place of an event in the log. */
type Proof = { leaf: number; hash: string; size: number; root: string; path: readonly string[] }

const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], pair => Number.parseInt(pair, 16))

async function nodeHash(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  const node = new Uint8Array([1, ...left, ...right])
  return new Uint8Array(await crypto.subtle.digest('SHA-256', node))
}

/**
 * Works out here, in the browser, whether the path leads from the event to the root of the log (RFC 9162, section
 * 2.1.3.2); null where the browser does not reckon hashes, which it does behind https alone.
 */
export async function provesHere({ leaf, hash, size, root, path }: Proof): Promise<boolean | null> {
  if (!globalThis.crypto?.subtle) return null
  if (leaf < 0 || leaf >= size) return false
  let [at, last, found] = [leaf, size - 1, bytesOf(hash)]
  for (const sibling of path.map(bytesOf)) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      found = (await nodeHash(sibling, found)) as typeof found
      for (; at % 2 === 0 && at !== 0; at /= 2) last = Math.floor(last / 2)
    } else found = (await nodeHash(found, sibling)) as typeof found
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  const same = [...found].map(byte => byte.toString(16).padStart(2, '0')).join('') === root
  return last === 0 && same
}
