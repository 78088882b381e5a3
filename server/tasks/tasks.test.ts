import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, type Day, newId } from '../kernel/values.ts'
import { inboxOf, office } from '../testing/colleagues.ts'
import { eventsOf } from '../testing/customers.ts'
import { done, refusals } from '../testing/documents.ts'
import { type Client, testHouse } from '../testing/organisation.ts'
import { decideStanding, type Standing } from './task-changes.ts'
import { decideTasks } from './tasks.ts'

await testHouse()

const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10) as Day
const tomorrow = addDays(today, 1)

const titles = async (who: Client, query: Record<string, string | string[]> = {}) =>
  (await who.get('/api/tasks', query)).body.rows.map((row: { title: string }) => row.title)

test('[TSK-5] a task has an owner, a day, a giver and a document; its whole course is told', async () => {
  const { org, clerk, ann, invoice } = await office()
  const draft = {
    ...invoice,
    title: '催讨',
    note: '电话',
    owner_id: ann.person_id,
    due_on: tomorrow,
    due_time: '15:00',
  }
  const { task_id } = (await done(clerk, '/api/tasks', draft)).rows[0]
  const task = (await ann.get(`/api/tasks/${task_id}`)).body
  assert.deepEqual(
    [
      task.owner_name,
      task.given_by_name,
      task.due_on,
      task.due_time,
      task.rule,
      task.customer_name,
      task.state,
      task.overdue,
    ],
    ['Ann', '林晓', tomorrow, '15:00', null, '腾跃', 'open', false],
  )
  assert.ok(task.subject_number)
  await done(ann, '/api/tasks/postpone', { task_id, due_on: addDays(today, 3), why: '客户出差' })
  await done(ann, '/api/tasks/finish', { task_id, outcome: '答应周五付款' })
  const after = (await clerk.get(`/api/tasks/${task_id}`)).body
  assert.deepEqual([after.state, after.outcome, after.closed_by_name], ['finished', '答应周五付款', 'Ann'])
  assert.deepEqual(
    after.history.map((event: { name: string; actor_name: string }) => [event.name, event.actor_name]),
    [
      ['task.given', '林晓'],
      ['task.postponed', 'Ann'],
      ['task.finished', 'Ann'],
    ],
  )
  assert.deepEqual(
    (await inboxOf(clerk)).map(one => one.kind),
    ['task_closed', 'task_moved'],
  )
  assert.equal((await eventsOf(org, task_id)).length, 3)
})

test('[TSK-5] no task falls due in the past', async () => {
  const { clerk } = await office()
  assert.deepEqual(await refusals(clerk, '/api/tasks', { title: 'late', due_on: addDays(today, -1) }), [
    '0 task_due_past',
  ])
  const { task_id } = (await done(clerk, '/api/tasks', { title: 'today', due_on: today })).rows[0]
  assert.deepEqual(await refusals(clerk, '/api/tasks/postpone', { task_id, due_on: '2020-01-01' }), ['0 task_due_past'])
})

test('[TSK-6] nobody is given a task about what he may not see, nor who may have no tasks', async () => {
  const { org, clerk, ann, bob, customer } = await office()
  const admin = await org.as('administrator')
  const give = (who: Client) => ({ ...customer, title: 'x', owner_id: who.person_id, due_on: today })
  assert.deepEqual(await refusals(clerk, '/api/tasks', [give(ann), give(bob)]), ['1 task_owner_blind'])
  assert.deepEqual(await refusals(clerk, '/api/tasks', { title: 'x', owner_id: admin.person_id, due_on: today }), [
    '0 task_owner_blind',
  ])
  const { task_id } = (await done(clerk, '/api/tasks', give(ann))).rows[0]
  assert.deepEqual(await refusals(clerk, '/api/tasks/reassign', { task_id, owner_id: bob.person_id }), [
    '0 task_owner_blind',
  ])
})

test('[TSK-7] a rule has one open task at a time about a document, also when it asks twice at once', async () => {
  const { clerk, customer } = await office()
  const draft = { ...customer, title: '补收货证明', due_on: today, rule: 'terms.base_missing' }
  for (let round = 0; round < 10; round++) {
    const both = await Promise.all([done(clerk, '/api/tasks', draft), done(clerk, '/api/tasks', draft)])
    const rows = both.map(one => one.rows[0])
    assert.equal(rows[0].task_id, rows[1].task_id)
    assert.deepEqual(rows.map(row => row.known).sort(), [false, true])
    await done(clerk, '/api/tasks/finish', { task_id: rows[0].task_id, outcome: 'done' })
  }
})

