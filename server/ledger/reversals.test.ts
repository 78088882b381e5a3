import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codes } from '../testing/customers.ts'
import { ledgerProblems } from '../testing/ledger-invariants.ts'
import { newId } from '../kernel/values.ts'
import { begin, tell } from '../testing/story.ts'
import { itemOf } from '../testing/story-line.ts'

test('[LGR-10] what was applied in one go is taken back in one go, with the difference beside it, or not at all', async () => {
  const story = await begin()
  const { admin, org_id } = story.org
  await tell(
    story,
    `
    invoice I1 100.01 on 2026-01-05
    invoice I2 50.00 on 2026-01-05
    receipt R1 150.00 on 2026-01-10
  `,
  )
  const [one, two, money] = [itemOf(story, 'I1'), itemOf(story, 'I2'), itemOf(story, 'R1')]
  const line = (debit_item_id: string, amount_minor: string) => ({
    debit_item_id,
    credit_item_id: money,
    amount_minor,
  })
  const difference = { item_id: one, kind: 'rounding', amount_minor: '1' }
  const request = { lines: [line(one, '10000'), line(two, '5000')], differences: [difference] }
  const applied = (await admin.post('/api/applications', request)).body.rows
  const each: { application_id: string }[] = applied.map((row: { application_id: string }) => ({
    application_id: row.application_id,
  }))
  assert.equal(each.length, 3)
  const open = async () =>
    (await admin.get('/api/open-items')).body.rows
      .map((row: { number: string; open_minor: string }) => row.open_minor)
      .toSorted()
  const [first] = each

  assert.deepEqual(codes(await admin.post('/api/reversals', [...each, { application_id: newId() }])), [
    '3 application_unknown',
  ])
  assert.deepEqual(codes(await admin.post('/api/reversals', [...each, first])), ['3 application_already_reversed'])
  assert.deepEqual(codes(await admin.post('/api/reversals', [each[1], { ...first, applied_on: '2026-01-01' }])), [
    '1 reversal_before_application',
  ])
  assert.deepEqual(await open(), [], 'a refused one takes nothing back')

  const taken = await admin.post('/api/reversals', each)
  assert.equal(taken.status, 200, JSON.stringify(taken.body))
  assert.deepEqual(await open(), ['-15000', '10001', '5000'])
  const told = await admin.get(`/api/history/${first?.application_id}`, { name: 'item.unapplied' })
  assert.equal(told.body.rows.length, 1)
  assert.deepEqual(
    told.body.rows[0].data.rows.map((row: { reverses_id: string }) => row.reverses_id),
    [first?.application_id],
  )
  assert.deepEqual(await ledgerProblems(org_id), [])
})
