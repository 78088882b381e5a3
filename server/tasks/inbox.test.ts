import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, type Day, type Instant, startOfDay } from '../kernel/values.ts'
import { inboxOf, office } from '../testing/colleagues.ts'
import { inside } from '../testing/customers.ts'
import { done, refusals } from '../testing/documents.ts'
import { importFile } from '../testing/import-file.ts'
import { testHouse, testOrganisation } from '../testing/organisation.ts'
import { tellDue } from './jobs.ts'

await testHouse()

const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10) as Day
const zone = 'Asia/Shanghai'

test('[TSK-10] an owner is told once for each due day, from its morning on', async () => {
  const { org, clerk } = await office()
  const due_on = addDays(today, 2)
  const { task_id } = (await done(clerk, '/api/tasks', { title: 'call', due_on })).rows[0]
  const at = (day: Day) => inside(org, tx => tellDue(tx, org.org_id, startOfDay(day, zone), zone))
  await at(addDays(today, 1))
  assert.deepEqual(await inboxOf(clerk), [])
  await at(due_on)
  await at(due_on)
  await at(addDays(due_on, 1))
  assert.deepEqual(
    (await inboxOf(clerk)).map(one => [one.kind, one.text]),
    [['task_due', 'call']],
  )
  await done(clerk, '/api/tasks/postpone', { task_id, due_on: addDays(due_on, 2) })
  await at(addDays(due_on, 2))
  assert.equal((await inboxOf(clerk)).length, 2)
  await done(clerk, '/api/tasks/finish', { task_id, outcome: 'called' })
  await at(addDays(due_on, 9))
  assert.equal((await inboxOf(clerk)).length, 2)
})

test('[TSK-10] what is given for the same day is told as given, and as due only when the day is over', async () => {
  const { org, clerk, ann } = await office()
  await done(clerk, '/api/tasks', { title: 'now', owner_id: ann.person_id, due_on: today })
  const at = (now: Instant) => inside(org, tx => tellDue(tx, org.org_id, now, zone))
  await at(new Date().toISOString().replace('Z', '000Z') as Instant)
  assert.deepEqual(
    (await inboxOf(ann)).map(one => one.kind),
    ['task_given'],
  )
  await at(startOfDay(addDays(today, 1), zone))
  assert.deepEqual(
    (await inboxOf(ann)).map(one => one.kind),
    ['task_due', 'task_given'],
  )
})

test('[TSK-11] the inbox counts, marks read and unread, page by page, and is nobody else’s', async () => {
  const { clerk, ann, bob, customer } = await office()
  const drafts = Array.from({ length: 7 }, (_, at) => ({ ...customer, body: `${at}`, mentions: [ann.person_id] }))
  await done(clerk, '/api/comments', drafts)
  assert.deepEqual((await ann.get('/api/inbox/count')).body, { unread: 7 })
  const first = (await ann.get('/api/inbox', { limit: '3' })).body
  const second = (await ann.get('/api/inbox', { limit: '3', after: first.next })).body
  const third = (await ann.get('/api/inbox', { limit: '3', after: second.next })).body
  const ids = [...first.rows, ...second.rows, ...third.rows].map(row => row.notification_id)
  assert.deepEqual([new Set(ids).size, third.next], [7, null])
  const lines = ids.slice(0, 2).map(notification_id => ({ notification_id }))
  assert.deepEqual(await refusals(bob, '/api/inbox/read', lines), ['0 notification_unknown'])
  assert.deepEqual(await done(ann, '/api/inbox/read', lines), { count: 2 })
  assert.deepEqual(await done(ann, '/api/inbox/read', lines), { count: 0 })
  assert.equal((await inboxOf(ann, { unread: 'true' })).length, 5)
  assert.deepEqual(await done(ann, '/api/inbox/unread', lines[0]), { count: 1 })
  assert.deepEqual(await done(ann, '/api/inbox/read-all', {}), { count: 6 })
  assert.deepEqual((await ann.get('/api/inbox/count')).body, { unread: 0 })
})

test('[TSK-11] who may release what waits finds it in the inbox for as long as it waits; its maker does not', async () => {
  const { admin, as } = await testOrganisation()
  const permission = 'approval.release.grant'
  await admin.put('/api/approval-policies/organisation.change', { condition: {}, permission })
  const boss = await as('general_manager')
  const clerk = await as('receivables_clerk')
  const parked = await admin.put('/api/organisation', { name: 'Other' })
  assert.equal(parked.status, 202)
  const { request_id } = parked.body
  const [notice] = await inboxOf(boss)
  assert.deepEqual([notice?.kind, notice?.about_id, notice?.actor_name], ['approval_waiting', request_id, 'Admin'])
  assert.deepEqual([await inboxOf(clerk), await inboxOf(admin)], [[], []])
  await done(boss, '/api/inbox/read', { notification_id: notice?.notification_id })
  assert.deepEqual((await boss.get('/api/inbox/count')).body, { unread: 0 })
  assert.equal((await inboxOf(boss)).length, 1)
  await done(boss, '/api/inbox/unread', { notification_id: notice?.notification_id })
  assert.deepEqual((await boss.get('/api/inbox/count')).body, { unread: 1 })
  await done(boss, '/api/inbox/read', { notification_id: notice?.notification_id })
  await done(boss, `/api/approvals/${request_id}/decline`, { reason: 'no' })
  assert.deepEqual(await inboxOf(boss), [])
})

test('[TSK-11] who asked for an import is told when it has finished', async () => {
  const org = await testOrganisation()
  const map = { columns: { number: 'number', name: 'name' } }
  await importFile(org, { kind: 'customers', content: 'number,name\nQ1,一\n', map, name: 'new.csv' })
  assert.deepEqual(
    (await inboxOf(org.admin)).map(one => [one.kind, one.text]),
    [['import_finished', 'new.csv']],
  )
})
