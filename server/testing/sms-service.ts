import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'
import { openAliyunSms } from '../integrations/aliyun-sms.ts'

/** A message as the service took it. */
type Texted = { to: string; sign: string; template: string; places: { company: string; subject: string; link: string } }

const account = { key_id: 'LTAI-test', key_secret: 'a secret of tests', sign: '得簿账款', template: 'SMS_100000001' }
const hex = (text: string) => createHash('sha256').update(text).digest('hex')

/**
 * What is wrong with a request as the published description of ACS3-HMAC-SHA256 has it, worked out here anew from what arrived;
 * null where nothing is.
 */
function wrongWith({ method, url = '', headers }: IncomingMessage, body: string): string | null {
  const said = /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(
    headers.authorization ?? '',
  )
  if (!said) return 'IncompleteSignature'
  const [, key, names = '', signature] = said
  if (key !== account.key_id) return 'InvalidAccessKeyId.NotFound'
  const signed = names.split(';')
  for (const needed of ['host', 'x-acs-action', 'x-acs-version', 'x-acs-date', 'x-acs-signature-nonce'])
    if (!signed.includes(needed)) return 'IncompleteSignature'
  if (headers['x-acs-content-sha256'] !== hex(body)) return 'SignatureDoesNotMatch'
  if (Math.abs(Date.now() - Date.parse(String(headers['x-acs-date']))) > 15 * 60_000) return 'InvalidTimeStamp.Expired'
  const [path, query = ''] = url.split('?')
  const ordered = query.split('&').sort().join('&')
  const lines = signed.map(name => `${name}:${String(headers[name]).trim()}\n`).join('')
  const canonical = [method, path, ordered, lines, names, headers['x-acs-content-sha256']].join('\n')
  const right = createHmac('sha256', account.key_secret)
    .update(`ACS3-HMAC-SHA256\n${hex(canonical)}`)
    .digest('hex')
  return right === signature ? null : 'SignatureDoesNotMatch'
}

/**
 * An SMS service on loopback that speaks as Dysmsapi 2017-05-25 is described to. It refuses numbers that end in 0001 as over their
 * limit, those in 0002 for now, breaks the line to those in 0003, and takes the others, each request once.
 */
export async function smsService() {
  const received: Texted[] = []
  const nonces = new Set<string>()
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const answer = (status: number, said: object) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said))
      const wrong = wrongWith(request, Buffer.concat(parts).toString())
      if (wrong) return answer(400, { Code: wrong, Message: 'Specified signature is not matched.', RequestId: 'r' })
      const nonce = String(request.headers['x-acs-signature-nonce'])
      if (nonces.has(nonce)) return answer(400, { Code: 'SignatureNonceUsed', Message: 'used', RequestId: 'r' })
      nonces.add(nonce)
      if (request.headers['x-acs-action'] !== 'SendSms' || request.headers['x-acs-version'] !== '2017-05-25')
        return answer(404, { Code: 'InvalidAction.NotFound', Message: 'no such action', RequestId: 'r' })
      const asked = new URL(request.url ?? '/', 'http://sms').searchParams
      const to = asked.get('PhoneNumbers') ?? ''
      if (to.endsWith('0003')) return request.socket.destroy()
      if (to.endsWith('0002')) return answer(503, { Code: 'Throttling', Message: 'later', RequestId: 'r' })
      if (to.endsWith('0001'))
        return answer(200, { Code: 'isv.BUSINESS_LIMIT_CONTROL', Message: '触发天级流控Permits:50', RequestId: 'r' })
      const places = JSON.parse(asked.get('TemplateParam') ?? '{}')
      received.push({ to, sign: asked.get('SignName') ?? '', template: asked.get('TemplateCode') ?? '', places })
      return answer(200, { Code: 'OK', Message: 'OK', RequestId: 'r', BizId: `90061${received.length}^0` })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  after(() => server.close())
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { account: { ...account, endpoint }, sms: openAliyunSms({ ...account, endpoint }), received }
}
