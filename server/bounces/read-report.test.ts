import assert from 'node:assert/strict'
import { test } from 'node:test'
import { letterMark, marksIn } from '../kernel/letter-marks.ts'
import { unlockPersonal } from '../kernel/personal.ts'
import { newId } from '../kernel/values.ts'
import { testSecret } from '../testing/house.ts'
import { exchange, netease, postfix, tencent } from '../testing/returned-mail.ts'
import { readReport } from './read-report.ts'
import { decideReturned } from './take.ts'

unlockPersonal(testSecret)
const to = 'nobody@customer.example'
const id = newId()
const of = { mark: letterMark(7, 'dispatch', id, to), to }
const read = async (message: string | Buffer) => {
  const { text, ...report } = await readReport(Buffer.from(message as string))
  return { ...report, marks: marksIn(text) }
}

test('[BNC-1] a mark names its letter and nothing else; changed or made up it is none', () => {
  assert.deepEqual(
    marksIn(`<${of.mark}@example.com> ${of.mark}`).map(mark => [mark.org_id, mark.kind, mark.id]),
    [[7, 'dispatch', id]],
  )
  assert.ok(of.mark.length <= 100, 'an envelope id takes 100 signs')
  assert.ok(!of.mark.includes('nobody'))
  for (const wrong of [
    of.mark.replace('db.7.', 'db.8.'),
    of.mark.replace('.d.', '.p.'),
    of.mark.replace(/.$/, sign => (sign === '0' ? '1' : '0')),
    `db.7.d.${id.replaceAll('-', '')}.00000000.00000000000000000000`,
  ])
    assert.deepEqual(marksIn(wrong), [], wrong)
})

test('[BNC-1] reports of several makers are read: whose letter, for good or not, and why', async () => {
  const seen = await Promise.all([postfix(of), exchange(of), netease(of), tencent(of)].map(read))
  for (const report of seen)
    assert.deepEqual([report.kind, report.marks[0]?.id], ['failed', id], JSON.stringify(report))
  assert.deepEqual(
    seen.map(report => report.status),
    ['5.1.1', '5.1.10', '5.2.2', '5.1.1'],
  )
  assert.deepEqual(
    seen.slice(0, 3).map(report => report.address),
    [to, to, to],
  )
  assert.equal(seen[0]?.words, '550 5.1.1 <x>: Recipient address rejected: User unknown in virtual mailbox table')
  assert.equal(seen[2]?.words, '552 Quota exceeded or service disabled.')
  assert.match(seen[3]?.words ?? '', /550 Mailbox unavailable/)
  assert.match(seen[3]?.words ?? '', /退信原/)
  assert.deepEqual(seen.map(report => report.subject)[3], '系统退信')
})

test('[BNC-2] what is late, arrived or unclear is no failure; a server that gave up is one whatever its code', async () => {
  const kind = async (status: Parameters<typeof postfix>[1]) => (await read(postfix(of, status))).kind
  assert.equal(await kind({ action: 'delayed', status: '4.4.1' }), 'delayed')
  assert.equal(await kind({ action: 'relayed', status: '2.0.0' }), 'delivered')
  assert.equal(await kind({ action: 'failed', status: '4.4.7' }), 'failed')
  assert.equal(await kind({ action: 'nonsense', status: '5.0.0' }), 'failed')
  assert.equal(await kind({ action: 'nonsense', status: 'x', diagnostic: 'smtp; 451 later' }), 'delayed')
  assert.equal(await kind({ action: '', status: '', diagnostic: 'none' }), 'unclear')
  const away = `From: li@customer.example\r\nSubject: Re: invoice\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: <${of.mark}@example.com>\r\n\r\nI am away until 5.5.2027, call 550.`
  assert.equal((await read(away)).kind, 'reply')
  const warned = `From: MAILER-DAEMON@a.example\r\nSubject: Warning: message delayed\r\n\r\nWill keep trying. <${of.mark}@example.com>`
  assert.equal((await read(warned)).kind, 'delayed')
  const vague = `From: postmaster@a.example\r\nSubject: Undeliverable\r\n\r\nSorry. <${of.mark}@example.com>`
  assert.deepEqual([(await read(vague)).kind, (await read(vague)).marks.length], ['unclear', 1])
})

test('[BNC-4] hostile messages are read as far as they go, and quickly', async () => {
  const nested = Array.from(
    { length: 3000 },
    (_, at) => `--b${at}\r\nContent-Type: multipart/mixed; boundary="b${at + 1}"\r\n\r\n`,
  )
  const deep = `From: postmaster@a.example\r\nContent-Type: multipart/mixed; boundary="b0"\r\n\r\n${nested.join('')}${of.mark}`
  const letters = 'Content-Type: message/rfc822\r\n\r\n'.repeat(2000)
  const many = postfix(of).replace('--B1--', `${'--B1\r\nContent-Type: text/plain\r\n\r\nx\r\n'.repeat(20_000)}--B1--`)
  const status = postfix(of).replace('Action: failed', `${'X-Junk: y\r\n'.repeat(30_000)}Action: failed`)
  for (const hostile of [
    '',
    '\0'.repeat(1000),
    deep,
    letters,
    many,
    status,
    'Subject: '.repeat(20_000),
    `Subject: =?utf-8?B?${'/////'.repeat(5000)}?=\r\n\r\n\ud800`,
    `From: postmaster@a.example\r\n\r\n${'5.'.repeat(200_000)}`,
    `From: postmaster@a.example\r\nContent-Type: text/html\r\n\r\n${'<'.repeat(300_000)}`,
    postfix(of).replace('charset=us-ascii', 'charset=no-such-charset'),
  ]) {
    const report = await readReport(Buffer.from(hostile))
    assert.ok(report.text.length < 12 * 1024 * 1024)
    for (const word of [report.subject, report.words, report.address, report.from])
      assert.ok(word === null || (word.isWellFormed() && !/[\u0000-\u001f]/.test(word)))
  }
  assert.equal((await read(many)).kind, 'failed')
})

test('[BNC-2] what a message does to its letter, pure', () => {
  const failed = { kind: 'failed' } as const
  assert.equal(decideReturned(failed, null, false), 'unmatched')
  assert.equal(decideReturned(failed, { state: 'sent' }, true), 'bounced')
  assert.equal(decideReturned(failed, { state: 'unsure' }, true), 'bounced')
  for (const state of ['queued', 'bounced', 'opened', 'confirmed', 'withdrawn'])
    assert.equal(decideReturned(failed, { state }, true), 'noted', state)
  assert.equal(decideReturned(failed, { state: 'sent' }, false), 'noted')
  assert.equal(decideReturned({ kind: 'delayed' }, { state: 'sent' }, true), 'delayed')
  assert.equal(decideReturned({ kind: 'delivered' }, { state: 'sent' }, true), 'arrived')
  assert.equal(decideReturned({ kind: 'reply' }, { state: 'sent' }, true), 'unclear')
})
