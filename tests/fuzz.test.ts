import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzz } from '../server/testing/fuzz.ts'
import { verifyAll } from '../server/ledger/verify.ts'

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31)
const verbs = Number(process.env.FUZZ_VERBS ?? 10_000)

const told = (counts: Map<string, number>) =>
  [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([what, count]) => `${what} ${count}`)
    .join(', ')

test(`${verbs} random verbs leave every report as the forward definition has it, from seed ${seed}`, async t => {
  const began = performance.now()
  const { refused, points, codes, names } = await fuzz({ seed, verbs })
  t.diagnostic(
    `${verbs} verbs, ${refused} refused, ${points} points in ${Math.round((performance.now() - began) / 1000)} s`,
  )
  t.diagnostic(`verbs: ${told(names)}`)
  t.diagnostic(`refusals: ${told(codes)}`)
  assert.ok(refused > verbs / 8 && codes.size > 15, 'wrong verbs are among them')
  assert.deepEqual(await verifyAll(process.env.DUEBOOK_TEST_URL as string), [])
})
