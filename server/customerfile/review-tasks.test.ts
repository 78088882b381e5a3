import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { runWaiting } from '../kernel/jobs.ts'
import { newId } from '../kernel/values.ts'
import { programWithMail } from '../testing/colleagues.ts'
import { asOwner, create, type Founded, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'
import { postOffice } from '../testing/post-office.ts'
import { reviewSweep } from './review-tasks.ts'

const { db } = await testHouse()
const { mail } = await postOffice()
const { jobs } = await programWithMail(mail, pino({ level: 'silent' }))

async function morning(org: Founded) {
  await reviewSweep(db).run(org.org_id)
  await runWaiting(jobs, org.org_id)
}

const tasksOf = (org: Founded, state: string) =>
  asOwner<{ subject_id: string; owner_id: string; title: string; rule: string }>(
    `select subject_id, owner_id, title, rule from tasks where org_id = $1 and state = $2 order by rule, subject_id`,
    [org.org_id, state],
  )

test('[CUS-37] a file that is due for review raises one task, for the salesperson, which ends with the review', async () => {
  const org = await founded()
  const [entity_id] = org.entities
  const sales = await org.as('sales', { name: 'Sales' })
  const rows = await create(
    org,
    { number: 'OLD', name: 'Old', accounts: [{ entity_id, salesperson_id: sales.person_id }] },
    { number: 'NEW', name: 'New' },
    { number: 'GONE', name: 'Gone' },
  )
  const id = (number: string) => rows.find(row => row.number === number)?.customer_id as string
  await asOwner(`update people set user_id = $2 where person_id = $1`, [sales.person_id, newId()])
  await asOwner(`update customers set reviewed_on = '2020-05-01' where org_id = $1 and number <> 'NEW'`, [org.org_id])
  await asOwner(`update customers set state = 'archived' where org_id = $1 and number = 'GONE'`, [org.org_id])
  await morning(org)
  await morning(org)
  const tasks = await tasksOf(org, 'open')
  assert.deepEqual(
    tasks.map(({ subject_id, owner_id, rule }) => [subject_id, owner_id, rule]),
    [[id('OLD'), sales.person_id, 'customer.review.2021-05-01']],
  )
  assert.match(tasks[0]?.title ?? '', /Old/)
  await done(org.admin, '/api/customer-reviews', [{ customer_id: id('OLD') }])
  await morning(org)
  assert.deepEqual(await tasksOf(org, 'open'), [])
  assert.equal((await tasksOf(org, 'dropped')).length, 1)
})

test('[CUS-37] what was closed does not come back for the same day, and no more than twenty are open at once', async () => {
  const org = await founded()
  await create(
    org,
    ...Array.from({ length: 25 }, (_, at) => ({ number: `K${String(at).padStart(2, '0')}`, name: `Kunde ${at}` })),
  )
  await asOwner(`update customers set reviewed_on = '2020-05-01' where org_id = $1`, [org.org_id])
  await morning(org)
  const first = await tasksOf(org, 'open')
  assert.equal(first.length, 20)
  await asOwner(
    `update tasks set state = 'finished', outcome = 'Seen', closed_at = now(), closed_by = owner_id
    where org_id = $1`,
    [org.org_id],
  )
  await morning(org)
  const second = await tasksOf(org, 'open')
  assert.equal(second.length, 5)
  assert.ok(second.every(task => !first.some(one => one.subject_id === task.subject_id)))
})
