import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import type { z } from 'zod'
import { type Line, waysTo } from '../server/kernel/contract.ts'
import { refusals } from '../server/kernel/refusals.ts'
import { newId } from '../server/kernel/values.ts'
import { type Client, type Reply, testHouse, testOrganisation } from '../server/testing/organisation.ts'

const house = await testHouse()
const lines = [...house.modules.kernel.lines.values()].flatMap(({ line }) => waysTo(line))
const guarded = lines.filter(line => line.permission !== 'public' && line.permission !== 'signed_in')

const pathOf = (line: Line, value: (name: string) => string = () => newId()) =>
  line.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(value(name).toWellFormed()))

async function ask(line: Line, headers: Record<string, string>, body: unknown, path = pathOf(line)): Promise<Reply> {
  const payload = line.method === 'GET' ? {} : { payload: body as object }
  const answer = await house.app.inject({ method: line.method, url: path, headers, ...payload })
  const json = /json/.test(String(answer.headers['content-type'])) && answer.payload !== ''
  return { status: answer.statusCode, body: json ? answer.json() : answer.payload, headers: answer.headers }
}

const bearer = (client: Client) => ({ authorization: `Bearer ${client.token}` })

test('every line is walked', () => assert.ok(lines.length > 30, `only ${lines.length} lines are mounted`))

test('[ACC-6] nobody is asked to sign in, by every line that is not public', async () => {
  const signs: Record<string, string>[] = [
    {},
    { authorization: 'Bearer dbk_nothing' },
    { authorization: `Bearer dbk_${'A'.repeat(43)}` },
    { authorization: 'Basic YTpi' },
    { cookie: 'duebook.session_token=forged.AAAA' },
  ]
  for (const line of lines.filter(one => one.permission !== 'public'))
    for (const headers of signs) {
      const answer = await ask(line, headers, {})
      assert.deepEqual([line.name, answer.status, answer.body.code], [line.name, 401, 'sign_in_needed'])
    }
})

test('[ACC-7] a role with every permission but the one that is asked for is refused, before anything is read', async () => {
  const { admin, as } = await testOrganisation()
  const all = (await admin.get('/api/permissions')).body.rows.map((row: { permission: string }) => row.permission)
  for (const permission of new Set(guarded.map(line => line.permission))) {
    const code = `without.${permission}`.slice(0, 40)
    const permissions = all.filter((one: string) => one !== permission)
    assert.equal((await admin.post('/api/roles', { code, name: code, name_en: code, permissions })).status, 200)
    const headers = bearer(await as(code))
    for (const line of guarded.filter(one => one.permission === permission)) {
      const answer = await ask(line, headers, { nonsense: true })
      const found = [line.name, answer.status, answer.body.code, answer.body.problems?.[0]?.params.permission]
      assert.deepEqual(found, [line.name, 403, 'permission_missing', permission])
    }
  }
})

const deep = '['.repeat(20_000) + ']'.repeat(20_000)

type Told = { params: { field?: string } }

/** Values that fit hardly any field. */
const odd: unknown[] = [
  null,
  12345,
  -1.5,
  true,
  '',
  '\u0000',
  '﻿',
  '\ud800',
  'x'.repeat(5000),
  [],
  [[]],
  {},
  { a: { b: [] } },
  '2026-02-30',
  newId(),
]

// What is no JSON at all is refused by its type; a few bodies show it.
const telling: readonly unknown[] = [undefined, '{"cut', deep]

const broken = [undefined, '', '{"cut', '[', 'null', '"text"', '12', '[[]]', '[null]', '{"__proto__":{"a":1}}', deep]

// Every line meets a third of what is broken and odd, another third the next time; `npm run soak` sends all to all.
const third = process.env.WALK_THIRD === 'all' ? null : Number(process.env.WALK_THIRD ?? Date.now() % 3)
const turn = <T>(values: readonly T[], at: number): T[] =>
  values.filter((_, index) => third === null || (index + at) % 3 === third)

