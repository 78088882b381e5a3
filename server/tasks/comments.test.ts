import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../kernel/values.ts'
import { inboxOf, office } from '../testing/colleagues.ts'
import { asOwner, eventsOf } from '../testing/customers.ts'
import { done, refusals } from '../testing/documents.ts'
import { type Client, testHouse } from '../testing/organisation.ts'
import { lying, multipart } from '../testing/upload.ts'
import { decideAttachment } from './attachments.ts'
import { decideChange, decideComments } from './comments.ts'

const { app } = await testHouse()

const listed = async (who: Client, about: { subject_kind: string; subject_id: string }) =>
  (await who.get('/api/comments', about)).body.rows

test('[TSK-1] any document takes comments: customer, invoice, receipt, open item, import', async () => {
  const { org, clerk, customer, invoice } = await office()
  const item = (await org.admin.get('/api/open-items', { document_id: invoice.subject_id })).body.rows[0]
  const receipt = await done(org.admin, '/api/receipts', {
    customer_id: customer.subject_id,
    entity_id: org.entities[0],
    received_on: '2026-01-20',
    amount_minor: '50',
  })
  const { body, headers } = multipart({ kind: 'customers' }, { name: 'c.csv', content: 'number,name\nQ1,一\n' })
  const kept = await org.admin.post('/api/imports/preview', body, headers)
  const map = JSON.stringify(kept.body.map)
  const run = multipart(
    { kind: 'customers', map, file_id: kept.body.file_id },
    { name: 'c.csv', content: 'number,name\nQ1,一\n' },
  )
  const started = await org.admin.post('/api/imports', run.body, run.headers)
  assert.equal(started.status, 200, JSON.stringify(started.body))
  const subjects = [
    customer,
    invoice,
    { subject_kind: 'receipt', subject_id: receipt.rows[0].receipt_id },
    { subject_kind: 'item', subject_id: item.item_id },
    { subject_kind: 'import', subject_id: started.body.import_id },
  ]
  await done(
    clerk,
    '/api/comments',
    subjects.map(subject => ({ ...subject, body: `about a ${subject.subject_kind}` })),
  )
  for (const subject of subjects) {
    const [comment] = await listed(clerk, subject)
    assert.deepEqual([comment.body, comment.author_name], [`about a ${subject.subject_kind}`, '林晓'])
  }
  const wrong = { subject_kind: 'receipt', subject_id: customer.subject_id, body: 'x' }
  assert.deepEqual(await refusals(clerk, '/api/comments', wrong), ['0 subject_unknown'])
})

test('[TSK-2] a comment is corrected by a later version; what it said stays, and the record proves both', async () => {
  const { org, clerk, ann, invoice } = await office()
  const written = await done(clerk, '/api/comments', { ...invoice, body: 'paid on Friday' })
  const { comment_id } = written.rows[0]
  const path = `/api/comments/${comment_id}`
  const correction = { version: 1, body: 'paid on Monday', why: 'wrong day' }
  assert.equal((await ann.put(path, correction)).body.code, 'comment_of_another')
  assert.equal((await clerk.put(path, correction)).body.version, 2)
  assert.equal((await clerk.put(path, correction)).body.code, 'changed_meanwhile')
  const [shown] = await listed(ann, invoice)
  assert.deepEqual([shown.body, shown.version, shown.why], ['paid on Monday', 2, 'wrong day'])
  assert.deepEqual(
    shown.earlier.map((one: { version: number; body: string }) => [one.version, one.body]),
    [[1, 'paid on Friday']],
  )
  const events = (await eventsOf(org, invoice.subject_id)).filter(event => event.name.startsWith('comment.'))
  assert.deepEqual(
    events.map(event => [event.name, event.data.version]),
    [
      ['comment.written', 1],
      ['comment.corrected', 2],
    ],
  )
  assert.notEqual(events[0]?.data.body_sha256, events[1]?.data.body_sha256)
})

test('[TSK-2] a comment is taken back with a reason; both stay, and nothing can be changed any more', async () => {
  const { clerk, invoice } = await office()
  const written = await done(clerk, '/api/comments', { ...invoice, body: 'belongs elsewhere' })
  const path = `/api/comments/${written.rows[0].comment_id}`
  assert.deepEqual(await refusals(clerk, `${path}/take-back`, { reason: ' ' }), ['0 field_missing'])
  await done(clerk, `${path}/take-back`, { reason: 'wrong invoice' })
  const [shown] = await listed(clerk, invoice)
  assert.deepEqual([shown.body, shown.taken_back, shown.why], [null, true, 'wrong invoice'])
  assert.equal(shown.earlier[0].body, 'belongs elsewhere')
  assert.equal((await clerk.put(path, { version: 2, body: 'again' })).body.code, 'comment_taken_back')
  assert.deepEqual(await refusals(clerk, `${path}/take-back`, { reason: 'twice' }), ['0 comment_taken_back'])
})

