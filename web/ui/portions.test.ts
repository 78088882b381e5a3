import assert from 'node:assert/strict'
import { test } from 'node:test'
import { doPortion } from './portions.ts'

const refusal = (indexes: number[], status = 409) =>
  Object.assign(new Error('refused'), {
    status,
    problems: indexes.map(index => ({ index, code: 'receipt_not_waiting', params: {} })),
  })

test('lines that are refused are left out with their reason, and the others are done', async () => {
  const asked: number[][] = []
  const failed = await doPortion([1, 2, 3, 4], async some => {
    asked.push([...some])
    const wrong = some.flatMap((one, at) => (one % 2 === 0 ? [at] : []))
    if (wrong.length > 0) throw refusal(wrong)
    return undefined
  })
  assert.deepEqual(asked, [
    [1, 2, 3, 4],
    [1, 3],
  ])
  assert.deepEqual(
    failed.map(({ subject, problem }) => [subject, problem.code]),
    [
      [2, 'receipt_not_waiting'],
      [4, 'receipt_not_waiting'],
    ],
  )
})

test('where every line is refused nothing is asked any more, and what is about no line is thrown', async () => {
  let asked = 0
  const all = await doPortion(['a', 'b'], async some => {
    asked++
    throw refusal(some.map((_, at) => at))
  })
  assert.deepEqual([asked, all.length], [1, 2])
  for (const status of [0, 401, 403, 503])
    await assert.rejects(doPortion(['a'], async () => Promise.reject(refusal([0], status))))
  await assert.rejects(doPortion(['a'], async () => Promise.reject(new Error('network'))))
})

test('a reason that is one of the whole portion is not asked for line by line', async () => {
  let asked = 0
  const failed = await doPortion([1, 2, 3, 4, 5, 6], async () => {
    asked++
    throw refusal([0])
  })
  assert.deepEqual(
    failed.map(({ subject }) => subject),
    [1, 2, 3, 4, 5, 6],
  )
  assert.equal(asked, 3)
})
