import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { inspect } from 'node:util'

/** A value that no log, JSON or error message can show. Only `reveal()` gives it. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

const demos = ['auto', 'on', 'off'] as const
type Demo = (typeof demos)[number]

/** What the environment says, read once. */
export interface Config {
  /** `PORT`, 4300 unless told; 0 takes any free port. */
  readonly port: number
  /** `HOST`, 127.0.0.1 unless told: without TLS in front, nobody outside the machine may listen in. In a container: 0.0.0.0. */
  readonly host: string
  /** `DUEBOOK_HOME`, an absolute folder: data, files, logs. `.duebook` under the working folder unless told. */
  readonly home: string
  /** `DATABASE_URL`; null means the embedded PostgreSQL in `home`. */
  readonly databaseUrl: Secret | null
  /** `REPORT_DATABASE_URL`, a replica that answers reports; null means the main database. */
  readonly reportDatabaseUrl: Secret | null
  /** `LOG_LEVEL`, info unless told. */
  readonly logLevel: LogLevel
  /** `DUEBOOK_PUBLIC_URL`, where people reach the program, without a slash at the end. */
  readonly publicUrl: string
  /** `DUEBOOK_SECRET`; null means the one kept in `home`: see `installationSecret`. */
  readonly secret: Secret | null
  /** `DUEBOOK_METRICS_TOKEN`, with which another machine may read the metrics; null means this machine alone may. */
  readonly metricsToken: Secret | null
  /** `DUEBOOK_DEMO`: whether the first start fills a made-up company. auto: where only this machine can reach it. */
  readonly demo: Demo
  /** `DUEBOOK_BACKUP_KEY`, the passphrase that encrypts backups; null means they are written plain. */
  readonly backupKey: Secret | null
  /** `DUEBOOK_SMTP_URL`, the mail server; null means no mail is sent. */
  readonly smtpUrl: Secret | null
  /** `DUEBOOK_MAIL_FROM`, whom mail is from: an address, or a name and an address. Needed with a mail server. */
  readonly mailFrom: string | null
  /** `DUEBOOK_SMS` and what belongs to it: the service by which short messages leave; null means none do. */
  readonly sms: SmsSettings | null
  /** `DUEBOOK_IMAP_URL`, the mailbox to which letters come back; null means nobody looks into one. */
  readonly imapUrl: Secret | null
}

const smsServices = ['aliyun'] as const

/** An account with an SMS service. */
export type SmsSettings = {
  readonly service: (typeof smsServices)[number]
  /** `DUEBOOK_SMS_ENDPOINT`, where it answers; the public one of the service unless told. */
  readonly endpoint: string
  /** `DUEBOOK_SMS_KEY_ID` and `DUEBOOK_SMS_KEY_SECRET`, by which it knows us. */
  readonly keyId: string
  readonly keySecret: Secret
  /** `DUEBOOK_SMS_SIGN` and `DUEBOOK_SMS_TEMPLATE`, the signature and the template it has approved. */
  readonly sign: string
  readonly template: string
}

/** The SMS service of an environment, with what is wrong or lacking. */
function readSms(told: (name: string) => string | null, problems: string[]): SmsSettings | null {
  const asked = told('DUEBOOK_SMS')
  if (asked === null) return null
  const service = smsServices.find(one => one === asked.toLowerCase())
  if (!service) problems.push(`DUEBOOK_SMS must be ${smsServices.join(' or ')}, not "${asked}".`)
  const needed = (name: string): string => {
    const value = told(name)
    if (value === null) problems.push(`${name} is needed, since DUEBOOK_SMS is set.`)
    return value ?? ''
  }
  const endpoint = told('DUEBOOK_SMS_ENDPOINT') ?? 'https://dysmsapi.aliyuncs.com'
  if (!isWebAddress(endpoint)) problems.push('DUEBOOK_SMS_ENDPOINT must begin with http:// or https://.')
  const [keyId, keySecret] = [needed('DUEBOOK_SMS_KEY_ID'), new Secret(needed('DUEBOOK_SMS_KEY_SECRET'))]
  const [sign, template] = [needed('DUEBOOK_SMS_SIGN'), needed('DUEBOOK_SMS_TEMPLATE')]
  return service ? { service, endpoint, keyId, keySecret, sign, template } : null
}

const isWebAddress = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

/** The environment holds a bad value; the message is one sentence a line, for the person who starts the program. */
export class ConfigProblem extends Error {
  override name = 'ConfigProblem'
}