test('[TSK-2] of two corrections at once one counts, and the other hears of it', async () => {
  const { clerk, invoice } = await office()
  for (let round = 0; round < 20; round++) {
    const { rows } = await done(clerk, '/api/comments', { ...invoice, body: 'first' })
    const path = `/api/comments/${rows[0].comment_id}`
    const both = await Promise.all(['a', 'b'].map(body => clerk.put(path, { version: 1, body })))
    assert.deepEqual(both.map(reply => reply.status).sort(), [200, 409])
  }
})

test('[TSK-3] who is mentioned is told, but only if he may see the document, and the writer hears who was not', async () => {
  const { org, clerk, ann, bob, customer, invoice } = await office()
  const outsider = await org.as('administrator', { name: 'IT' })
  const mentions = [ann, bob, clerk, outsider].map(one => one.person_id)
  for (const subject of [customer, invoice]) {
    const { rows } = await done(clerk, '/api/comments', { ...subject, body: '@Ann @Bob 请跟进', mentions })
    assert.deepEqual(rows[0].notified, [ann.person_id])
    assert.deepEqual(rows[0].not_notified.sort(), [bob.person_id, outsider.person_id].sort())
  }
  const told = await inboxOf(ann)
  assert.deepEqual(
    told.map(one => [one.kind, one.actor_name, one.text]),
    [
      ['mention', '林晓', '@Ann @Bob 请跟进'],
      ['mention', '林晓', '@Ann @Bob 请跟进'],
    ],
  )
  assert.deepEqual([await inboxOf(bob), await inboxOf(clerk), await inboxOf(outsider)], [[], [], []])
})

test('[TSK-3] a correction tells only who is mentioned for the first time', async () => {
  const { org, clerk, ann, invoice } = await office()
  const boss = await org.as('finance_manager', { name: 'Boss' })
  const first = await done(clerk, '/api/comments', { ...invoice, body: '@Ann', mentions: [ann.person_id] })
  const again = { version: 1, body: '@Ann @Boss', mentions: [ann.person_id, boss.person_id] }
  const reply = await clerk.put(`/api/comments/${first.rows[0].comment_id}`, again)
  assert.deepEqual(reply.body.notified, [boss.person_id])
  assert.deepEqual([(await inboxOf(ann)).length, (await inboxOf(boss)).length], [1, 1])
})

test('[TSK-3] who loses sight of the customer keeps the notice without what it said', async () => {
  const { org, clerk, ann, bob, customer } = await office()
  await done(clerk, '/api/comments', { ...customer, body: 'secret', mentions: [ann.person_id] })
  await done(org.admin, '/api/customer-owners', {
    customer_id: customer.subject_id,
    entity_id: org.entities[0],
    salesperson_id: bob.person_id,
    effective_on: '2026-01-01',
    why: 'moves',
  })
  const [notice] = await inboxOf(ann)
  assert.deepEqual([notice?.kind, notice?.text, notice?.subject_number], ['mention', null, null])
})

test('[TSK-3] a salesperson neither reads nor writes comments about customers of others', async () => {
  const { ann, clerk, other } = await office()
  await done(clerk, '/api/comments', { ...other, body: 'about Bob’s customer' })
  assert.equal((await ann.get('/api/comments', other)).body.code, 'subject_unknown')
  assert.deepEqual(await refusals(ann, '/api/comments', { ...other, body: 'x' }), ['0 subject_unknown'])
})

test('[TSK-3] colleagues are offered by name, each with whether he may see the document', async () => {
  const { clerk, ann, bob, customer } = await office()
  const { rows } = (await clerk.get('/api/colleagues', customer)).body
  const may = new Map(rows.map((row: { person_id: string; may_see: boolean }) => [row.person_id, row.may_see]))
  assert.deepEqual([may.get(ann.person_id), may.get(bob.person_id), may.get(clerk.person_id)], [true, false, true])
  const some = (await clerk.get('/api/colleagues', { ...customer, may_see: 'true', q: 'b' })).body.rows
  assert.deepEqual(some, [])
})

async function attach(who: Client, name: string, content = 'content') {
  const { body, headers } = multipart({}, { name, content, mime: 'application/pdf' })
  return who.post('/api/attachments', body, headers)
}

