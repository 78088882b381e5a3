import { after } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { foundOrganisation } from '../access/set-up.ts'
import { newKeyToken } from '../access/keys.ts'
import type { BuiltinRole } from '../access/builtin-roles.ts'
import { permissions } from '../access/permissions.ts'
import type { Modules } from '../app.ts'
import { type Tx, transaction } from '../db/connect.ts'
import { insertRows } from '../db/insert.ts'
import { type Instant, newId } from '../kernel/values.ts'
import { openHouseAt, type TestHouse } from './house.ts'

/** What a request was answered. */
// oxlint-disable-next-line no-explicit-any -- a test knows the shape of what it asked for
export type Reply = { status: number; body: any; headers: Record<string, unknown> }

/** Somebody who asks over HTTP, as the bearer of an API key. */
export type Client = {
  readonly person_id: string
  readonly token: string
  get: (path: string, query?: Record<string, string | string[]>) => Promise<Reply>
  post: (path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>
  put: (path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>
}

/** The scope of somebody's role, and when it ends. */
export type ClientScope = {
  entity_ids?: string[]
  customers?: '' | 'own' | 'departments'
  department_id?: string
  valid_to?: string
  name?: string
}

type RoleCode = BuiltinRole | 'everything' | (string & {})

export type TestOrganisation = {
  app: FastifyInstance
  org_id: number
  /** The entity E1, once the ledger can open its books. */
  entity_id: string
  /** Administrator who holds every permission besides, so that a test can arrange anything in one line. */
  admin: Client
  /** Somebody new with one role ('everything' holds every permission, or one's own by its code); each call is another person. */
  as: (role: RoleCode, scope?: ClientScope) => Promise<Client>
}

let house: ReturnType<typeof openHouseAt> | undefined
let shared = false

/** A file of tests closes the house behind it; a process of many files, written by tests/run.ts, says so first. @public */
export function shareHouse(): void {
  shared = true
}

/** Closes the house, where one was opened. */
export async function closeHouse(): Promise<void> {
  await (await house)?.close()
}

// Here, where no test runs yet: a hook made later, in the course of one, ends with that one.
after(() => (shared ? undefined : closeHouse()))

/** The whole server on the database of `DUEBOOK_TEST_URL`, once for a file of tests and closed behind it. */
export function testHouse(): Promise<TestHouse> {
  house ??= openHouse()
  return house
}

function openHouse() {
  const url = process.env.DUEBOOK_TEST_URL
  if (!url) throw new Error('DUEBOOK_TEST_URL names the migrated database of the tests; see npm test')
  return openHouseAt(url)
}

/**
 * A new organisation of a test's own in the shared database, with the entity E1 once the ledger is mounted. `demo_at`
 * sets its clock. People get API keys, since hashing passwords takes long.
 */
export async function testOrganisation(options: { demo_at?: Instant } = {}): Promise<TestOrganisation> {
  const { app, db, modules } = await testHouse()
  const made = await transaction(db.main, 'verb', null, async tx => {
    const input = {
      organisation: `Test ${newId()}`,
      name: 'Admin',
      email: null,
      locale: 'en',
      time_zone: 'Asia/Shanghai',
    }
    const { made, role_ids } = await foundOrganisation(tx, input, { ...options, via: 'local' })
    const everything = { role_id: newId(), code: 'everything', name: '全部权限', name_en: 'Everything' }
    await insertRows(tx, 'roles', made.org_id, [everything])
    const rows = Object.keys(permissions).map(permission => ({ role_id: everything.role_id, permission }))
    await insertRows(tx, 'role_permissions', made.org_id, rows)
    const roles = new Map([...role_ids, ['everything', everything.role_id]])
    const grant = { person_id: made.person_id, role_id: everything.role_id, recorded_at: longAgo }
    await insertRows(tx, 'role_grants', made.org_id, [{ grant_id: newId(), ...grant }])
    return { ...made, roles, token: await issueKey(tx, made.org_id, made.person_id, everything.role_id) }
  })
  const { org_id, roles } = made
  const admin = client(app, made.token, made.person_id)
  const as = async (role: RoleCode, scope: ClientScope = {}) => {
    const person_id = newId() as string
    const sight = { org_id, person_id: null, entity_ids: null, customers: '' as const, department_ids: [] }
    const token = await transaction(db.main, 'verb', sight, async tx => {
      const role_id = roles.get(role) ?? (await ownRole(tx, org_id, role))
      const {
        department_id = null,
        entity_ids = null,
        customers = scopes[role] ?? '',
        valid_to = null,
        name = role,
      } = scope
      await insertRows(tx, 'people', org_id, [{ person_id, name, department_id, recorded_at: longAgo }])
      const grant = { person_id, role_id, entity_ids, customers, valid_to, recorded_at: longAgo }
      await insertRows(tx, 'role_grants', org_id, [{ grant_id: newId(), ...grant }])
      return issueKey(tx, org_id, person_id, role_id)
    })
    return client(app, token, person_id)
  }
  return { app, org_id, entity_id: await openEntity(modules, admin), admin, as }
}

const longAgo = '2000-01-01T00:00:00.000000Z'
const scopes: Partial<Record<string, '' | 'own' | 'departments'>> = {
  sales: 'own',
  external_lawyer: 'own',
  sales_manager: 'departments',
}

async function ownRole(tx: Tx, org_id: number, code: string): Promise<string> {
  const row = await tx.first(
    sql<{ role_id: string }>`select role_id from roles where org_id = ${org_id} and code = ${code}`,
  )
  if (!row) throw new Error(`There is no role ${code}`)
  return row.role_id
}

async function issueKey(tx: Tx, org_id: number, person_id: string, role_id: string): Promise<string> {
  const { token, token_hash, prefix } = newKeyToken()
  const key = { key_id: newId(), name: 'test', prefix, token_hash, role_id, created_by: person_id }
  const times = { created_at: longAgo, expires_at: '2999-01-01T00:00:00.000000Z' }
  await insertRows(tx, 'api_keys', org_id, [{ ...key, ...times }])
  return token
}

async function openEntity(modules: Modules, admin: Client): Promise<string> {
  if (!modules.kernel.lines.has('entity.create')) return ''
  const body = { code: 'E1', name: '测试公司', base_currency: 'CNY', standard: 'cas', books_from: '2010-01-01' }
  const made = await admin.post('/api/entities', body)
  if (made.status !== 200) throw new Error(`The entity E1 was refused: ${JSON.stringify(made.body)}`)
  return made.body.entity_id ?? made.body.rows?.[0]?.entity_id
}

function client(app: FastifyInstance, token: string, person_id: string): Client {
  const send = async (
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    options: object,
    headers: Record<string, string> = {},
  ) => {
    const answer = await app.inject({
      method,
      url,
      ...options,
      headers: { authorization: `Bearer ${token}`, ...headers },
    })
    return { status: answer.statusCode, body: bodyOf(answer.payload), headers: answer.headers }
  }
  return {
    person_id,
    token,
    get: (path, query = {}) => send('GET', path, { query }),
    post: (path, body, headers) => send('POST', path, body === undefined ? {} : { payload: body as object }, headers),
    put: (path, body, headers) => send('PUT', path, body === undefined ? {} : { payload: body as object }, headers),
  }
}

function bodyOf(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    return payload
  }
}