/** Reads the settings out of an environment. Pure; throws `ConfigProblem` naming every bad value, never showing a secret. */
export function readConfig(env: Record<string, string | undefined>, folder: string): Config {
  const problems: string[] = []
  const told = (name: string): string | null => env[name]?.trim() || null

  const port = told('PORT') ?? '4300'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535)
    problems.push(`PORT must be a number from 0 to 65535, not "${port}".`)

  const host = told('HOST') ?? '127.0.0.1'
  if (!/^[\w.:%-]+$/.test(host)) problems.push(`HOST must be a host name or an address, not "${host}".`)

  const logLevel = logLevels.find(level => level === (told('LOG_LEVEL') ?? 'info').toLowerCase())
  if (!logLevel) problems.push(`LOG_LEVEL must be one of ${logLevels.join(', ')}, not "${told('LOG_LEVEL')}".`)

  const demo = demos.find(one => one === (told('DUEBOOK_DEMO') ?? 'auto').toLowerCase())
  if (!demo) problems.push(`DUEBOOK_DEMO must be one of ${demos.join(', ')}, not "${told('DUEBOOK_DEMO')}".`)

  const database = (name: string): Secret | null => {
    const value = told(name)
    if (value === null) return null
    if (!/^postgres(ql)?:\/\//.test(value)) problems.push(`${name} must begin with postgresql:// or postgres://.`)
    return new Secret(value)
  }

  const publicUrl = told('DUEBOOK_PUBLIC_URL')
  if (publicUrl !== null && !isWebAddress(publicUrl))
    problems.push(`DUEBOOK_PUBLIC_URL must be an address that begins with http:// or https://, not "${publicUrl}".`)

  const secret = told('DUEBOOK_SECRET')
  if (secret !== null && secret.length < 32) problems.push('DUEBOOK_SECRET must have at least 32 characters.')

  const passphrase = (name: string, least: number): Secret | null => {
    const value = told(name)
    if (value !== null && value.length < least) problems.push(`${name} must have at least ${least} characters.`)
    return value === null ? null : new Secret(value)
  }
  const metricsToken = passphrase('DUEBOOK_METRICS_TOKEN', 16)
  const backupKey = passphrase('DUEBOOK_BACKUP_KEY', 12)

  const smtpUrl = told('DUEBOOK_SMTP_URL')
  if (smtpUrl !== null && !(/^smtps?:\/\//.test(smtpUrl) && URL.canParse(smtpUrl)))
    problems.push('DUEBOOK_SMTP_URL must begin with smtp:// or smtps://.')
  const mailFrom = told('DUEBOOK_MAIL_FROM')
  if (smtpUrl !== null && !/^[^\s@<>]+@[^\s@<>]+$|<[^\s@<>]+@[^\s@<>]+>$/.test(mailFrom ?? ''))
    problems.push('DUEBOOK_MAIL_FROM must be the address mail is from, since DUEBOOK_SMTP_URL is set.')

  const imapUrl = told('DUEBOOK_IMAP_URL')
  if (imapUrl !== null && !(/^imaps?:\/\/[^/@]+:[^/@]+@/.test(imapUrl) && URL.canParse(imapUrl)))
    problems.push('DUEBOOK_IMAP_URL must be imaps://user:password@host/folder.')
  const sms = readSms(told, problems)
  const databaseUrl = database('DATABASE_URL')
  const reportDatabaseUrl = database('REPORT_DATABASE_URL')
  if (problems.length > 0 || !logLevel || !demo) throw new ConfigProblem(problems.join('\n'))
  return Object.freeze({
    port: Number(port),
    host,
    home: resolve(folder, told('DUEBOOK_HOME') ?? '.duebook'),
    databaseUrl,
    reportDatabaseUrl,
    logLevel,
    publicUrl: (publicUrl ?? `http://${shownHost(host)}:${port}`).replace(/\/+$/, ''),
    secret: secret === null ? null : new Secret(secret),
    metricsToken,
    backupKey,
    smtpUrl: smtpUrl === null ? null : new Secret(smtpUrl),
    mailFrom,
    sms,
    imapUrl: imapUrl === null ? null : new Secret(imapUrl),
    demo,
  })
}

/** A browser cannot open "every address of this machine", and an IPv6 address stands in brackets. */
function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

let read: Config | undefined

/** The settings of this process, read at the first call. Throws `ConfigProblem`. */
export function config(): Config {
  read ??= readConfig(process.env, process.cwd())
  return read
}

/**
 * The key under which this installation signs sessions and encrypts personal data: `DUEBOOK_SECRET`, else the content of
 * `secret` in the home folder, which is made at random (256 bits, mode 0600) at the first call. Two processes that call
 * it at once get the same one.
 */
export function installationSecret(settings: Config): Secret {
  if (settings.secret) return settings.secret
  const file = join(settings.home, 'secret')
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const made = `${file}.${process.pid}`
  try {
    if (!statSync(file, { throwIfNoEntry: false })) {
      writeFileSync(made, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 })
      linkSync(made, file)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(made, { force: true })
  }
  if ((statSync(file).mode & 0o077) !== 0)
    throw new ConfigProblem(`${file} can be read by others; give it mode 0600 (chmod 600 "${file}").`)
  const value = readFileSync(file, 'utf8').trim()
  if (value.length < 32) throw new ConfigProblem(`${file} must hold at least 32 characters.`)
  return new Secret(value)
}
