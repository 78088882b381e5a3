import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  consistencyProof,
  inclusionProof,
  leafHash,
  merkleRoot,
  provesConsistency,
  provesInclusion,
  rangeOf,
} from './merkle.ts'

/** The eight leaves of the reference implementation's tests (google/certificate-transparency, merkle_tree_test). */
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  hex => leafHash(Buffer.from(hex, 'hex')),
)

const hex = (path: Buffer[]) => path.map(part => part.toString('hex'))

test('[PRF-1] roots are those of the published vectors', () => {
  const roots = [
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ]
  for (const [size, root] of roots.entries()) assert.equal(merkleRoot(leaves.slice(0, size)).toString('hex'), root)
})

test('[PRF-2] paths are those of the published vectors', () => {
  const range = rangeOf(leaves)
  assert.deepEqual(hex(inclusionProof(0, 1, range)), [])
  assert.deepEqual(hex(inclusionProof(0, 8, range)), [
    '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
    '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
    '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
  ])
  assert.deepEqual(hex(inclusionProof(5, 8, range)), [
    'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  ])
  assert.deepEqual(hex(consistencyProof(1, 8, range)), [
    '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
    '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
    '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
  ])
  assert.deepEqual(hex(consistencyProof(6, 8, range)), [
    '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
    'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  ])
})

test('[PRF-2] every proof of every size holds, and none holds for another leaf, root or size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), (size, a, b) => {
      const hashes = Array.from({ length: size }, (_, at) => leafHash(String(at)))
      const range = rangeOf(hashes)
      const [root, index, from] = [merkleRoot(hashes), a % size, (b % size) + 1]
      const path = inclusionProof(index, size, range)
      const leaf = hashes[index] as Buffer
      assert.ok(provesInclusion(index, size, leaf, path, root))
      assert.ok(!provesInclusion(index, size, leafHash('other'), path, root))
      assert.ok(!provesInclusion(index, size, leaf, path, leafHash('other')))
      assert.ok(!provesInclusion(index, size, leaf, [...path, root], root))
      if (path.length > 0) assert.ok(!provesInclusion(index, size, leaf, path.slice(1), root))
      const old = merkleRoot(hashes.slice(0, from))
      const grown = consistencyProof(from, size, range)
      assert.ok(provesConsistency(from, size, old, root, grown))
      assert.ok(!provesConsistency(from, size, leafHash('other'), root, grown))
      if (grown.length > 0) assert.ok(!provesConsistency(from, size, old, root, grown.slice(1)))
      if (from < size) assert.ok(!provesConsistency(from, size, old, leafHash('other'), grown))
    }),
  )
})