test(`a broken body is refused by name, never with a fault of ours, ${third === null ? 'all of it' : `third ${third}`}`, async () => {
  const { admin } = await testOrganisation()
  const headers = bearer(admin)
  for (const [at, line] of lines.entries()) {
    for (const payload of turn(broken, at))
      for (const type of [
        'application/json',
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
      ])
        if (line.method !== 'GET' && (type === 'application/json' || telling.includes(payload))) {
          const own = { ...headers, 'content-type': type }
          const answer = await house.app.inject({
            method: line.method,
            url: pathOf(line),
            headers: own,
            ...(payload === undefined ? {} : { payload }),
          })
          known(line, payload, { status: answer.statusCode, body: bodyOf(answer.payload), headers: {} })
        }
    for (const value of turn(odd, at)) {
      const [named, fields] = [[] as string[], [] as string[]]
      for (const field of fieldsOf(line)) (line.path.includes(`:${field}`) ? named : fields).push(field)
      for (const field of named) {
        const path = pathOf(line, name => (name === field ? String(value).slice(0, 400) || ' ' : newId()))
        known(line, value, await ask(line, headers, {}, path))
      }
      const send = async (some: readonly string[]) => {
        const pairs = some.map((field): [string, unknown] => [field, value])
        const query = new URLSearchParams(pairs.map(([field, odd]) => [field, String(odd)]))
        const [body, path] =
          line.method === 'GET' ? [{}, `${pathOf(line)}?${query.toString()}`] : [Object.fromEntries(pairs), undefined]
        const answer = await ask(line, headers, body, path)
        known(line, value, answer)
        return answer
      }
      // What is refused among all is refused alone; what is taken is asked once more without the others.
      const { body } = fields.length > 0 ? await send(fields) : { body: null }
      const refused = new Set(((body?.problems ?? []) as Told[]).map(problem => problem.params.field?.split('.')[0]))
      for (const field of fields) if (fields.length > 1 && !refused.has(field)) await send([field])
    }
    const query = line.method === 'GET' ? '?nonsense=1&limit=0&limit=1e9&after=%00' : '?nonsense=1'
    known(line, query, await ask(line, headers, {}, `${pathOf(line)}${query}`))
  }
})

function known(line: Line, given: unknown, answer: Reply): void {
  const told = `${line.name} given ${JSON.stringify(given)?.slice(0, 100)}: ${answer.status} ${JSON.stringify(answer.body)}`
  assert.ok(answer.status < 500, told)
  if (answer.status < 400) return
  assert.ok(answer.body.code in refusals, told)
  for (const problem of answer.body.problems) assert.ok(problem.code in refusals, told)
}

function fieldsOf(line: Line): string[] {
  const input = (line.many ? (line.input as z.ZodArray<z.ZodType>).element : line.input) as { shape?: object }
  return Object.keys(input.shape ?? {})
}

function bodyOf(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    return payload
  }
}

async function owner<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: house.url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Every id that stands in a row of an organisation, whatever its table, by the name of its column. */
async function idsOf(client: pg.Client, org_id: number): Promise<Map<string, Set<string>>> {
  const columns = await client.query<{ table_name: string; column_name: string }>(
    `select c.table_name, c.column_name from information_schema.columns c
     join information_schema.columns o on o.table_schema = c.table_schema and o.table_name = c.table_name and o.column_name = 'org_id'
     where c.table_schema = 'public' and c.udt_name = 'uuid'`,
  )
  const ids = new Map<string, Set<string>>()
  for (const { table_name, column_name } of columns.rows) {
    const { rows } = await client.query<{ id: string }>(
      `select distinct "${column_name}"::text as id from "${table_name}" where org_id = $1 and "${column_name}" is not null limit 20`,
      [org_id],
    )
    const known = ids.get(column_name) ?? new Set()
    for (const { id } of rows) known.add(id)
    ids.set(column_name, known)
  }
  return ids
}

