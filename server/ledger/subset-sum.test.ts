import assert from 'node:assert/strict'
import { test } from 'node:test'
import { subsetSum } from './subset-sum.ts'

/** A small generator with a seed, so that a failure can be repeated. */
const random = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return seed / 2_147_483_648
}

/** Every set, one by one. */
function bruteForce(amounts: readonly bigint[], target: bigint): number {
  let count = 0
  for (let mask = 1; mask < 2 ** amounts.length; mask++) {
    let sum = 0n
    for (const [at, amount] of amounts.entries()) if ((mask >> at) & 1) sum += amount
    if (sum === target) count++
  }
  return count
}

test('a subset is found exactly when there is one, and unique exactly when there is one only', () => {
  const seed = Date.now() % 1_000_000
  const next = random(seed)
  for (let round = 0; round < 300; round++) {
    const amounts = Array.from({ length: Math.floor(next() * 11) }, () => BigInt(1 + Math.floor(next() * 40)))
    const target = BigInt(1 + Math.floor(next() * 120))
    const found = subsetSum(amounts, target)
    const count = bruteForce(amounts, target)
    const told = `seed ${seed}, ${amounts} for ${target}`
    assert.equal(found !== null, count > 0, told)
    if (!found) continue
    assert.equal(found.unique, count === 1, told)
    assert.equal(
      found.places.reduce((sum, at) => sum + (amounts[at] ?? 0n), 0n),
      target,
      told,
    )
  }
})

test('of several sets the one of fewest and earliest is taken', () => {
  assert.deepEqual(subsetSum([100n, 50n, 50n, 100n], 100n), { places: [0], unique: false })
  assert.deepEqual(subsetSum([30n, 70n, 70n], 100n), { places: [0, 1], unique: false })
  assert.deepEqual(subsetSum([30n, 70n, 71n], 101n), { places: [0, 2], unique: true })
  assert.equal(subsetSum([30n, 70n], 99n), null)
  assert.equal(subsetSum([], 1n), null)
})

test('30 amounts beyond what a double can count are added exactly', () => {
  const amounts = Array.from({ length: 30 }, (_, at) => 9_007_199_254_740_993n * 2n ** BigInt(at))
  const places = [0, 3, 14, 15, 29]
  const target = places.reduce((sum, at) => sum + (amounts[at] ?? 0n), 0n)
  assert.deepEqual(subsetSum(amounts, target), { places, unique: true })
  assert.throws(
    () =>
      subsetSum(
        Array.from({ length: 31 }, () => 1n),
        1n,
      ),
    RangeError,
  )
})
