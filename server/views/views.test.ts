import assert from 'node:assert/strict'
import { test } from 'node:test'
import { office } from '../testing/colleagues.ts'

const { org, ann, bob, clerk } = await office()
const view = (more: object = {}) => ({
  list: 'invoices',
  name: 'Open, large',
  search: 'open=open&sort=-amount_minor',
  ...more,
})

test('[VIEW-1] [VIEW-2] a view is kept under its name, replaced by it, seen by its owner alone, and removed by him', async () => {
  const namesOf = async (who: typeof ann, list = 'invoices') =>
    (await who.get('/api/views', { list })).body.rows.map((row: { name: string }) => row.name)
  const first = await ann.post('/api/views', view({ columns: { order: ['number', 'open'], hidden: ['kind'] } }))
  assert.deepEqual([first.status, first.body.replaced], [200, false])
  const again = await ann.post('/api/views', view({ search: 'open=open' }))
  assert.deepEqual(again.body, { view_id: first.body.view_id, replaced: true })
  const { rows } = (await ann.get('/api/views', { list: 'invoices' })).body
  assert.deepEqual(
    rows.map((row: { search: string; mine: boolean; columns: unknown }) => [row.search, row.mine, row.columns]),
    [['open=open', true, null]],
  )
  assert.deepEqual(await namesOf(ann, 'receipts'), [])
  for (const other of [bob, clerk]) {
    assert.deepEqual(await namesOf(other), [])
    const taken = await other.post(`/api/views/${first.body.view_id}/removal`, {})
    assert.deepEqual([taken.status, taken.body.code], [404, 'view_unknown'])
  }
  assert.equal((await ann.post(`/api/views/${first.body.view_id}/removal`, {})).status, 200)
  assert.deepEqual(await namesOf(ann), [])
  assert.equal((await ann.post(`/api/views/${first.body.view_id}/removal`, {})).body.code, 'view_unknown')
  assert.equal((await ann.post('/api/views', view())).body.replaced, false, 'the name is free again')
})

test('[VIEW-1] [VIEW-3] what is shared is seen by all, changed by its owner, and shared only by who may speak to colleagues', async () => {
  const shared = await ann.post('/api/views', view({ shared: true }))
  const [row] = (await bob.get('/api/views', {})).body.rows
  assert.deepEqual([row.view_id, row.mine, row.by_name], [shared.body.view_id, false, 'Ann'])
  // The same name of another is another view.
  assert.equal((await bob.post('/api/views', view({ search: '' }))).body.replaced, false)
  assert.equal((await bob.get('/api/views', {})).body.rows.length, 2)
  const auditor = await org.as('auditor', { name: 'Audit' })
  assert.equal((await auditor.post('/api/views', view({ shared: true }))).body.code, 'permission_missing')
  assert.equal((await auditor.post('/api/views', view())).status, 200)
})

test('a view with an impossible list, name or length is refused by name, and so is one too many', async () => {
  const codeOf = async (more: object) => (await ann.post('/api/views', view(more))).body.code
  assert.equal(await codeOf({ list: '../x' }), 'field_invalid')
  assert.equal(await codeOf({ list: '/customers' }), 'field_invalid')
  assert.equal(await codeOf({ list: 'customers//grades' }), 'field_invalid')
  assert.equal(await codeOf({ list: 'customers/grades' }), undefined)
  assert.equal(await codeOf({ name: ' ' }), 'field_missing')
  assert.equal(await codeOf({ search: 'x'.repeat(2001) }), 'field_too_long')
  // One of Ann's is there already.
  for (let at = 1; at < 50; at++) assert.equal((await ann.post('/api/views', view({ name: `V${at}` }))).status, 200)
  assert.equal(await codeOf({ name: 'one more' }), 'views_too_many')
})

test('[VIEW-2] a view is renamed by its owner alone, and to no name of another view of the list', async () => {
  const kept = async (name: string, list = 'tasks') =>
    (await ann.post('/api/views', view({ name, list }))).body.view_id as string
  const [one] = [await kept('One'), await kept('Two'), await kept('Three', 'customers')]
  const rename = (who: typeof ann, name: string) => who.post(`/api/views/${one}/name`, { name })
  assert.equal((await rename(ann, 'Two')).body.code, 'view_name_taken')
  assert.equal((await rename(bob, 'Four')).body.code, 'view_unknown')
  assert.equal((await rename(ann, 'Three')).status, 200)
  const { rows } = (await ann.get('/api/views', { list: 'tasks' })).body
  assert.deepEqual(
    rows.map((row: { name: string }) => row.name),
    ['Three', 'Two'],
  )
})

test('[VIEW-4] a list opens with the view its reader prefers, for him alone, until it is removed or given up', async () => {
  const of = async (who: typeof ann) =>
    (await who.get('/api/views', { list: 'receipts' })).body.rows
      .filter((row: { preferred: boolean }) => row.preferred)
      .map((row: { name: string }) => row.name)
  const keep = async (name: string, more: object = {}) =>
    (await ann.post('/api/views', view({ name, list: 'receipts', ...more }))).body.view_id as string
  const [mine, shared] = [await keep('Mine'), await keep('Everybody’s', { shared: true })]
  const prefer = (who: typeof ann, view_id: string | null, list = 'receipts') =>
    who.put('/api/views/preferred', { list, view_id })
  assert.equal((await prefer(ann, mine)).status, 200)
  assert.equal((await prefer(bob, shared)).status, 200)
  assert.deepEqual([await of(ann), await of(bob), await of(clerk)], [['Mine'], ['Everybody’s'], []])
  assert.equal((await prefer(bob, mine)).body.code, 'view_unknown', 'another’s view that is not shared')
  assert.equal((await prefer(ann, mine, 'invoices')).body.code, 'view_unknown', 'a view of another list')
  assert.equal((await prefer(ann, null)).status, 200)
  assert.equal((await ann.post(`/api/views/${shared}/removal`, {})).status, 200)
  assert.deepEqual([await of(ann), await of(bob)], [[], []])
})
