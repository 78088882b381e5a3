import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Line } from '../kernel/contract.ts'
import { Refusal } from '../kernel/errors.ts'
import { parseInput, refuseForeign, sendProblems } from '../kernel/http.ts'
import type { RefusalCode } from '../kernel/refusals.ts'
import { countGuess, forgetGuesses, type Guess } from './guessing.ts'
import { addressHeader, type Identity } from './identity.ts'
import { refuseBadPassword } from './passwords.ts'

const secret = () => z.string().min(1).max(1000)
const code = () => z.string().regex(/^\d{6}$/)

/** What of the library may be asked, and with which body. Everything else under /api/auth is not there. */
const routes = {
  '/sign-in/email': z.strictObject({
    email: z.string().min(1).max(254),
    password: secret(),
    rememberMe: z.boolean().optional(),
  }),
  '/sign-out': z.strictObject({}),
  '/change-password': z.strictObject({ currentPassword: secret(), newPassword: secret() }),
  '/two-factor/enable': z.strictObject({ password: secret() }),
  '/two-factor/disable': z.strictObject({ password: secret() }),
  '/two-factor/verify-totp': z.strictObject({ code: code(), trustDevice: z.boolean().optional() }),
  '/two-factor/verify-backup-code': z.strictObject({
    code: z.string().min(1).max(40),
    trustDevice: z.boolean().optional(),
  }),
  '/two-factor/generate-backup-codes': z.strictObject({ password: secret() }),
} as const
type Route = keyof typeof routes
type Body = { email?: string; newPassword?: string; revokeOtherSessions?: boolean }

/** The library's words for what went wrong, in ours. */
const codes: Record<string, RefusalCode> = {
  INVALID_EMAIL_OR_PASSWORD: 'sign_in_wrong',
  INVALID_EMAIL: 'sign_in_wrong',
  PASSWORD_TOO_LONG: 'sign_in_wrong',
  PASSWORD_TOO_SHORT: 'password_too_short',
  INVALID_PASSWORD: 'password_wrong',
  INVALID_CODE: 'second_factor_wrong',
  INVALID_BACKUP_CODE: 'second_factor_wrong',
  FAILED_TO_CREATE_SESSION: 'second_factor_wrong',
  INVALID_TWO_FACTOR_COOKIE: 'sign_in_needed',
  UNAUTHORIZED: 'sign_in_needed',
  SESSION_EXPIRED: 'sign_in_needed',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'too_many_requests',
  ACCOUNT_TEMPORARILY_LOCKED: 'too_many_requests',
  TOTP_ALREADY_ENABLED: 'second_factor_already',
  TOTP_NOT_ENABLED: 'second_factor_not_enrolled',
  TWO_FACTOR_NOT_ENABLED: 'second_factor_not_enrolled',
  BACKUP_CODES_NOT_ENABLED: 'second_factor_not_enrolled',
}

/**
 * Puts sign-in, second factor, password and sign-out under /api/auth. What goes wrong is answered as everything else
 * here: `sign_in_wrong` whether or not the address is known, `second_factor_needed`, `too_many_requests`.
 */
export function mountSignIn(http: FastifyInstance, identity: Identity, public_origin: string): void {
  for (const path of Object.keys(routes) as Route[])
    http.post(`/api/auth${path}`, async (request, reply) => {
      refuseForeign(request, public_origin)
      const body = parseInput({ input: routes[path] } as unknown as Line, request.body ?? {}) as Body
      const guess = guessOf(identity, request, path, body.email ?? '')
      if (guess) await limited(identity, request, () => countGuess(identity.pool, guess))
      if (path === '/change-password') {
        refuseBadPassword(body.newPassword ?? '')
        body.revokeOtherSessions = true
      }
      const before = path === '/sign-in/email' ? null : await holderOf(identity, request.headers.cookie)
      const answer = await identity.handle(forward(request, path, body, public_origin))
      const found = (await answer.json().catch(() => null)) as Record<string, unknown> | null
      const problem = problemOf(answer.status, found)
      if (guess && (!problem || problem === 'second_factor_needed')) await forgetGuesses(identity.pool, guess)
      await note(identity, request, kindOf(path, before !== null), problem, body.email ?? '', before ?? userOf(found))
      return send(reply, request, answer, problem, found)
    })
}

