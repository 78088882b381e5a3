import { createHash, createHmac, randomBytes } from 'node:crypto'
import { NotTaken } from '../kernel/mail.ts'
import type { Outcome, ShortMessage, Sms } from '../kernel/sms.ts'

/** What an account with the service is known by there. */
export type AliyunAccount = {
  /** Where the service answers, such as `https://dysmsapi.aliyuncs.com`. */
  endpoint: string
  key_id: string
  key_secret: string
  /** The signature 签名 and the template 模板 that the service has approved. */
  sign: string
  template: string
}

type Signing = {
  method: string
  host: string
  query: Readonly<Record<string, string>>
  action: string
  version: string
  date: string
  nonce: string
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** Percent-encoding as RFC 3986 has it. */
const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

/** A query in the order in which it is signed. */
export const canonicalQuery = (query: Readonly<Record<string, string>>): string =>
  Object.keys(query)
    .sort()
    .map(name => `${encoded(name)}=${encoded(query[name] as string)}`)
    .join('&')

/**
 * The headers of a request without a body, signed as Alibaba Cloud's "V3 request structure and signature" describes:
 * ACS3-HMAC-SHA256 over method, path, query, headers and the hash of the body. Pure.
 */
export function signedHeaders(
  asked: Signing,
  { key_id, key_secret }: Pick<AliyunAccount, 'key_id' | 'key_secret'>,
): Record<string, string> {
  const content = sha256('')
  const headers: Record<string, string> = {
    host: asked.host,
    'x-acs-action': asked.action,
    'x-acs-content-sha256': content,
    'x-acs-date': asked.date,
    'x-acs-signature-nonce': asked.nonce,
    'x-acs-version': asked.version,
  }
  const names = Object.keys(headers).sort()
  const lines = names.map(name => `${name}:${headers[name]}\n`).join('')
  const request = [asked.method, '/', canonicalQuery(asked.query), lines, names.join(';'), content].join('\n')
  const signature = createHmac('sha256', key_secret)
    .update(`ACS3-HMAC-SHA256\n${sha256(request)}`)
    .digest('hex')
  const authorization = `ACS3-HMAC-SHA256 Credential=${key_id},SignedHeaders=${names.join(';')},Signature=${signature}`
  return { ...headers, authorization }
}

/** Answers of the service after which the same message may go a little later. */
const later = /^(Throttling|isp\.SYSTEM_ERROR|ServiceUnavailable|InternalError|SystemError)/

type Said = { Code?: unknown; Message?: unknown; BizId?: unknown }

/**
 * What an answer of SendSms means: taken under the number of its BizId, refused with the service's code and words, or to be tried
 * again (throws `NotTaken`). Pure.
 */
export function outcomeOf(status: number, said: Said | null): Outcome {
  const code = typeof said?.Code === 'string' ? said.Code.slice(0, 100) : null
  if (status === 200 && code === 'OK')
    return {
      delivery: 'sent',
      receipt: typeof said?.BizId === 'string' ? said.BizId.slice(0, 100) : null,
      reason: null,
    }
  if (code === null) {
    // What answers without a code is no service but a gateway before it: whether it passed anything on, nobody knows.
    if (status >= 500 || status === 200) return { delivery: 'unsure', receipt: null, reason: null }
    throw new NotTaken(`HTTP ${status}`)
  }
  if (later.test(code) || status === 429) throw new NotTaken(code)
  const words = typeof said?.Message === 'string' ? said.Message.replace(/\s+/g, ' ').slice(0, 200) : ''
  return { delivery: 'refused', receipt: null, reason: `${code} ${words}`.trim() }
}

/**
 * Sends short messages by Alibaba Cloud SMS (Dysmsapi 2017-05-25, SendSms). Its template holds the places `company`, `subject` and
 * `link`.
 */
export function openAliyunSms(account: AliyunAccount): Sms {
  const { endpoint, sign, template } = account
  const url = new URL(endpoint)
  return {
    async send({ to, company, subject, link }: ShortMessage) {
      const query = {
        PhoneNumbers: to.replace(/^\+86/, ''),
        SignName: sign,
        TemplateCode: template,
        TemplateParam: JSON.stringify({ company, subject, link }),
      }
      const { host: _, ...headers } = signedHeaders(
        {
          method: 'POST',
          host: url.host,
          query,
          action: 'SendSms',
          version: '2017-05-25',
          date: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
          nonce: randomBytes(16).toString('hex'),
        },
        account,
      )
      const response = await fetch(`${url.origin}/?${canonicalQuery(query)}`, {
        method: 'POST',
        headers: { ...headers, accept: 'application/json' },
        redirect: 'error',
        signal: AbortSignal.timeout(30_000),
      }).catch((error: Error) => error)
      if (response instanceof Error) return broken(response)
      return outcomeOf(response.status, (await response.json().catch(() => null)) as Said | null)
    },
  }
}

/** A line that never stood took nothing; of one that broke later nobody knows. */
function broken(error: Error): Outcome {
  const { code = '' } = (error.cause ?? {}) as { code?: string }
  if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS)/.test(code))
    throw new NotTaken(code)
  return { delivery: 'unsure', receipt: null, reason: null }
}
