import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mapProblems, proposeColumns } from '../server/imports/fields.ts'
import { importMap } from '../server/imports/contract.ts'
import { customersSample, openingsSample } from '../web/home/samples.ts'

const house = { entity_code: 'E1', books_from: '2026-01-01' }

test('every column of the sample files is recognised as it stands, in both languages', () => {
  for (const language of ['zh', 'en'] as const)
    for (const [kind, sample] of [
      ['customers', customersSample(language, house)],
      ['openings', openingsSample(language, house)],
    ] as const) {
      const header = sample.text.split('\n')[0]?.split(',') ?? []
      const columns = proposeColumns(kind, header)
      assert.deepEqual(Object.values(columns).sort(), header.toSorted(), `${kind} ${language}`)
      assert.deepEqual(mapProblems(kind, importMap.parse({ columns }), header), [])
    }
})

test('the opening sample lies before the first day of the books', () => {
  const days = [...openingsSample('en', house).text.matchAll(/OLD-\d+,(\d{4}-\d\d-\d\d)/g)].map(found => found[1] ?? '')
  assert.equal(days.length, 4)
  assert.ok(days.every(day => day < house.books_from))
})