test('[TSK-8] owner, giver and who manages tasks change a task; anybody who sees it may take it over', async () => {
  const { org, clerk, ann, customer } = await office()
  const colleague = await org.as('collector', { name: 'Col' })
  const boss = await org.as('finance_manager', { name: 'Boss' })
  const { task_id } = (
    await done(clerk, '/api/tasks', { ...customer, title: 'x', owner_id: ann.person_id, due_on: today })
  ).rows[0]
  assert.deepEqual(await refusals(colleague, '/api/tasks/finish', { task_id, outcome: 'x' }), ['0 task_of_another'])
  assert.deepEqual(await refusals(colleague, '/api/tasks/drop', { task_id, reason: 'x' }), ['0 task_of_another'])
  assert.deepEqual(await refusals(ann, '/api/tasks/take-over', { task_id }), ['0 task_own_already'])
  await done(boss, '/api/tasks/postpone', { task_id, due_on: tomorrow })
  await done(colleague, '/api/tasks/take-over', { task_id, why: 'Ann is ill' })
  assert.deepEqual(
    (await inboxOf(ann)).map(one => one.kind),
    ['task_moved', 'task_moved', 'task_given'],
  )
  await done(colleague, '/api/tasks/reassign', { task_id, owner_id: ann.person_id })
  await done(boss, '/api/tasks/drop', { task_id, reason: 'paid' })
  assert.deepEqual(await refusals(boss, '/api/tasks/drop', { task_id, reason: 'paid' }), ['0 task_not_open'])
})

test('[TSK-8] many are changed in one request, all or none', async () => {
  const { clerk, ann } = await office()
  const given = await done(
    clerk,
    '/api/tasks',
    Array.from({ length: 60 }, (_, at) => ({ title: `t${at}`, due_on: today })),
  )
  const ids = given.rows.map((row: { task_id: string }) => row.task_id)
  const finish = (task_id: string) => ({ task_id, outcome: 'done' })
  assert.deepEqual(await refusals(clerk, '/api/tasks/finish', [...ids.map(finish), finish(newId()), finish(ids[0])]), [
    '60 task_unknown',
    '61 task_named_twice',
  ])
  assert.equal((await titles(clerk, { state: 'open', limit: '200' })).length, 60)
  await done(
    clerk,
    '/api/tasks/reassign',
    ids.map((task_id: string) => ({ task_id, owner_id: ann.person_id })),
  )
  await done(clerk, '/api/tasks/finish', ids.map(finish))
  assert.deepEqual(await titles(clerk, { state: 'open' }), [])
})

test('[TSK-14] an end given by mistake is taken back by who may close the task, and both stand in the record', async () => {
  const { org, clerk, ann, bob, customer } = await office()
  const draft = { title: 'x', owner_id: ann.person_id, due_on: today, ...customer, rule: 'test.rule' }
  const { task_id } = (await done(clerk, '/api/tasks', draft)).rows[0]
  const reopen = (who: Client) => refusals(who, '/api/tasks/reopen', { task_id })
  assert.deepEqual(await reopen(ann), ['0 task_not_closed'])
  await done(ann, '/api/tasks/finish', { task_id, outcome: 'done' })
  assert.deepEqual(await reopen(bob), ['0 task_unknown'])
  await done(ann, '/api/tasks/reopen', { task_id })
  const task = (await ann.get(`/api/tasks/${task_id}`)).body
  assert.deepEqual([task.state, task.outcome, task.closed_at, task.due_on], ['open', null, null, today])
  assert.deepEqual(
    (await eventsOf(org, task_id)).map(event => event.name),
    ['task.given', 'task.finished', 'task.reopened'],
  )
  // Its rule has given another meanwhile: this one stays closed.
  await done(ann, '/api/tasks/finish', { task_id, outcome: 'done' })
  await done(clerk, '/api/tasks', draft)
  assert.deepEqual(await reopen(ann), ['0 task_given_again'])
  // Both at once: the rule has one open task at a time, whatever a request asks for.
  const [second] = (await ann.get('/api/tasks', { state: 'open' })).body.rows
  await done(ann, '/api/tasks/finish', { task_id: second.task_id, outcome: 'done' })
  const both = [{ task_id: second.task_id }, { task_id }]
  assert.deepEqual(await refusals(ann, '/api/tasks/reopen', both), ['0 task_given_again'])
})

test('[TSK-8] of two who finish at once one does', async () => {
  const { clerk, ann } = await office()
  for (let round = 0; round < 20; round++) {
    const { task_id } = (await done(clerk, '/api/tasks', { title: 'x', owner_id: ann.person_id, due_on: today }))
      .rows[0]
    const both = await Promise.all([clerk, ann].map(who => who.post('/api/tasks/finish', { task_id, outcome: 'x' })))
    assert.deepEqual(both.map(reply => reply.status).sort(), [200, 409])
  }
})

