import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { after, test } from 'node:test'
import { pino } from 'pino'
import { runWaiting } from '../kernel/jobs.ts'
import { openMail } from '../kernel/mail.ts'
import { addDays, type Day, type Instant, newId, plusMicros, startOfDay } from '../kernel/values.ts'
import { type Office, office, programWithMail } from '../testing/colleagues.ts'
import { asOwner, inside } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { postOffice } from '../testing/post-office.ts'
import { askDigests } from './digest.ts'
import { letterOf } from './digest-letter.ts'

const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10) as Day
const eight = plusMicros(startOfDay(today, 'Asia/Shanghai'), 8n * 3_600_000_000n)

const { mail, received } = await postOffice()
const lines: string[] = []
const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
const modules = await programWithMail(mail, log)

const morning = (org: Office['org'], now: Instant = eight) => inside(org, tx => askDigests(tx, org.org_id, now))
const send = (org: Office['org']) => runWaiting(modules.jobs, org.org_id)
const stateOf = async (org: Office['org'], person_id: string) =>
  (
    await asOwner<{ state: string }>('select state from digests where org_id = $1 and person_id = $2', [
      org.org_id,
      person_id,
    ])
  )[0]?.state

async function withAddress({ org }: Office, person_id: string, email: string): Promise<void> {
  const text = `update people set email = $3, user_id = $4, state = 'active', locale = 'zh' where org_id = $1 and person_id = $2`
  await asOwner(text, [org.org_id, person_id, email, newId()])
}

