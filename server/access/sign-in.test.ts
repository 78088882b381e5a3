import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import pg from 'pg'
import { getMigrations } from 'better-auth/db/migration'
import { setUp } from './set-up.ts'
import { authOptions } from './identity.ts'
import { newId } from '../kernel/values.ts'
import { openHouseAt, type TestHouse, testOrigin } from '../testing/house.ts'
import { testHouse } from '../testing/organisation.ts'
import { scratchDatabase } from '../testing/scratch.ts'

const house = await testHouse()

/** A browser: keeps cookies, sends its origin. */
function browser(at: TestHouse = house, address = `10.${random()}.${random()}.${random()}`) {
  const cookies = new Map<string, string>()
  const send = async (
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await at.app.inject({
      method,
      url,
      remoteAddress: address,
      headers: { origin: testOrigin, 'user-agent': 'story', ...(cookie ? { cookie } : {}), ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    })
    for (const { name, value, maxAge } of answer.cookies as { name: string; value: string; maxAge?: number }[])
      if (maxAge === 0) cookies.delete(name)
      else cookies.set(name, encodeURIComponent(value))
    return { status: answer.statusCode, body: answer.payload ? answer.json() : null, answer }
  }
  return {
    cookies,
    get: (url: string, headers?: Record<string, string>) => send('GET', url, undefined, headers),
    post: (url: string, body: unknown = {}, headers?: Record<string, string>) => send('POST', url, body, headers),
    put: (url: string, body: unknown) => send('PUT', url, body),
    signIn: (email: string, password: string) => send('POST', '/api/auth/sign-in/email', { email, password }),
  }
}
const random = () => Math.floor(Math.random() * 256)

const password = 'a right long sentence 42'
async function company() {
  const email = `boss-${newId()}@example.com`
  const input = { organisation: 'Story', name: 'Boss', email, password, locale: 'en', time_zone: 'Asia/Shanghai' }
  return { email, ...(await setUp(house.db, house.identity, input)) }
}

test('[ACC-6] sign in, be somebody, sign out; nothing tells whether the address exists', async () => {
  const { email, org_id } = await company()
  const web = browser()
  assert.equal((await web.get('/api/me')).status, 401)
  const wrong = await web.signIn(email, 'not the password')
  const unknown = await web.signIn(`nobody-${newId()}@example.com`, 'not the password')
  const malformed = await web.signIn('not an address', 'not the password')
  for (const answer of [wrong, unknown, malformed]) {
    assert.equal(answer.status, 401)
    assert.equal(answer.body.code, 'sign_in_wrong')
    assert.deepEqual(answer.body.problems, wrong.body.problems)
  }
  const right = await web.signIn(email.toUpperCase(), password)
  assert.equal(right.status, 200)
  assert.deepEqual(right.body, { ok: true })
  const cookie = String(right.answer.headers['set-cookie'])
  assert.match(cookie, /HttpOnly/i)
  assert.match(cookie, /SameSite=Lax/i)
  const me = await web.get('/api/me')
  assert.equal(me.body.organisation.org_id, org_id)
  assert.equal(me.body.via, 'session')
  assert.deepEqual(me.body.warnings, ['second_factor_missing'])
  assert.equal((await web.post('/api/auth/sign-out')).status, 200)
  assert.equal((await web.get('/api/me')).status, 401)
  await web.signIn(email, password)
  const signIns = await web.get('/api/sign-ins')
  const kinds = signIns.body.rows.map((row: { kind: string }) => row.kind)
  assert.deepEqual(kinds, ['signed_in', 'signed_out', 'signed_in', 'sign_in_failed'])
})

test('[ACC-2] nobody signs up, and nothing else of the library is reachable', async () => {
  const web = browser()
  const body = { email: 'x@example.com', password, name: 'X' }
  for (const path of [
    '/api/auth/sign-up/email',
    '/api/auth/update-user',
    '/api/auth/request-password-reset',
    '/api/auth/delete-user',
  ])
    assert.equal((await web.post(path, body)).status, 404)
  const forged = browser()
  forged.cookies.set('duebook.session_token', encodeURIComponent(`${'x'.repeat(32)}.${'A'.repeat(43)}=`))
  assert.equal((await forged.get('/api/me')).status, 401)
})

test('[ACC-4] guessing at an account is limited, also from many addresses and all at once', async () => {
  const { email } = await company()
  const answers = await Promise.all(Array.from({ length: 14 }, () => browser().signIn(email, 'wrong wrong wrong')))
  const limited = answers.filter(answer => answer.status === 429)
  assert.equal(limited.length, 4)
  assert.equal(limited[0]?.body.code, 'too_many_requests')
  assert.equal((await browser().signIn(email, password)).status, 429)
  const unknown = `nobody-${newId()}@example.com`
  for (let guess = 0; guess < 10; guess++) assert.equal((await browser().signIn(unknown, 'wrong wrong')).status, 401)
  assert.equal((await browser().signIn(unknown, 'wrong wrong')).status, 429)
})

test('[ACC-4] guessing from an address is limited', async () => {
  const address = `192.0.2.${random()}`
  await house.identity.pool.query(
    'insert into guesses (bucket, count) values ($1, 59) on conflict (bucket) do update set count = 59, since = now()',
    [`address ${address}`],
  )
  const web = browser(house, address)
  assert.equal((await web.signIn(`a-${newId()}@example.com`, 'wrong wrong')).status, 401)
  assert.equal((await web.signIn(`b-${newId()}@example.com`, 'wrong wrong')).status, 429)
  const { email } = await company()
  assert.equal((await browser().signIn(email, password)).status, 200)
})

test('[ACC-5] a second factor is enrolled, asked for, good once, and replaced by a backup code', async () => {
  const { email } = await company()
  const web = browser()
  await web.signIn(email, password)
  assert.equal((await web.put('/api/organisation', { require_second_factor: ['administrator'] })).status, 200)
  const blocked = await web.get('/api/organisation')
  assert.equal(blocked.body.code, 'second_factor_needed')
  assert.equal((await web.get('/api/me')).body.second_factor.required, true)

  assert.equal((await web.post('/api/auth/two-factor/enable', { password: 'wrong' })).body.code, 'password_wrong')
  const enrolled = await web.post('/api/auth/two-factor/enable', { password })
  const secret = Secret.fromBase32(new URL(enrolled.body.totp_uri).searchParams.get('secret') ?? '')
  const totp = new TOTP({ secret, digits: 6, period: 30 })
  const now = Date.now()
  const first = totp.generate({ timestamp: now })
  assert.equal((await web.post('/api/auth/two-factor/verify-totp', { code: first })).status, 200)
  assert.equal((await web.get('/api/organisation')).status, 200)

  const other = browser()
  const asked = await other.signIn(email, password)
  assert.equal(asked.status, 401)
  assert.equal(asked.body.code, 'second_factor_needed')
  assert.equal((await other.get('/api/me')).status, 401)
  assert.equal(
    (await other.post('/api/auth/two-factor/verify-totp', { code: '000000' })).body.code,
    'second_factor_wrong',
  )
  const code = totp.generate({ timestamp: now + 30_000 })
  assert.equal((await other.post('/api/auth/two-factor/verify-totp', { code })).status, 200)
  assert.equal((await other.get('/api/organisation')).status, 200)

  const third = browser()
  await third.signIn(email, password)
  assert.notEqual((await third.post('/api/auth/two-factor/verify-totp', { code })).status, 200)
  assert.equal((await third.get('/api/me')).status, 401)
  await third.signIn(email, password)
  const backup = enrolled.body.backup_codes[0]
  assert.equal((await third.post('/api/auth/two-factor/verify-backup-code', { code: backup })).status, 200)
  assert.equal((await third.get('/api/organisation')).status, 200)
  const fourth = browser()
  await fourth.signIn(email, password)
  assert.equal(
    (await fourth.post('/api/auth/two-factor/verify-backup-code', { code: backup })).body.code,
    'second_factor_wrong',
  )
})

test('[ACC-16] an administrator takes a lost second factor off another, not off himself', async () => {
  const { email, person_id } = await company()
  const boss = browser()
  await boss.signIn(email, password)
  const clerk = `clerk-${newId()}@example.com`
  const invited = (await boss.post('/api/invitations', { name: 'Clerk', email: clerk })).body
  await browser().post('/api/invitations/accept', { token: invited.token, password })
  const web = browser()
  await web.signIn(clerk, password)
  const uri = (await web.post('/api/auth/two-factor/enable', { password })).body.totp_uri
  const secret = Secret.fromBase32(new URL(uri).searchParams.get('secret') ?? '')
  const code = new TOTP({ secret }).generate()
  assert.equal((await web.post('/api/auth/two-factor/verify-totp', { code })).status, 200)
  assert.equal((await browser().signIn(clerk, password)).body.code, 'second_factor_needed')
  const forget = (who: string) => boss.post(`/api/people/${who}/second-factor/forget`, { reason: 'lost phone' })
  assert.equal((await forget(person_id)).body.code, 'person_is_self')
  assert.equal((await forget(invited.person_id)).status, 200)
  assert.equal((await web.get('/api/me')).status, 401)
  assert.equal((await browser().signIn(clerk, password)).status, 200)
})

test('[ACC-6] sessions are listed and ended, and a new password ends the others', async () => {
  const { email, person_id } = await company()
  const [one, two] = [browser(), browser()]
  await one.signIn(email, password)
  await two.signIn(email, password)
  const sessions = (await one.get('/api/sessions')).body.rows as { session_id: string; current: boolean }[]
  assert.equal(sessions.length, 2)
  const other = sessions.find(session => !session.current)
  assert.equal((await one.post(`/api/sessions/${other?.session_id}/end`)).body.ended, 1)
  assert.equal((await two.get('/api/me')).status, 401)
  assert.equal((await one.get('/api/me')).status, 200)

  await two.signIn(email, password)
  const next = 'another long sentence 43'
  assert.equal(
    (await one.post('/api/auth/change-password', { currentPassword: 'no', newPassword: next })).body.code,
    'password_wrong',
  )
  assert.equal(
    (await one.post('/api/auth/change-password', { currentPassword: password, newPassword: 'short' })).body.code,
    'password_too_short',
  )
  assert.equal(
    (await one.post('/api/auth/change-password', { currentPassword: password, newPassword: 'Password123!' })).body.code,
    'password_common',
  )
  assert.equal(
    (await one.post('/api/auth/change-password', { currentPassword: password, newPassword: next })).status,
    200,
  )
  assert.equal((await two.get('/api/me')).status, 401)
  assert.equal((await one.get('/api/me')).status, 200)
  assert.equal((await browser().signIn(email, password)).status, 401)
  assert.equal((await two.signIn(email, next)).status, 200)
  assert.equal((await one.post(`/api/people/${person_id}/sessions/end`)).body.ended, 1)
  assert.equal((await two.get('/api/me')).status, 401)
})

test('[ACC-2] an invitation is accepted once, by its token', async () => {
  const { email, org_id } = await company()
  const boss = browser()
  await boss.signIn(email, password)
  const clerk = `clerk-${newId()}@example.com`
  const invited = await boss.post('/api/invitations', { name: 'Clerk', email: clerk })
  assert.equal(invited.status, 200)
  const { token, person_id } = invited.body
  const web = browser()
  assert.deepEqual((await web.post('/api/invitations/look', { token })).body, {
    organisation: 'Story',
    name: 'Clerk',
    email: clerk,
    locale: 'zh',
  })
  assert.equal(
    (await web.post('/api/invitations/accept', { token: `${token}x`, password })).body.code,
    'invitation_invalid',
  )
  assert.equal(
    (await web.post('/api/invitations/accept', { token, password: '12345678' })).body.code,
    'password_common',
  )
  const accepted = await Promise.all(
    [1, 2, 3].map(() => browser().post('/api/invitations/accept', { token, password })),
  )
  assert.deepEqual(
    accepted.map(answer => answer.status).toSorted((a, b) => a - b),
    [200, 410, 410],
  )
  assert.equal((await web.signIn(clerk, password)).status, 200)
  const me = await web.get('/api/me')
  assert.equal(me.body.organisation.org_id, org_id)
  assert.equal(me.body.person_id, person_id)
  assert.deepEqual(me.body.roles, [])

  await boss.post(`/api/people/${person_id}/disable`)
  assert.equal((await web.get('/api/me')).status, 401)
  await web.signIn(clerk, password)
  assert.equal((await web.get('/api/me')).body.code, 'organisation_missing')
})

test('[ACC-2] a withdrawn, an expired and a replaced invitation are over', async () => {
  const { email, org_id } = await company()
  const boss = browser()
  await boss.signIn(email, password)
  const invite = (body: object) => boss.post('/api/invitations', body)
  const first = (await invite({ name: 'A', email: `a-${newId()}@example.com` })).body
  const second = (await invite({ person_id: first.person_id })).body
  const accept = (token: string) => browser().post('/api/invitations/accept', { token, password })
  assert.equal((await accept(first.token)).status, 410)
  await boss.post(`/api/invitations/${second.invitation_id}/withdraw`)
  assert.equal((await accept(second.token)).status, 410)
  const third = (await invite({ person_id: first.person_id })).body
  const admin = new pg.Client({ connectionString: house.url })
  await admin.connect()
  await admin.query(
    `update invitations set expires_at = now() - interval '1 second' where org_id = $1 and invitation_id = $2`,
    [org_id, third.invitation_id],
  )
  await admin.end()
  assert.equal((await accept(third.token)).status, 410)
})

test('[ACC-3] an account of two organisations keeps its password and picks where it works', async () => {
  const [here, there] = [await company(), await company()]
  const boss = browser()
  await boss.signIn(there.email, password)
  const invited = await boss.post('/api/invitations', { name: 'Guest', email: here.email })
  const { token } = invited.body
  const stolen = await browser().post('/api/invitations/accept', { token, password: 'chosen by somebody else' })
  assert.equal(stolen.body.code, 'account_elsewhere')
  assert.equal((await browser().post('/api/invitations/accept', { token, password })).status, 200)
  const web = browser()
  await web.signIn(here.email, password)
  const me = await web.get('/api/me')
  assert.deepEqual(
    me.body.organisations.map((row: { org_id: number }) => row.org_id),
    [here.org_id, there.org_id],
  )
  assert.equal(me.body.organisation.org_id, here.org_id)
  assert.equal(
    (await web.get('/api/me', { 'x-duebook-org': String(there.org_id) })).body.organisation.org_id,
    there.org_id,
  )
  web.cookies.set('duebook_org', String(there.org_id))
  assert.equal((await web.get('/api/me')).body.organisation.org_id, there.org_id)
  assert.equal((await web.get('/api/me', { 'x-duebook-org': '999999999' })).body.code, 'organisation_missing')
})

test('[ACC-6] a session changes nothing from foreign pages', async () => {
  const { email } = await company()
  const web = browser()
  await web.signIn(email, password)
  for (const origin of ['https://evil.example', 'null', 'nonsense']) {
    assert.equal((await web.post('/api/departments', { code: 'D', name: 'D' }, { origin })).body.code, 'origin_foreign')
    assert.equal((await web.post('/api/auth/sign-out', {}, { origin })).body.code, 'origin_foreign')
  }
})

test('[ACC-1] the first set-up works once, also for two at once; and the library finds its tables as it wants them', async () => {
  const scratch = await scratchDatabase('setup')
  const { url } = scratch
  try {
    const empty = await openHouseAt(url)
    assert.deepEqual((await browser(empty).get('/api/set-up')).body, { needed: true, demo: null })
    const body = { organisation: 'First', name: 'Boss', email: 'boss@example.com', password }
    const weak = await browser(empty).post('/api/set-up', { ...body, password: 'First123' })
    assert.equal(weak.body.code, 'password_common')
    const keyed = { 'idempotency-key': 'again' }
    const answers = await Promise.all([1, 2, 3].map(() => browser(empty).post('/api/set-up', body, keyed)))
    assert.deepEqual(
      answers.map(answer => answer.status).toSorted((a, b) => a - b),
      [200, 409, 409],
    )
    assert.deepEqual((await browser(empty).get('/api/set-up')).body, { needed: false, demo: null })
    const web = browser(empty)
    assert.equal((await web.signIn('boss@example.com', password)).status, 200)
    assert.equal((await web.get('/api/me')).body.permissions['role.manage'].entity_ids, null)

    const pool = new pg.Pool({ connectionString: url, options: '-c search_path=identity' })
    pool.on('error', () => {})
    const plan = await getMigrations(authOptions(pool, { secret: 'x'.repeat(32), public_origin: testOrigin }))
    assert.deepEqual([plan.toBeCreated, plan.toBeAdded, plan.schemaProblems], [[], [], []])
    await pool.end()
    await empty.close()
  } finally {
    await scratch.drop()
  }
})
