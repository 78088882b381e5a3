import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { twoFactor } from 'better-auth/plugins'
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import pg from 'pg'
import { newId } from '../kernel/values.ts'

/** Hours after which a session ends whatever happens, and minutes without a request after which it ends as well. */
export const sessionHours = 12
export const idleMinutes = 120

/** Who one is: passwords, second factors, sessions. A library keeps them in a schema and under a role of its own. */
export type Identity = {
  readonly pool: pg.Pool
  readonly secure: boolean
  /** Answers a request of the library's own; `sign-in.ts` says which may be asked. */
  handle(request: Request): Promise<Response>
  /** The session token in a cookie header whose signature is ours, or null. */
  tokenOf(cookies: string | undefined): string | null
  /** Makes the account of an e-mail address, or sets its password anew; ends its sessions then. Answers its id. */
  putAccount(account: { email: string; name: string; password: string }): Promise<string>
  /** The id of the account with this e-mail address, or null. */
  findAccount(email: string): Promise<string | null>
  /** Whether the password is that of the account. */
  isPassword(user_id: string, password: string): Promise<boolean>
  /** Throws away what is over: sessions, challenges, used codes, counted guesses. */
  sweep(): Promise<void>
  close(): Promise<void>
}

export type IdentityOptions = { url: string; secret: string; public_origin: string; max?: number }

/** Opens the identities of an installation. The tables come from migration 0007; telemetry is off. */
export function openIdentity(options: IdentityOptions): Identity {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max ?? 5,
    options: '-c role=duebook_identity -c search_path=identity -c TimeZone=UTC',
  })
  pool.on('error', () => {})
  const auth = betterAuth(authOptions(pool, options))
  const secure = options.public_origin.startsWith('https:')
  const cookie = `${secure ? '__Secure-' : ''}duebook.session_token`
  const context = auth.$context
  return {
    pool,
    secure,
    handle: request => auth.handler(request),
    tokenOf: cookies => signedCookie(cookies, cookie, options.secret),
    async putAccount({ email, name, password }) {
      const { internalAdapter, password: passwords } = await context
      const hash = await passwords.hash(password)
      const known = await internalAdapter.findUserByEmail(email.toLowerCase(), { includeAccounts: true })
      if (!known) {
        const user = await internalAdapter.createUser(
          { email: email.toLowerCase(), name, emailVerified: true },
          { method: 'email-password' },
        )
        await internalAdapter.linkAccount({
          userId: user.id,
          accountId: user.id,
          providerId: 'credential',
          password: hash,
        })
        return user.id
      }
      if (known.accounts.some(account => account.providerId === 'credential'))
        await internalAdapter.updatePassword(known.user.id, hash)
      else
        await internalAdapter.linkAccount({
          userId: known.user.id,
          accountId: known.user.id,
          providerId: 'credential',
          password: hash,
        })
      await internalAdapter.deleteUserSessions(known.user.id)
      return known.user.id
    },
    async findAccount(email) {
      const { rows } = await pool.query<{ id: string }>('select id from users where email = $1', [email.toLowerCase()])
      return rows[0]?.id ?? null
    },
    async isPassword(user_id, password) {
      const { password: passwords } = await context
      const { rows } = await pool.query<{ password: string | null }>(
        `select password from accounts where user_id = $1 and provider_id = 'credential'`,
        [user_id],
      )
      const hash = rows[0]?.password
      return hash ? passwords.verify({ hash, password }) : false
    },
    async sweep() {
      // One at a time, and past rows that somebody counts on right now: nobody who signs in waits for it.
      await pool.query(`
        with free as materialized (select pg_try_advisory_xact_lock(hashtext('duebook.sweep')) as ok),
          a as (delete from sessions where expires_at < now() and (select ok from free)),
          b as (delete from verifications where expires_at < now() and (select ok from free)),
          c as (delete from used_codes where used_at < now() - interval '1 hour' and (select ok from free))
        delete from guesses where (select ok from free) and bucket in (
          select bucket from guesses where since < now() - interval '1 day' for update skip locked)`)
    },
    async close() {
      await pool.end()
    },
  }
}

/** The library's settings; the tests read its schema from them and hold it against the migrated database. */
export function authOptions(pool: pg.Pool, options: Pick<IdentityOptions, 'secret' | 'public_origin'>) {
  const dates = { createdAt: 'created_at', updatedAt: 'updated_at' }
  return {
    appName: 'Duebook',
    baseURL: options.public_origin,
    basePath: '/api/auth',
    secret: options.secret,
    database: pool,
    telemetry: { enabled: false },
    // Guessing is limited in `guessing.ts`, for each account and each address, in the database.
    rateLimit: { enabled: false },
    logger: { disabled: true },
    trustedOrigins: [options.public_origin],
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 8, maxPasswordLength: 256 },
    session: {
      modelName: 'sessions',
      expiresIn: sessionHours * 3600,
      disableSessionRefresh: true,
      fields: {
        ...dates,
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
      },
    },
    user: { modelName: 'users', fields: { ...dates, emailVerified: 'email_verified' } },
    account: {
      modelName: 'accounts',
      fields: {
        ...dates,
        userId: 'user_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
      },
    },
    verification: { modelName: 'verifications', fields: { ...dates, expiresAt: 'expires_at' } },
    databaseHooks: {
      session: {
        create: {
          /** A code of the second factor opens one session only, though it is good for 90 seconds. */
          before: async (session, endpoint) => {
            const code = endpoint?.path === '/two-factor/verify-totp' ? String(endpoint.body?.code) : null
            return code === null || (await useCode(pool, session.userId, code)) ? undefined : false
          },
        },
      },
    },
    plugins: [
      twoFactor({
        issuer: 'Duebook',
        twoFactorTable: 'two_factors',
        schema: {
          user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
          twoFactor: {
            fields: {
              userId: 'user_id',
              backupCodes: 'backup_codes',
              failedVerificationCount: 'failed_verification_count',
              lockedUntil: 'locked_until',
            },
          },
        },
      }),
    ],
    advanced: {
      cookiePrefix: 'duebook',
      useSecureCookies: options.public_origin.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [addressHeader] },
      database: { generateId: () => newId() },
    },
  } satisfies BetterAuthOptions
}

/** How the address of the one who asks reaches the library; the same header from outside is dropped. */
export const addressHeader = 'x-duebook-address'

async function useCode(pool: pg.Pool, user_id: string, code: string): Promise<boolean> {
  const hash = createHash('sha256').update(`${user_id} ${code}`).digest()
  const { rowCount } = await pool.query(
    `insert into used_codes (hash) values ($1)
     on conflict (hash) do update set used_at = now() where used_codes.used_at < now() - interval '3 minutes'`,
    [hash],
  )
  return rowCount === 1
}

function signedCookie(cookies: string | undefined, name: string, secret: string): string | null {
  const found = cookies?.split('; ').find(part => part.startsWith(`${name}=`))
  if (!found) return null
  let value: string
  try {
    value = decodeURIComponent(found.slice(name.length + 1))
  } catch {
    return null
  }
  const dot = value.lastIndexOf('.')
  if (dot < 1) return null
  const token = value.slice(0, dot)
  const given = Buffer.from(value.slice(dot + 1), 'base64')
  const right = createHmac('sha256', secret).update(token).digest()
  return given.length === right.length && timingSafeEqual(given, right) ? token : null
}