const decoded = (content: string) => {
  const body = content.slice(content.indexOf('\r\n\r\n') + 4).trim()
  if (/transfer-encoding: base64/i.test(content)) return Buffer.from(body, 'base64').toString()
  return Buffer.from(
    body
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString()
}

test('[TSK-12] once a day, in the morning, a letter tells what is due and unread, and names neither amounts nor what was said', async () => {
  const all = await office()
  const { org, clerk, ann, customer, invoice } = all
  const email = `ann-${newId()}@example.com`
  await withAddress(all, ann.person_id, email)
  await done(clerk, '/api/tasks', { ...customer, title: '上门对账', owner_id: ann.person_id, due_on: today })
  await done(clerk, '/api/comments', { ...invoice, body: '机密内容', mentions: [ann.person_id] })
  assert.equal(await morning(org, plusMicros(eight, -2n * 3_600_000_000n)), 0)
  assert.equal(await morning(org), 1)
  assert.equal(await morning(org), 0)
  await send(org)
  const mine = received.filter(one => one.to.includes(email))
  assert.equal(mine.length, 1)
  const text = decoded(mine[0]?.content ?? '')
  assert.match(text, /Ann，早上好/)
  assert.match(text, /- 上门对账 · \d{4}-\d{2}-\d{2}/)
  assert.match(text, /林晓 提到了您：\S+ 腾跃/)
  assert.match(text, /https:\/\/ar\.example\.com\/inbox/)
  assert.ok(!text.includes('机密'), text)
  assert.equal(await stateOf(org, ann.person_id), 'sent')
  assert.ok(!lines.some(line => line.includes(email) || line.includes('上门对账')), 'nothing of it is logged')
})

test('[TSK-12] who switched it off, who has nothing to hear and who is in a demo gets none', async () => {
  const all = await office()
  const { org, clerk, ann, bob, customer } = all
  for (const who of [ann, bob]) await withAddress(all, who.person_id, `x-${newId()}@example.com`)
  await done(clerk, '/api/tasks', { ...customer, title: 'x', owner_id: ann.person_id, due_on: today })
  assert.deepEqual((await ann.get('/api/me/digest')).body.on, true)
  assert.deepEqual((await ann.put('/api/me/digest', { on: false })).body, { on: false })
  assert.deepEqual((await ann.get('/api/me/digest')).body.on, false)
  const before = received.length
  assert.equal(await morning(org), 1)
  await send(org)
  assert.deepEqual([await stateOf(org, ann.person_id), await stateOf(org, bob.person_id)], [undefined, 'empty'])
  await asOwner('update organisations set is_demo = true where org_id = $1', [org.org_id])
  assert.equal(await morning(org, plusMicros(eight, 24n * 3_600_000_000n)), 0)
  assert.equal(received.length, before)
})

test('[TSK-12] a letter refused for good is not tried again; one not taken for now is', async () => {
  const all = await office()
  const { org, clerk, ann, bob } = all
  await withAddress(all, ann.person_id, `nobody@${newId()}.example.com`)
  await withAddress(all, bob.person_id, `later@${newId()}.example.com`)
  for (const who of [ann, bob]) await done(clerk, '/api/tasks', { title: 'x', owner_id: who.person_id, due_on: today })
  assert.equal(await morning(org), 2)
  await assert.rejects(async () => {
    for (let round = 0; round < 2; round++) await send(org)
  }, /did not take a letter: \w+ 450/)
  assert.equal(await stateOf(org, bob.person_id), 'waiting')
  await send(org)
  assert.deepEqual([await stateOf(org, ann.person_id), await stateOf(org, bob.person_id)], ['refused', 'sent'])
  assert.ok(!lines.some(line => line.includes('example.com') && line.includes('@')), 'no address is logged')
})

test('[TSK-12] where the line breaks while a letter is handed over it is not sent twice', async () => {
  const all = await office()
  const { org, clerk, ann } = all
  await withAddress(all, ann.person_id, `a-${newId()}@example.com`)
  await done(clerk, '/api/tasks', { title: 'x', owner_id: ann.person_id, due_on: today })
  await morning(org)
  // A program that died after it had begun leaves the row so.
  await asOwner(`update digests set state = 'sending' where org_id = $1`, [org.org_id])
  const before = received.length
  await send(org)
  assert.deepEqual([await stateOf(org, ann.person_id), received.length], ['unsure', before])

  const breaking = createServer(socket => {
    socket.write('220 here\r\n')
    socket.on('data', said => {
      const words = said.toString()
      if (words.startsWith('EHLO')) socket.write('250 here\r\n')
      else if (words.startsWith('DATA')) socket.write('354 go on\r\n')
      else if (/^(MAIL|RCPT)/.test(words)) socket.write('250 fine\r\n')
      else socket.destroy()
    })
    socket.on('error', () => {})
  })
  breaking.listen(0, '127.0.0.1')
  after(() => breaking.close())
  await once(breaking, 'listening')
  const way = openMail(`smtp://127.0.0.1:${(breaking.address() as AddressInfo).port}`, 'a@example.com')
  assert.equal(await way.send({ to: 'b@example.com', subject: 's', text: 't' }), 'unsure')
  way.close()
})

test('[TSK-12] a letter is tried again where nobody answered', async () => {
  const nobody = createServer().listen(0, '127.0.0.1')
  await once(nobody, 'listening')
  const { port } = nobody.address() as AddressInfo
  await new Promise(resolve => nobody.close(resolve))
  const way = openMail(`smtp://127.0.0.1:${port}`, 'a@example.com')
  const letter = { to: 'b@example.com', subject: 's', text: 't' }
  await assert.rejects(
    way.send(letter),
    (error: Error) => /did not take/.test(error.message) && !error.message.includes('@'),
  )
  way.close()
})

test('[TSK-12] a long letter names the first and counts the rest, in the language of its reader', () => {
  const tasks = Array.from({ length: 20 }, (_, at) => ({
    title: `t${at}`,
    due_on: addDays(today, -1),
    due_time: null,
    overdue: true,
  }))
  const content = {
    name: 'Lin',
    email: 'x@example.com',
    organisation: 'ACME',
    day: today,
    tasks,
    news: [],
    unread: 0,
    most: 15,
  }
  const english = letterOf({ ...content, locale: 'en' }, 'https://x')
  assert.equal(english.subject, 'ACME: 20 tasks due, 0 unread')
  assert.match(english.text, /t14 · \S+ · overdue\n… and 5 more/)
  assert.ok(!english.text.includes('t15'))
  assert.match(letterOf({ ...content, locale: 'zh' }, 'https://x').text, /……另有 5 条/)
})
