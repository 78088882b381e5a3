import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type JobHandler, runJob } from '../kernel/jobs.ts'
import { runLine } from '../kernel/run.ts'
import { newId } from '../kernel/values.ts'
import { verifyAll } from '../ledger/verify.ts'
import { foundCompany } from './company.ts'
import { testHouse } from './organisation.ts'
import { random } from './random.ts'
import { asOwner } from './customers.ts'

const house = await testHouse()
const { jobs, identity, kernel } = house.modules
const size = { customers: 14, invoices: 60, months: 3, seed: 7 }

const found = () =>
  foundCompany(house.db, identity, jobs, { email: `demo-${newId()}@example.com`, password: newId(), size })

const shape = (org_id: number) =>
  asOwner<{ what: string; count: number; sum: string }>(
    `select kind as what, count(*)::int, sum(amount_minor)::text as sum from open_items where org_id = $1 group by 1
     union all select 'applied ' || kind, count(*)::int, sum(abs(delta_minor))::text from applications where org_id = $1 group by 1
     union all select 'event ' || name, count(*)::int, '' from events where org_id = $1 group by 1 order by 1`,
    [org_id],
  )

test('a made-up company has a past: every day of it is proved, as known on any day', async () => {
  const { org_id, job_id } = await found()
  await runJob(jobs, org_id, job_id)
  const [job] = await asOwner<{ state: string; done: string; total: string; result: unknown; created_by: string }>(
    'select * from jobs where org_id = $1 and job_id = $2',
    [org_id, job_id],
  )
  assert.deepEqual([job?.state, job?.done], ['done', job?.total], JSON.stringify(job?.result))
  const [organisation] = await asOwner('select is_demo, demo_at from organisations where org_id = $1', [org_id])
  assert.deepEqual(organisation, { is_demo: true, demo_at: null }, 'its clock is the real one now')
  const actor = await jobs.actorOf(org_id, job?.created_by as string)
  assert.ok(actor)
  const chance = random(7)
  const days = await asOwner<{ on: string; at: string }>(
    `select to_char(posted_on, 'YYYY-MM-DD') as on, to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
     from open_items where org_id = $1 order by recorded_at, item_id`,
    [org_id],
  )
  const totals = new Set<string>()
  for (let look = 0; look < 15; look++) {
    const input = { as_of: chance.pick(days).on, known_at: chance.pick(days).at }
    const line = kernel.lines.get('report.ageing')?.line
    const parsed = line?.input.parse({ ...input, basis: chance.pick(['due', 'invoice']) })
    const { answer } = await runLine(kernel, actor, 'report.ageing', parsed)
    const { proof, totals: columns } = answer as { proof: { agrees: boolean }; totals: { total_minor: string }[] }
    assert.equal(proof.agrees, true, JSON.stringify([input, proof]))
    totals.add(columns.map(column => column.total_minor).join())
  }
  assert.ok(totals.size > 5, 'the past was not always the same')
})

test('a filling that is cut short goes on where it was, and ends as if nothing had been', async () => {
  const [whole, cut] = [await found(), await found()]
  await runJob(jobs, whole.org_id, whole.job_id)
  const fill = jobs.handlers.get('demo.fill') as JobHandler
  jobs.handlers.set('demo.fill', run =>
    fill({
      ...run,
      async progress(done, total) {
        await run.progress(done, total)
        if (done > 70) throw new Error('the program ends here')
      },
    }),
  )
  await assert.rejects(runJob(jobs, cut.org_id, cut.job_id), /ends here/)
  jobs.handlers.set('demo.fill', fill)
  await runJob(jobs, cut.org_id, cut.job_id)
  assert.deepEqual(await shape(cut.org_id), await shape(whole.org_id))
})

test('in a made-up company a collector has customers of their own, and an auditor reads until a day', async () => {
  const { org_id, job_id } = await found()
  await runJob(jobs, org_id, job_id)
  const people = await asOwner<{ code: string; person_id: string; customers: string; ends: boolean }>(
    `select r.code, g.person_id, g.customers, g.valid_to is not null as ends
     from role_grants g join roles r using (org_id, role_id) join people p using (org_id, person_id)
     where g.org_id = $1 and r.code in ('collector', 'auditor') and p.user_id is not null order by r.code`,
    [org_id],
  )
  assert.deepEqual(
    people.map(({ code, customers, ends }) => [code, customers, ends]),
    [
      ['auditor', '', true],
      ['collector', 'own', false],
    ],
  )
  const rowsOf = async (person_id: string, name: string, input: object) => {
    const actor = await jobs.actorOf(org_id, person_id)
    assert.ok(actor)
    const { answer } = await runLine(kernel, actor, name, kernel.lines.get(name)?.line.input.parse(input))
    return (answer as { rows: unknown[] }).rows
  }
  const [auditor, collector] = people.map(one => one.person_id)
  const all = await rowsOf(auditor as string, 'customer.list', { limit: 200 })
  const own = await rowsOf(collector as string, 'customer.list', { limit: 200 })
  assert.ok(own.length > 0 && own.length < all.length, `${own.length} of ${all.length}`)
  const work = await rowsOf(collector as string, 'task.list', { owner_id: [collector] })
  assert.ok(work.length > 0)
})

test('verify has nothing to say of made-up companies', async () => {
  assert.deepEqual(await verifyAll(house.url), [])
})
