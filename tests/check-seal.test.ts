import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inclusionProof, leafHash, merkleRoot, rangeOf } from '../server/proof/merkle.ts'
import { provesHere } from '../web/record/check-seal.ts'

test('the browser follows the path of every event of logs of many sizes to their root, and no other', async () => {
  for (const size of [1, 2, 3, 7, 8, 13]) {
    const leaves = Array.from({ length: size }, (_, at) => leafHash(`event ${at}`))
    const root = merkleRoot(leaves).toString('hex')
    for (const [leaf, hash] of leaves.entries()) {
      const path = inclusionProof(leaf, size, rangeOf(leaves)).map(one => one.toString('hex'))
      const proof = { leaf, hash: hash.toString('hex'), size, root, path }
      assert.equal(await provesHere(proof), true, `${leaf} of ${size}`)
      assert.equal(await provesHere({ ...proof, hash: leafHash('forged').toString('hex') }), false)
      if (size > 1) assert.equal(await provesHere({ ...proof, path: path.slice(1) }), false)
    }
  }
})