test('[TSK-9] who sees own customers sees their tasks and his own, and still those that went through his hands', async () => {
  const { org, clerk, ann, bob, customer, other } = await office()
  const boss = await org.as('finance_manager')
  await done(clerk, '/api/tasks', [
    { ...customer, title: 'Ann’s customer', due_on: today },
    { ...other, title: 'Bob’s customer', due_on: today },
    { title: 'no customer', due_on: today },
    { title: 'for Ann', owner_id: ann.person_id, due_on: today },
  ])
  assert.deepEqual((await titles(ann, { sort: 'title' })).sort(), ['Ann’s customer', 'for Ann'])
  assert.deepEqual(await titles(bob), ['Bob’s customer'])
  assert.equal((await titles(boss)).length, 4)
  const mine = (await ann.get('/api/tasks', { owner_id: ann.person_id })).body.rows[0]
  await done(ann, '/api/tasks/reassign', { task_id: mine.task_id, owner_id: boss.person_id })
  assert.deepEqual((await titles(ann)).sort(), ['Ann’s customer', 'for Ann'])
  assert.equal((await bob.get(`/api/tasks/${mine.task_id}`)).body.code, 'task_unknown')
})

test('[TSK-9] the list filters, sorts and pages in the database, without repeating or losing one', async () => {
  const { clerk, ann, customer, invoice } = await office()
  const drafts = Array.from({ length: 23 }, (_, at) => ({
    title: `t${String(at).padStart(2, '0')}`,
    due_on: addDays(today, at % 4),
    ...(at % 3 === 0 ? { due_time: `${String(8 + (at % 5)).padStart(2, '0')}:30` } : {}),
    ...(at % 2 === 0 ? customer : {}),
    ...(at % 5 === 0 ? { owner_id: ann.person_id, ...invoice } : {}),
  }))
  await done(clerk, '/api/tasks', drafts)
  for (const sort of ['due_on', '-due_on', 'recorded_at', '-recorded_at', 'title', '-title']) {
    const rows: { title: string; due_on: string; due_time: string | null }[] = []
    for (let after = ''; ; ) {
      const { body } = await clerk.get('/api/tasks', { sort, limit: '4', ...(after ? { after } : {}) })
      rows.push(...body.rows)
      if (!body.next) break
      after = body.next
    }
    assert.equal(new Set(rows.map(row => row.title)).size, 23, sort)
    const keys = rows.map(row => (sort.includes('due') ? `${row.due_on} ${row.due_time ?? '24:00'}` : row.title))
    if (!sort.includes('recorded'))
      assert.deepEqual(keys, sort.startsWith('-') ? keys.toSorted().toReversed() : keys.toSorted())
  }
  assert.equal((await titles(clerk, { owner_id: ann.person_id })).length, 5)
  assert.equal((await titles(clerk, { subject_id: invoice.subject_id })).length, 5)
  assert.equal((await titles(clerk, { customer_id: customer.subject_id })).length, 14)
  assert.equal((await titles(clerk, { due_from: addDays(today, 2), due_to: addDays(today, 2) })).length, 6)
  assert.deepEqual(await titles(clerk, { q: 't07' }), ['t07'])
  assert.equal(
    (await titles(clerk, { overdue: 'false' })).length + (await titles(clerk, { overdue: 'true' })).length,
    23,
  )
})

test('[TSK-5] everything wrong with many tasks is said at once', () => {
  const [me, gone, subject_id] = [newId() as string, newId() as string, newId() as string]
  const subject = {
    subject_kind: 'customer' as const,
    subject_id,
    customer_id: subject_id,
    entity_id: null,
    whole: false,
  }
  const before = {
    today: '2026-03-31' as Day,
    giver_id: me,
    subjects: new Map([[subject_id, subject]]),
    people: new Map([
      [me, 'active'],
      [gone, 'disabled'],
    ]),
    known: new Map<string, string>(),
  }
  const draft = { title: 'x', due_on: '2026-03-31' }
  const { problems } = decideTasks(before, [
    draft,
    { ...draft, due_on: '2026-03-30', owner_id: gone },
    { ...draft, owner_id: newId() },
    { ...draft, subject_kind: 'customer' },
    { ...draft, rule: 'r' },
    { ...draft, subject_kind: 'invoice', subject_id },
  ])
  assert.deepEqual(
    problems.map(problem => `${problem.index} ${problem.code}`),
    [
      '1 task_due_past',
      '1 person_disabled',
      '2 person_unknown',
      '3 field_missing',
      '4 field_missing',
      '5 subject_unknown',
    ],
  )
})

test('[TSK-8] who may change a task, as a table', () => {
  const [owner, giver, stranger] = [newId() as string, newId() as string, newId() as string]
  const task = { task_id: newId() as string, owner_id: owner, given_by: giver, state: 'open' } as Standing
  const code = (person_id: string, may_manage = false, anybody = false, state: Standing['state'] = 'open') =>
    decideStanding(new Map([[task.task_id, { ...task, state }]]), [task], { person_id, may_manage }, anybody)[0]
      ?.code ?? null
  assert.deepEqual(
    [
      code(owner),
      code(giver),
      code(stranger),
      code(stranger, true),
      code(stranger, false, true),
      code(owner, true, true, 'finished'),
    ],
    [null, null, 'task_of_another', null, null, 'task_not_open'],
  )
})
