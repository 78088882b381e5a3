import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { type Instant, newId } from '../kernel/values.ts'
import { type Client, testHouse, testOrganisation } from '../testing/organisation.ts'
import { actorOf, actorWithin, type Access, type Grant } from './actors.ts'
import { conflictsAmong } from './duties.ts'
import { decideScope } from './grants.ts'
import { builtinRoles } from './builtin-roles.ts'
import { isPermission, permissions, permissionsOf } from './permissions.ts'

const house = await testHouse()
const inAMonth = () => new Date(Date.now() + 30 * 86_400_000).toISOString()

/** As the owner of the tables, for what no verb can do: let time pass, put an entity where no ledger is mounted. */
async function beside(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: house.url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

async function addEntity(org_id: number, code: string, country = 'GB'): Promise<string> {
  const entity_id = newId()
  await beside(client =>
    client.query(
      `insert into entities (org_id, entity_id, code, name, base_currency, standard, country, books_from, went_live_at, recorded_at)
       values ($1, $2, $3, $3, 'EUR', 'international', $4, '2010-01-01', now(), now())`,
      [org_id, entity_id, code, country],
    ),
  )
  return entity_id
}

async function asked(who: Client, permission: string, query: Record<string, string> = {}) {
  const { body } = await who.get('/api/permissions/why', { permission, ...query })
  return body
}

test('every permission that a mounted line or a verb asks for is in the list, and every role out of the box has some', () => {
  const words = [...house.modules.kernel.lines.values()].map(({ line }) => line.permission)
  const sources = globSync('server/**/*.ts', { cwd: join(import.meta.dirname, '../..'), exclude: ['**/*.test.ts'] })
  const asked = sources.flatMap(file =>
    [...readFileSync(join(import.meta.dirname, '../..', file), 'utf8').matchAll(/\bmay\(\w+, '([\w.]+)'\)/g)].map(
      match => match[1],
    ),
  )
  assert.ok(asked.length > 10)
  words.push(...asked.filter(word => word !== undefined))
  const unknown = words.filter(word => word !== 'public' && word !== 'signed_in' && !isPermission(word))
  assert.deepEqual([...new Set(unknown)], [])
  for (const { code } of builtinRoles) assert.ok(permissionsOf(code).length > 0, code)
  const changing = permissionsOf('auditor').filter(word => !/\.(read|export)$/.test(word))
  assert.deepEqual(changing, [])
  for (const { en, zh } of Object.values(permissions)) assert.ok(en && zh)
})

test('[ACC-13] no role out of the box conflicts with itself by the statute', () => {
  for (const { code } of builtinRoles) assert.deepEqual(conflictsAmong(permissionsOf(code), 'statute', true), [], code)
})

const grant = (entity_ids: string[] | null, customers: Grant['customers'], ...words: string[]): Grant => ({
  grant_id: newId(),
  role: 'r',
  entity_ids,
  customers,
  permissions: words,
})
const access = (...grants: Grant[]): Access => ({
  org_id: 1,
  person_id: newId(),
  department_id: null,
  locale: 'en',
  time_zone: 'UTC',
  clock: null,
  two_factor_roles: null,
  grants,
})

test('[ACC-7] two grants never add up to more than each gives', () => {
  const [e1, e2] = ['e1', 'e2']
  const both = access(grant([e1], '', 'invoice.read', 'invoice.issue'), grant([e2], '', 'invoice.read'))
  const issuing = actorOf(both, 'invoice.issue', 'session')
  assert.deepEqual(issuing.sight.entity_ids, [e1])
  assert.deepEqual([...issuing.permissions].toSorted(), ['invoice.issue', 'invoice.read'])
  const reading = actorOf(both, 'invoice.read', 'session')
  assert.deepEqual(reading.sight.entity_ids, [e1, e2])
  assert.deepEqual([...reading.permissions], ['invoice.read'])
  assert.deepEqual(actorOf(both, 'signed_in', 'session').sight.entity_ids, [])
  const mixed = access(grant(null, 'own', 'invoice.read'), grant([e2], '', 'invoice.read'))
  assert.deepEqual(actorOf(mixed, 'invoice.read', 'session').sight.customers, 'own')
  const key = { key_id: newId(), permissions: new Set(['invoice.read', 'receipt.read']), entity_ids: [e2, 'e3'] }
  const narrowed = actorOf(both, 'invoice.read', 'key', key)
  assert.deepEqual(narrowed.sight.entity_ids, [e2])
  assert.deepEqual([...narrowed.permissions], ['invoice.read'])
})

test('[ACC-17] longer work has the rights of when it was asked for, and of those what is left now', () => {
  const [e1, e2] = ['e1', 'e2']
  const rights = (entity_ids: string[] | null, customers: '' | 'own' | 'departments', ...permissions: string[]) => ({
    permissions,
    entity_ids,
    customers,
    department_ids: ['d1'],
    key_id: null,
  })
  const all = access(grant(null, '', 'invoice.read', 'invoice.issue', 'receipt.record'))
  const told = (who: Access, then: ReturnType<typeof rights>) => {
    const { sight, permissions } = actorWithin(who, then)
    return [sight.entity_ids, sight.customers, [...permissions].sort().join(' ')]
  }
  // A narrow key of one who may everything; a wide person who has become narrow; one who may nothing any more.
  assert.deepEqual(told(all, rights([e1], 'own', 'invoice.read')), [[e1], 'own', 'invoice.read'])
  assert.deepEqual(told(all, rights(null, '', 'invoice.issue', 'period.close')), [null, '', 'invoice.issue'])
  const narrow = access(grant([e1], 'own', 'invoice.read'))
  assert.deepEqual(told(narrow, rights(null, '', 'invoice.read', 'invoice.issue')), [[e1], 'own', 'invoice.read'])
  assert.deepEqual(told(narrow, rights([e2], '', 'invoice.read'))[0], [])
  assert.deepEqual(told(access(), rights(null, '', 'invoice.read')), [[], 'own', ''])
  // What is held now in another entity only is not exercised in the sight of then.
  const two = access(grant([e1], '', 'invoice.read'), grant([e2], '', 'invoice.read', 'invoice.issue'))
  assert.deepEqual(told(two, rights([e1], '', 'invoice.read', 'invoice.issue')), [[e1], '', 'invoice.read'])
  const moved = { ...all, department_id: 'd2' }
  assert.deepEqual(actorWithin(moved, rights(null, 'departments', 'invoice.read')).sight.department_ids, [])
})

test('[ACC-11] a grant fits its role: decision table', () => {
  const sales = {
    role_id: '',
    code: 'sales',
    customers: 'own' as const,
    must_expire: true,
    is_builtin: true,
    permissions: [],
  }
  const given = { person_id: newId(), role: 'sales', entity_ids: null, valid_from: null, valid_to: '2030-01-01' }
  const codes = (change: object) =>
    decideScope({ ...given, ...change }, sales, new Set(['e1'])).map(problem => problem.code)
  assert.deepEqual(codes({}), [])
  assert.deepEqual(codes({ valid_to: null }), ['grant_must_expire'])
  assert.deepEqual(codes({ customers: 'departments' }), ['grant_too_wide'])
  assert.deepEqual(codes({ customers: '' }), ['grant_too_wide'])
  assert.deepEqual(codes({ valid_from: '2031-01-01' }), ['grant_days_reversed'])
  assert.deepEqual(codes({ entity_ids: ['e1', 'e2'] }), ['entity_unknown'])
})

test('[ACC-8] a key may what its role and its person may, until it ends', async () => {
  const { admin, app, as, org_id } = await testOrganisation()
  const ask = (token: string, url: string) => app.inject({ url, headers: { authorization: `Bearer ${token}` } })
  const made = await admin.post(
    '/api/keys',
    { name: 'reader', role: 'auditor', expires_at: inAMonth() },
    { 'idempotency-key': 'k' },
  )
  assert.match(made.body.token, /^dbk_/)
  assert.equal((await ask(made.body.token, '/api/people')).statusCode, 200)
  assert.equal((await ask(made.body.token, '/api/keys')).statusCode, 403)
  const again = await admin.post(
    '/api/keys',
    { name: 'reader', role: 'auditor', expires_at: made.body.expires_at },
    { 'idempotency-key': 'k2' },
  )
  const twin = await admin.post(
    '/api/keys',
    { name: 'reader', role: 'auditor', expires_at: made.body.expires_at },
    { 'idempotency-key': 'k2' },
  )
  assert.deepEqual([twin.body.key_id, twin.body.token], [again.body.key_id, null])

  const weak = await as('administrator')
  const strong = await weak.post('/api/keys', { name: 'strong', role: 'finance_manager', expires_at: inAMonth() })
  assert.equal((await ask(strong.body.token, '/api/organisation')).statusCode, 200)
  const me = (await ask(strong.body.token, '/api/me')).json()
  assert.equal(me.permissions['invoice.issue'], undefined)

  for (const expires_at of [new Date(Date.now() - 1000).toISOString(), '2999-01-01T00:00:00Z'])
    assert.equal(
      (await admin.post('/api/keys', { name: 'x', role: 'auditor', expires_at })).body.code,
      'field_out_of_range',
    )
  await beside(client =>
    client.query(`update api_keys set expires_at = now() - interval '1 second' where org_id = $1 and key_id = $2`, [
      org_id,
      made.body.key_id,
    ]),
  )
  assert.equal((await ask(made.body.token, '/api/people')).statusCode, 401)
  await admin.post(`/api/keys/${again.body.key_id}/revoke`, {})
  assert.equal((await ask(again.body.token, '/api/people')).statusCode, 401)
  await admin.post(`/api/people/${weak.person_id}/disable`, {})
  assert.equal((await weak.get('/api/me')).status, 401)
})

const entityCodes = async (who: Client) =>
  (await who.get('/api/entities')).body.rows.map((row: { code: string }) => row.code)

test('[ACC-7] a scoped role sees its entities alone', async () => {
  const { admin, as, org_id } = await testOrganisation()
  const [e1, e2] = [await addEntity(org_id, 'S1'), await addEntity(org_id, 'S2')]
  const clerk = await as('receivables_clerk', { entity_ids: [e1] })
  assert.deepEqual(await entityCodes(clerk), ['S1'])
  assert.ok((await entityCodes(admin)).includes('S2'))
  const manager = await as('finance_manager', { entity_ids: [e1] })
  assert.equal((await manager.put(`/api/entities/${e2}`, { name: 'taken' })).body.code, 'entity_unknown')
  assert.equal((await manager.put(`/api/entities/${e1}`, { name: 'named' })).body.name, 'named')
})

test('[ACC-15] the system says why one may or may not', async () => {
  const { admin, as, org_id } = await testOrganisation()
  const e1 = await addEntity(org_id, 'W1')
  const e2 = await addEntity(org_id, 'W2')
  const clerk = await as('receivables_clerk', { entity_ids: [e1], name: 'Clerk' })
  assert.equal((await asked(clerk, 'invoice.issue')).reason, 'granted')
  assert.equal((await asked(clerk, 'invoice.issue', { entity_id: e1 })).may, true)
  assert.equal(
    (await asked(admin, 'invoice.issue', { entity_id: e2, person_id: clerk.person_id })).reason,
    'out_of_scope',
  )
  const not = await asked(clerk, 'item.write_off')
  assert.deepEqual([not.may, not.reason, not.grants], [false, 'not_granted', []])
  assert.ok(not.roles.includes('finance_manager'))
  assert.deepEqual(
    not.could_be_given_by.map((row: { person_id: string }) => row.person_id),
    [admin.person_id],
  )
  const give = (body: object) => admin.post('/api/grants', { person_id: clerk.person_id, role: 'legal', ...body })
  await give({ valid_from: '2990-01-01' })
  assert.equal((await asked(clerk, 'organisation.read', {})).reason, 'granted')
  const collector = await as('collector', { valid_to: '2020-01-01' })
  assert.equal((await asked(admin, 'report.export', { person_id: collector.person_id })).reason, 'expired')
  assert.equal((await collector.get('/api/organisation')).status, 403)
  const grants = (await admin.get('/api/grants', { person_id: clerk.person_id })).body.rows as {
    grant_id: string
    role: string
  }[]
  await admin.post(`/api/grants/${grants.find(grant => grant.role === 'receivables_clerk')?.grant_id}/revoke`, {})
  assert.equal((await asked(admin, 'invoice.issue', { person_id: clerk.person_id })).reason, 'revoked')
  assert.equal((await asked(admin, 'item.read', { person_id: clerk.person_id })).reason, 'not_yet')
  assert.equal(
    (await clerk.get('/api/permissions/why', { permission: 'item.read', person_id: admin.person_id })).status,
    403,
  )
  assert.equal((await admin.get('/api/permissions/why', { permission: 'nothing' })).body.code, 'permission_unknown')
})

test('[ACC-12] [ACC-13] duties that conflict are refused, or reviewed by somebody named', async () => {
  const { admin, as, org_id } = await testOrganisation()
  const [cashier, reviewer] = [await as('cashier'), await as('general_manager')]
  const give = (person_id: string, role: string, compensated_by?: string) =>
    admin.post('/api/grants', { person_id, role, ...(compensated_by ? { compensated_by } : {}) })
  const statute = await give(cashier.person_id, 'receivables_clerk', reviewer.person_id)
  assert.equal(statute.body.code, 'duty_conflict')
  assert.equal(statute.body.problems[0].params.profile, 'statute')
  assert.equal(statute.body.problems[0].params.forbidden, true)

  const second = await as('administrator')
  assert.equal((await give(second.person_id, 'receivables_clerk')).body.code, 'duty_conflict')
  assert.equal((await give(second.person_id, 'receivables_clerk', second.person_id)).body.code, 'duty_conflict')
  const reviewed = await give(second.person_id, 'receivables_clerk', reviewer.person_id)
  assert.equal(reviewed.status, 200)
  assert.ok(reviewed.body.conflicts.length > 0)
  const duties = (await admin.get('/api/duties')).body.rows as { person_id: string; uncompensated: boolean }[]
  assert.equal(duties.find(row => row.person_id === second.person_id)?.uncompensated, false)
  assert.equal(duties.find(row => row.person_id === admin.person_id)?.uncompensated, true)

  await beside(client => client.query(`update entities set country = 'GB' where org_id = $1`, [org_id]))
  assert.equal((await admin.put('/api/organisation', { statute_off: true })).body.statute_applies, false)
  await addEntity(org_id, 'CN1', 'CN')
  assert.equal((await admin.get('/api/organisation')).body.statute_applies, true)
  assert.equal((await admin.put('/api/organisation', { statute_off: true })).body.code, 'statute_profile_required')
  assert.equal((await give(cashier.person_id, 'receivables_clerk')).body.code, 'duty_conflict')
})

test('[ACC-14] somebody who can give roles remains, also when two leave at once', async () => {
  const { admin, as } = await testOrganisation()
  const other = await as('administrator')
  const grantsOf = async (person_id: string) =>
    (await admin.get('/api/grants', { person_id, revoked: 'false' })).body.rows as { grant_id: string; role: string }[]
  const mine = (await grantsOf(admin.person_id)).filter(grant => grant.role !== 'administrator')
  assert.equal((await other.post(`/api/people/${other.person_id}/disable`, {})).body.code, 'person_is_self')
  for (const grant of mine)
    if (grant.role === 'finance_manager') await other.post(`/api/grants/${grant.grant_id}/revoke`, {})
  const [a] = await grantsOf(other.person_id)
  const everything = mine.find(grant => grant.role === 'everything')
  const b = (await grantsOf(admin.person_id)).find(grant => grant.role === 'administrator')
  await other.post(`/api/grants/${everything?.grant_id}/revoke`, {})
  const answers = await Promise.all([
    other.post(`/api/grants/${b?.grant_id}/revoke`, {}),
    admin.post(`/api/grants/${a?.grant_id}/revoke`, {}),
  ])
  const done = answers.filter(answer => answer.status === 200)
  assert.equal(done.length, 1)
})

test('[ACC-9] people and departments: unique, many at once, all problems at once', async () => {
  const { admin } = await testOrganisation()
  const [d] = (await admin.post('/api/departments', [{ code: 'SALES', name: '销售部' }])).body.rows
  const refused = await admin.post('/api/people', [
    { name: 'A', code: 'S1', department_id: d.department_id },
    { name: 'B', code: 'S1' },
    { name: 'C', department_id: newId() },
    { name: 'D', email: 'd@example.com' },
    { name: 'E', email: 'D@example.com' },
  ])
  const found = refused.body.problems.map((problem: { index: number; code: string }) => [problem.index, problem.code])
  assert.deepEqual(found, [
    [1, 'person_code_taken'],
    [2, 'department_unknown'],
    [4, 'person_email_taken'],
  ])
  const made = await admin.post('/api/people', [
    { name: '王伟', code: 'S1', department_id: d.department_id },
    { name: 'B' },
  ])
  assert.equal(made.body.rows.length, 2)
  const races = await Promise.all([1, 2, 3, 4].map(() => admin.post('/api/departments', { code: 'RACE', name: 'R' })))
  assert.deepEqual(
    races.map(race => race.status).toSorted((a, b) => a - b),
    [200, 409, 409, 409],
  )
  const first = await admin.get('/api/people', { limit: '2' })
  const next = await admin.get('/api/people', { limit: '2', after: first.body.next })
  assert.equal(next.body.rows.length, 1)
  assert.equal((await admin.get('/api/people', { search: '王' })).body.rows[0].code, 'S1')
  assert.equal(
    (await admin.put(`/api/people/${made.body.rows[1].person_id}`, { code: 'S1' })).body.code,
    'person_code_taken',
  )
  assert.equal((await admin.put(`/api/people/${made.body.rows[1].person_id}`, { code: 'S2', name: 'Bea' })).status, 200)
})

test('roles of one’s own are made and changed, those out of the box are not', async () => {
  const { admin, as } = await testOrganisation()
  const made = await admin.post('/api/roles', {
    code: 'helper',
    name: '助理',
    name_en: 'Helper',
    permissions: ['invoice.read', 'invoice.read'],
  })
  assert.equal(made.status, 200)
  assert.equal(
    (await admin.post('/api/roles', { code: 'helper', name: 'x', name_en: 'x', permissions: [] })).body.code,
    'role_code_taken',
  )
  assert.equal(
    (await admin.put(`/api/roles/${made.body.role_id}`, { permissions: ['nothing.here'] })).body.code,
    'permission_unknown',
  )
  const person = await as('cashier')
  await admin.post('/api/grants', { person_id: person.person_id, role: 'helper' })
  assert.equal(
    (await admin.put(`/api/roles/${made.body.role_id}`, { permissions: ['invoice.issue'] })).body.code,
    'duty_conflict',
  )
  assert.equal((await admin.put(`/api/roles/${made.body.role_id}`, { permissions: ['report.read'] })).status, 200)
  const roles = (await admin.get('/api/roles')).body.rows as { code: string; role_id: string; permissions: string[] }[]
  assert.deepEqual(roles.find(role => role.code === 'helper')?.permissions, ['report.read'])
  const builtin = roles.find(role => role.code === 'auditor')
  assert.equal((await admin.put(`/api/roles/${builtin?.role_id}`, { name: 'x' })).body.code, 'role_builtin')
  assert.equal(
    (await admin.post('/api/grants', { person_id: person.person_id, role: 'auditor' })).body.code,
    'grant_must_expire',
  )
})

test('everybody in a made-up company hears how far its filling is, and nobody elsewhere', async () => {
  const demo = await testOrganisation({ demo_at: '2025-03-07T04:00:00.000000Z' as Instant })
  const told = async (who: Client) => (await who.get('/api/organisation/filling', {})).body.filling
  const collector = await demo.as('collector')
  assert.equal(await told(collector), null)
  const job_id = newId()
  const put = (org_id: number, person_id: string) =>
    beside(client =>
      client.query(
        `insert into jobs (org_id, job_id, kind, input, state, done, total, created_by)
         values ($1, $2, 'demo.fill', '{}', 'running', 65, 730, $3)`,
        [org_id, job_id, person_id],
      ),
    )
  await put(demo.org_id, demo.admin.person_id)
  assert.deepEqual(await told(collector), { on: '2025-03-07', done: 65, total: 730 })
  await beside(client => client.query(`update jobs set state = 'done' where job_id = $1`, [job_id]))
  assert.equal(await told(collector), null)
  const real = await testOrganisation()
  await beside(client => client.query('delete from jobs where job_id = $1', [job_id]))
  await put(real.org_id, real.admin.person_id)
  assert.equal(await told(real.admin), null)
  await beside(client => client.query('delete from jobs where job_id = $1', [job_id]))
})