test('[TSK-4] an attachment is bounded in kind and size, bound to one comment, and read by who sees the document', async () => {
  const { clerk, ann, bob, invoice } = await office()
  assert.equal((await attach(clerk, 'run.exe')).body.code, 'attachment_kind')
  const content = `%PDF-1.7 made up ${newId()}`
  const kept = await attach(clerk, '对账.pdf', content)
  assert.equal(kept.status, 200, JSON.stringify(kept.body))
  assert.deepEqual(await lying(content), [], 'what lies on disk tells nothing')
  const { file_id } = kept.body
  const draft = { ...invoice, body: 'see the file', file_ids: [file_id] }
  assert.deepEqual(await refusals(ann, '/api/comments', draft), ['0 file_unknown'])
  const { rows } = await done(clerk, '/api/comments', draft)
  assert.deepEqual(await refusals(clerk, '/api/comments', draft), ['0 file_unknown'])
  const path = `/api/comments/${rows[0].comment_id}/files/${file_id}`
  const read = await app.inject({ url: path, headers: { authorization: `Bearer ${ann.token}` } })
  assert.equal(read.payload, content)
  assert.match(String(read.headers['content-disposition']), /attachment.*filename\*=UTF-8''%E5/)
  assert.equal((await bob.get(path)).body.code, 'file_unknown')
  const [shown] = await listed(ann, invoice)
  assert.deepEqual(
    shown.files.map((file: { name: string }) => file.name),
    ['对账.pdf'],
  )
})

test('[TSK-4] what a computer would run, or what is too large, is no attachment', () => {
  const table: [string, number, string | null][] = [
    ['a.pdf', 1, null],
    ['a.PDF', 25 * 1024 * 1024, null],
    ['a.pdf', 25 * 1024 * 1024 + 1, 'file_too_large'],
    ['a.pdf.exe', 1, 'attachment_kind'],
    ['a.html', 1, 'attachment_kind'],
    ['a.svg', 1, 'attachment_kind'],
    ['pdf', 1, 'attachment_kind'],
  ]
  for (const [name, size, code] of table) assert.equal(decideAttachment({ name, size })?.code ?? null, code, name)
})

test('[TSK-1] everything wrong with many comments is said at once', () => {
  const [subject_id, file_id, known, gone] = [newId(), newId(), newId(), newId()] as [string, string, string, string]
  const subject = { subject_kind: 'invoice' as const, subject_id, customer_id: null, entity_id: null, whole: false }
  const before = {
    subjects: new Map([[subject_id, subject]]),
    people: new Map([
      [known, 'active'],
      [gone, 'disabled'],
    ]),
    files: new Set([file_id]),
  }
  const draft = { subject_kind: 'invoice' as const, subject_id, body: 'x', mentions: [known], file_ids: [file_id] }
  const found = decideComments(before, [
    draft,
    { ...draft, mentions: [gone, newId()], file_ids: [] },
    { ...draft, file_ids: [file_id] },
    { ...draft, subject_kind: 'receipt', file_ids: [newId()] },
  ])
  assert.deepEqual(
    found.map(problem => `${problem.index} ${problem.code}`),
    ['1 person_disabled', '1 person_unknown', '2 file_unknown', '3 subject_unknown', '3 file_unknown'],
  )
})

test('[TSK-2] only the writer changes a comment, while it stands', () => {
  const [me, comment_id] = [newId() as string, newId() as string]
  const found = {
    comment_id,
    subject_kind: 'item' as const,
    subject_id: newId(),
    author_id: me,
    version: 3,
    mentions: [],
    taken_back: false,
  }
  const code = (...given: Parameters<typeof decideChange>) => decideChange(...given)[0]?.code ?? null
  assert.equal(code(found, me, comment_id, 3), null)
  assert.equal(code(found, me, comment_id, 2), 'changed_meanwhile')
  assert.equal(code(found, newId(), comment_id, 3), 'comment_of_another')
  assert.equal(code({ ...found, taken_back: true }, me, comment_id, 3), 'comment_taken_back')
  assert.equal(code(null, me, comment_id), 'comment_unknown')
})

test('[TSK-2] the database keeps comments, whoever tries', async () => {
  const { org, clerk, invoice } = await office()
  await done(clerk, '/api/comments', { ...invoice, body: 'stays' })
  for (const table of ['comments', 'comment_versions', 'comment_files'])
    for (const deed of [
      `delete from ${table} where org_id = ${org.org_id}`,
      `update ${table} set org_id = org_id where org_id = ${org.org_id}`,
    ])
      if (table !== 'comment_files') await assert.rejects(asOwner(deed), /append-only/)
})