/** What is guessed at: an account, the password behind a session, or the codes of a second factor. */
function guessOf(identity: Identity, request: FastifyRequest, path: Route, email: string): Guess | null {
  if (path === '/sign-out') return null
  if (path === '/sign-in/email') return { address: request.ip, account: email }
  return { address: request.ip, account: identity.tokenOf(request.headers.cookie) }
}

async function limited(identity: Identity, request: FastifyRequest, count: () => Promise<void>): Promise<void> {
  try {
    await count()
  } catch (error) {
    if (error instanceof Refusal) await write(identity, request, 'guessing_limited', null)
    throw error
  }
}

/** The request as the library reads it: our body, the browser's cookies, the address as we know it. */
function forward(request: FastifyRequest, path: string, body: unknown, public_origin: string): Request {
  const headers = new Headers({
    'content-type': 'application/json',
    origin: public_origin,
    [addressHeader]: request.ip,
  })
  for (const name of ['cookie', 'user-agent'] as const) {
    const value = request.headers[name]
    if (typeof value === 'string') headers.set(name, value)
  }
  return new Request(`${public_origin}/api/auth${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
}

type Found = Record<string, unknown> | null

function problemOf(status: number, found: Found): RefusalCode | null {
  if (status < 400) return found?.twoFactorRedirect ? 'second_factor_needed' : null
  const known = codes[String(found?.code)]
  if (known) return known
  if (status === 429) return 'too_many_requests'
  if (status === 401) return 'sign_in_needed'
  if (status < 500) return 'body_invalid'
  throw new Error(`Identity answered ${status}`)
}

function send(
  reply: FastifyReply,
  request: FastifyRequest,
  answer: Response,
  problem: RefusalCode | null,
  found: Found,
) {
  reply.header('cache-control', 'no-store')
  for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie)
  if (problem) {
    const params = problem === 'second_factor_needed' ? { methods: found?.twoFactorMethods ?? [] } : {}
    sendProblems(reply, [{ index: 0, code: problem, params }], request.id)
    return reply
  }
  // The token of the session stays in its cookie, where no script reads it.
  const { totpURI, backupCodes } = found ?? {}
  return reply.send({
    ok: true,
    ...(totpURI ? { totp_uri: totpURI } : {}),
    ...(backupCodes ? { backup_codes: backupCodes } : {}),
  })
}

const userOf = (found: Found) => (found?.user as { id?: string } | undefined)?.id ?? null

async function holderOf(identity: Identity, cookies: string | undefined): Promise<string | null> {
  const token = identity.tokenOf(cookies)
  if (!token) return null
  const { rows } = await identity.pool.query<{ user_id: string }>('select user_id from sessions where token = $1', [
    token,
  ])
  return rows[0]?.user_id ?? null
}

/** What it is called when it goes well; a code shown by one who has a session is the end of enrolling. */
function kindOf(path: Route, inside: boolean): string | null {
  if (path === '/sign-in/email') return 'signed_in'
  if (path.startsWith('/two-factor/verify')) return inside ? 'second_factor_enabled' : 'signed_in'
  if (path === '/two-factor/disable') return 'second_factor_disabled'
  if (path === '/change-password') return 'password_changed'
  return path === '/sign-out' ? 'signed_out' : null
}

/** Writes down what happened at the door. [ACC-6] Of an address that nobody has, nothing of what was typed is kept. */
async function note(
  identity: Identity,
  request: FastifyRequest,
  kind: string | null,
  problem: RefusalCode | null,
  email: string,
  user_id: string | null,
): Promise<void> {
  const who = user_id ?? (email ? await identity.findAccount(email) : null)
  if (!problem && kind === 'signed_in') await identity.sweep()
  if (!problem) return kind ? write(identity, request, kind, who) : undefined
  if (problem === 'second_factor_needed') return write(identity, request, 'second_factor_asked', who)
  if (problem === 'second_factor_wrong') return write(identity, request, 'second_factor_failed', who)
  if (problem === 'sign_in_wrong' || problem === 'password_wrong')
    return write(identity, request, 'sign_in_failed', who)
}

async function write(identity: Identity, request: FastifyRequest, kind: string, user_id: string | null): Promise<void> {
  await identity.pool.query('insert into sign_ins (kind, user_id, address, agent) values ($1, $2, $3, $4)', [
    kind,
    user_id,
    request.ip,
    request.headers['user-agent']?.slice(0, 300) ?? null,
  ])
}