test('another organisation is never seen, neither in a list nor by an id', async () => {
  const [ours, theirs] = [await testOrganisation(), await testOrganisation()]
  await furnish(theirs.admin)
  const ids = await owner(client => idsOf(client, theirs.org_id))
  const secret = new Set([...ids.values()].flatMap(known => [...known]))
  assert.ok(secret.size > 20)
  const headers = bearer(ours.admin)
  for (const line of lines) {
    const names = [...line.path.matchAll(/:(\w+)/g)].map(match => match[1] as string)
    const tries = names.length === 0 ? [null] : [...(ids.get(names[0] ?? '') ?? secret)].slice(0, 10)
    for (const id of tries) {
      const path = pathOf(line, name => (name === names[0] && id ? id : newId()))
      const answer = await ask(line, headers, {}, path)
      known(line, path, answer)
      const sent = new Set(id ? [id] : [])
      const seen = (JSON.stringify(answer.body) ?? '').match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? []
      const leaked = seen.filter(one => secret.has(one) && !sent.has(one))
      assert.deepEqual([line.name, leaked], [line.name, []])
      if (id && line.kind === 'verb')
        assert.ok(answer.status >= 400, `${line.name} changed a row of another organisation`)
    }
    for (const field of fieldsOf(line).filter(name => ids.has(name) && !names.includes(name))) {
      const [id] = [...(ids.get(field) ?? [])]
      if (!id) continue
      const query = line.method === 'GET' ? `?${field}=${id}` : ''
      const answer = await ask(line, headers, { [field]: id }, `${pathOf(line)}${query}`)
      const leaked = [...secret].filter(one => one !== id && JSON.stringify(answer.body).includes(one))
      assert.deepEqual([line.name, leaked], [line.name, []])
    }
  }
})

/** Something to find in an organisation: of everything that a line can make without more than names. */
async function furnish(admin: Client): Promise<void> {
  await admin.post('/api/departments', { code: 'D', name: 'Secret' })
  await admin.post('/api/invitations', { name: 'Secret', email: `secret-${newId()}@example.com` })
  await admin.post('/api/people', { name: 'Secret', code: 'S' })
  await admin.post('/api/customers', { number: 'C01', name: 'Secret' })
  const write_off = await admin.put('/api/approval-policies/organisation.change', {
    condition: {},
    permission: 'approval.release.grant',
  })
  assert.equal(write_off.status, 200)
  assert.equal((await admin.put('/api/organisation', { name: 'Secret' })).status, 202)
}

/** How many rows a role sees; one that may not even look sees none. */
async function countOf(client: pg.Client, text: string): Promise<number> {
  try {
    return Number((await client.query<{ count: string }>(text)).rows[0]?.count)
  } catch (error) {
    assert.equal((error as { code?: string }).code, '42501')
    return 0
  }
}

test('the wall stands in the database: under the working roles every table shows one organisation, and writes to none other', async () => {
  const { org_id } = await testOrganisation()
  await owner(async client => {
    const { rows } = await client.query<{ name: string }>(
      `select t.table_name as name from information_schema.tables t
       join information_schema.columns c using (table_schema, table_name)
       where t.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name = 'org_id'`,
    )
    assert.ok(rows.length > 20)
    for (const role of ['duebook_app', 'duebook_scoped'])
      for (const { name } of rows) {
        await client.query(`begin; set local role ${role}; set local app.org = '${org_id}'`)
        const found = await countOf(client, `select count(*) from "${name}" where org_id <> ${org_id}`)
        assert.deepEqual([name, role, found], [name, role, 0])
        await client.query('rollback')
        await client.query(`begin; set local role ${role}`)
        const blind = await countOf(client, `select count(*) from "${name}"`)
        assert.deepEqual([name, role, blind], [name, role, 0])
        await client.query('rollback')
      }
  })
})

test('the working roles reach nothing of the identities', async () => {
  await owner(async client => {
    const { rows } = await client.query<{ table_name: string }>(
      `select table_name from information_schema.tables where table_schema = 'identity'`,
    )
    assert.ok(rows.length >= 8)
    for (const role of ['duebook_app', 'duebook_scoped'])
      for (const { table_name } of rows) {
        await client.query(`begin; set local role ${role}`)
        await assert.rejects(client.query(`select 1 from identity."${table_name}"`), { code: '42501' })
        await client.query('rollback')
      }
    await client.query('begin; set local role duebook_identity')
    await assert.rejects(client.query('select 1 from public.people'), { code: '42501' })
    await client.query('rollback')
  })
})
