import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { test } from 'node:test'
import { placed } from '../kernel/sms.ts'
import { smsService } from '../testing/sms-service.ts'
import { openAliyunSms, outcomeOf, signedHeaders } from './aliyun-sms.ts'

const message = { to: '+8613800001234', company: '甲公司', subject: '账单 INV-1', link: 'page#dbp_abc' }

/** Where nobody answers any more. */
async function addressOfNobody(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise(closed => server.close(closed))
  return `http://127.0.0.1:${port}`
}

test('[INT-1] a request is signed as the published example has it', () => {
  const headers = signedHeaders(
    {
      method: 'POST',
      host: 'ecs.cn-shanghai.aliyuncs.com',
      query: { ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd', RegionId: 'cn-shanghai' },
      action: 'RunInstances',
      version: '2014-05-26',
      date: '2023-10-26T10:22:32Z',
      nonce: '3156853299f313e23d1673dc12e1703d',
    },
    { key_id: 'YourAccessKeyId', key_secret: 'YourAccessKeySecret' },
  )
  assert.equal(
    headers.authorization,
    'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;' +
      'x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
  )
})

test('[INT-1] a server that checks the signature takes the message with every sign in its place', async () => {
  const { sms, received, account } = await smsService()
  const odd = { ...message, company: "甲*(乙)'丙! ~&=+%", subject: '账单 INV/1?#' }
  const outcome = await sms.send(odd)
  assert.deepEqual([outcome.delivery, outcome.receipt, outcome.reason], ['sent', '900611^0', null])
  assert.deepEqual(received, [
    {
      to: '13800001234',
      sign: account.sign,
      template: account.template,
      places: { company: odd.company, subject: odd.subject, link: odd.link },
    },
  ])
  const other = openAliyunSms({ ...account, key_secret: 'another' })
  assert.deepEqual((await other.send(message)).reason, 'SignatureDoesNotMatch Specified signature is not matched.')
})

test('[INT-2] what the service refuses carries its word, what may go later goes again, and a broken line is told as such', async () => {
  const { sms } = await smsService()
  assert.deepEqual(await sms.send({ ...message, to: '+8613800000001' }), {
    delivery: 'refused',
    receipt: null,
    reason: 'isv.BUSINESS_LIMIT_CONTROL 触发天级流控Permits:50',
  })
  await assert.rejects(sms.send({ ...message, to: '+8613800000002' }), { reason: 'Throttling' })
  assert.equal((await sms.send({ ...message, to: '+8613800000003' })).delivery, 'unsure')
  const endpoint = await addressOfNobody()
  const nobody = openAliyunSms({ endpoint, key_id: 'a', key_secret: 'b', sign: 'c', template: 'd' })
  await assert.rejects(nobody.send(message), { reason: 'ECONNREFUSED' })
  assert.throws(() => outcomeOf(404, null), { reason: 'HTTP 404' })
  assert.deepEqual(outcomeOf(502, null).delivery, 'unsure')
  assert.deepEqual(outcomeOf(200, { Code: 7 as never }).delivery, 'unsure')
})

test('[INT-2] neither what a message says nor a secret stands in an error', async () => {
  const { sms } = await smsService()
  const error = await sms.send({ ...message, to: '+8613800000002' }).catch((thrown: Error) => thrown)
  assert.doesNotMatch(`${error} ${JSON.stringify(error)}`, /138|secret|dbp_/)
})

test('[INT-3] a place of a template is one line of at most 35 signs', () => {
  assert.equal(placed(' 甲\n【公司】  ${x} '), '甲 公司 x')
  assert.equal([...placed('甲'.repeat(40))].length, 35)
})
