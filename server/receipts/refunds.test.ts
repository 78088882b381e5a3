import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codes, eventsOf } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { ledgerProblems } from '../testing/ledger-invariants.ts'
import { type Client, testHouse, type TestOrganisation } from '../testing/organisation.ts'
import { begin, tell } from '../testing/story.ts'
import { itemOf, type Story } from '../testing/story-line.ts'

await testHouse()

type Desk = {
  story: Story
  org: TestOrganisation
  customer_id: string
  account_id: string
  own_account_id: string
  maker: Client
  checker: Client
}

/** A customer C1 who paid 100.00 too much in January 2026, with an account in use, and an account of ours. */
async function desk(more = ''): Promise<Desk> {
  const story = await begin()
  await tell(
    story,
    `invoice I1 50.00 on 2026-01-05\nreceipt R1 150.00 on 2026-01-10\napply R1 I1 50.00 on 2026-01-10\n${more}`,
  )
  const { org } = story
  const customer_id = story.customers.get('C1') as string
  const [maker, checker] = [await org.as('everything'), await org.as('everything')]
  const account_id = await accountInUse(maker, checker, customer_id, '6222021001012345')
  const own = { entity_id: org.entity_id, holder: 'Our house', bank: 'CMB', number: '110900012345' }
  const { own_account_id } = await done(org.admin, '/api/own-accounts', own)
  return { story, org, customer_id, account_id, own_account_id, maker, checker }
}

async function accountInUse(maker: Client, checker: Client, customer_id: string, number: string) {
  const account = { holder: 'Customer', bank: 'ICBC', number, evidence: 'stamped letter' }
  const { account_id } = await done(maker, `/api/customers/${customer_id}/bank-accounts`, account)
  const parked = await maker.post(`/api/customer-bank-accounts/${account_id}/activation`, {})
  await done(checker, `/api/approvals/${parked.body.request_id}/release`, {})
  return account_id as string
}

const asked = ({ story, customer_id, account_id }: Desk, amount_minor = '10000', item = 'R1') => ({
  customer_id,
  account_id,
  reason: 'paid twice',
  lines: [{ item_id: itemOf(story, item), amount_minor }],
})

async function approved(at: Desk, amount_minor?: string): Promise<string> {
  const { refund_id } = await done(at.maker, '/api/refunds', asked(at, amount_minor))
  const parked = await at.maker.post(`/api/refunds/${refund_id}/approval`, {})
  assert.equal(parked.status, 202, JSON.stringify(parked.body))
  await done(at.checker, `/api/approvals/${parked.body.request_id}/release`, {})
  return refund_id
}

const payment = ({ own_account_id }: Desk, paid_on = '2026-03-01') => ({
  own_account_id,
  paid_on,
  bank_reference: 'TT-1',
})

test('[RCP-11] [RCP-14] an overpayment is asked for, approved by another, paid, posted, and taken from what is on account', async () => {
  const at = await desk()
  const refund_id = await approved(at, '6000')
  const { admin } = at.org
  assert.deepEqual(
    (await admin.get(`/api/customers/${at.customer_id}/on-account`)).body.items.map((row: Record<string, string>) => [
      row.number,
      row.open_minor,
      row.waiting_minor,
    ]),
    [[(await admin.get('/api/receipts')).body.rows[0].number, '10000', '6000']],
  )
  const paid = await done(at.maker, `/api/refunds/${refund_id}/payment`, payment(at))
  assert.equal(paid.state, 'paid')
  await tell(
    at.story,
    `expect R1 open -40.00
     account money 90.00
     as_of 2026-02-28 expect R1 open -100.00`,
  )
  const read = (await admin.get(`/api/refunds/${refund_id}`)).body
  assert.deepEqual(
    [read.state, read.amount_minor, read.paid_on, read.bank_reference, read.tail, read.lines[0].open_minor],
    ['paid', '6000', '2026-03-01', 'TT-1', '2345', '4000'],
  )
  assert.deepEqual(
    (await eventsOf(at.org, refund_id)).map(event => event.name),
    ['refund.requested', 'refund.approved', 'refund.paid'],
  )
  const again = await at.maker.post(`/api/refunds/${refund_id}/payment`, payment(at))
  assert.deepEqual(codes(again), ['0 refund_state'])
  assert.deepEqual(await ledgerProblems(at.org.org_id), [])
})

test('[RCP-12] its own maker never approves a refund: not himself, by a key, by a delegate, nor where the policy is off', async () => {
  const at = await desk()
  const { maker, checker, org } = at
  const { refund_id } = await done(maker, '/api/refunds', asked(at))
  const path = `/api/refunds/${refund_id}/approval`
  // Somebody else cannot hand it over, so that its requester could release it.
  assert.deepEqual(codes(await checker.post(path, {})), ['0 refund_not_submitted'])
  const parked = await maker.post(path, {})
  assert.equal(parked.status, 202)
  const release = `/api/approvals/${parked.body.request_id}/release`
  assert.deepEqual(codes(await maker.post(release, {})), ['0 checker_is_maker'])
  const key = await done(maker, '/api/keys', { name: 'second', role: 'everything', expires_at: inAMonth() })
  const byKey = await org.app.inject({
    method: 'POST',
    url: release,
    payload: {},
    headers: { authorization: `Bearer ${key.token}` },
  })
  assert.equal(byKey.json().code, 'checker_is_maker')
  const delegate = await org.as('auditor')
  await done(maker, '/api/approval-delegations', { to_person_id: delegate.person_id, until_on: '2027-01-10' })
  assert.deepEqual(codes(await delegate.post(release, {})), ['0 permission_missing'])
  // Another who may approve gives it to the same delegate, and then it goes.
  await done(checker, '/api/approval-delegations', { to_person_id: delegate.person_id, until_on: '2027-01-10' })
  await done(delegate, release, {})
  assert.equal((await org.admin.get(`/api/refunds/${refund_id}`)).body.state, 'approved')

  const permission = 'approval.release.refund'
  const off = await org.admin.put('/api/approval-policies/refund.approve', { condition: { never: true }, permission })
  assert.equal(off.status, 200, JSON.stringify(off.body))
  await done(maker, `/api/refunds/${refund_id}/cancellation`, { reason: 'once more' })
  const second = await done(maker, '/api/refunds', asked(at))
  const straight = `/api/refunds/${second.refund_id}/approval`
  assert.deepEqual(codes(await maker.post(straight, {})), ['0 checker_is_maker'])
  assert.deepEqual(codes(await (await org.as('receivables_clerk')).post(straight, {})), ['0 permission_missing'])
  await done(checker, straight, {})
})

const inAMonth = () => '2027-01-30T00:00:00Z'

test('[RCP-12] the policy may ask for a second look from an amount on; below it another person approves directly', async () => {
  const at = await desk()
  const permission = 'approval.release.refund'
  const condition = { amount_minor_at_least: '5000' }
  await at.org.admin.put('/api/approval-policies/refund.approve', { condition, permission })
  const small = await done(at.maker, '/api/refunds', asked(at, '4999'))
  const large = await done(at.maker, '/api/refunds', asked(at, '5000'))
  assert.equal((await at.maker.post(`/api/refunds/${large.refund_id}/approval`, {})).status, 202)
  assert.deepEqual(codes(await at.maker.post(`/api/refunds/${small.refund_id}/approval`, {})), ['0 checker_is_maker'])
  assert.equal((await at.checker.post(`/api/refunds/${small.refund_id}/approval`, {})).status, 200)
})

test('[RCP-11] only money on account of the customer, of one entity and currency, and not twice', async () => {
  const at = await desk('customer C2\ninvoice I2 10.00 on 2026-01-06\ncredit N1 5.00 on I2 on 2026-01-07')
  const ask = async (body: object) => codes(await at.maker.post('/api/refunds', body))
  assert.deepEqual(await ask(asked(at, '10001')), ['0 refund_over_account'])
  assert.deepEqual(await ask(asked(at, '0')), ['0 amount_not_positive'])
  assert.deepEqual(await ask(asked(at, '100', 'I2')), ['0 item_not_on_account'])
  const stranger = { ...asked(at), customer_id: at.story.customers.get('C2') }
  assert.deepEqual(await ask(stranger), ['0 bank_account_unknown', '0 customer_differs'])
  await done(at.maker, '/api/refunds', asked(at, '7000'))
  assert.deepEqual(await ask(asked(at, '3001')), ['0 refund_over_account'])
  const { lines } = asked(at, '1501')
  assert.deepEqual(await ask({ ...asked(at), lines: [...lines, ...lines] }), ['1 refund_over_account'])
})

test('[RCP-11] money goes only to an account that may be used: a change of this hour is refused by name, at every step', async () => {
  const at = await desk()
  const refund_id = await approved(at, '1000')
  const fresh = await accountInUse(at.maker, at.checker, at.customer_id, '6222021001019999')
  const reply = await at.maker.post('/api/refunds', { ...asked(at, '1000'), account_id: fresh })
  assert.deepEqual(codes(reply), ['0 bank_account_waits'])
  assert.equal(reply.body.problems[0].params.tail, '9999')
  const waits = await done(at.maker, '/api/refunds', asked(at, '500'))
  await done(at.maker, `/api/customer-bank-accounts/${at.account_id}/closing`, { reason: 'moved' })
  const pay = await at.maker.post(`/api/refunds/${refund_id}/payment`, payment(at))
  assert.deepEqual(codes(pay), ['0 bank_account_state'])
  assert.deepEqual(codes(await at.maker.post(`/api/refunds/${waits.refund_id}/approval`, {})), ['0 bank_account_state'])
})

test('[RCP-14] never more than was on account on any day; of our accounts one of the entity, in use, and no day to come', async () => {
  const at = await desk('invoice I3 80.00 on 2026-02-01\napply R1 I3 80.00 on 2026-06-01')
  assert.deepEqual(codes(await at.maker.post('/api/refunds', asked(at, '2001'))), ['0 refund_over_account'])
  const refund_id = await approved(at, '2000')
  const path = `/api/refunds/${refund_id}/payment`
  assert.deepEqual(codes(await at.maker.post(path, payment(at, '2026-01-09'))), ['0 applied_before_posted'])
  assert.deepEqual(codes(await at.maker.post(path, payment(at, '2027-01-09'))), ['0 paid_in_future'])
  const stranger = { ...payment(at), own_account_id: at.account_id }
  assert.deepEqual(codes(await at.maker.post(path, stranger)), ['0 own_account_unknown'])
  // What was on account is given to an invoice while the refund waits: then it is there no more.
  await tell(at.story, 'invoice I4 10.00 on 2026-02-01\napply R1 I4 10.00 on 2026-05-01')
  assert.deepEqual(codes(await at.maker.post(path, payment(at))), ['0 item_overapplied'])
  // What was given to the invoice comes back in July: before, it was not on account.
  await tell(at.story, 'unapply R1 I4 on 2026-07-01')
  assert.deepEqual(codes(await at.maker.post(path, payment(at))), ['0 item_overapplied_on_day'])
  await done(at.maker, path, payment(at, '2026-07-01'))
  await tell(at.story, 'expect R1 open 0.00')
  assert.deepEqual(await ledgerProblems(at.org.org_id), [])
})

test('[RCP-13] [RCP-15] it is cancelled before it is paid, and reversed when it comes back: then all is on account again', async () => {
  const at = await desk()
  const gone = await approved(at)
  await done(at.maker, `/api/refunds/${gone}/cancellation`, { reason: 'customer orders again' })
  // Cancelled while it waits for its approval: that waits no more, and nobody can release it.
  const early = await done(at.maker, '/api/refunds', asked(at, '100'))
  const parked = await at.maker.post(`/api/refunds/${early.refund_id}/approval`, {})
  await done(at.maker, `/api/refunds/${early.refund_id}/cancellation`, { reason: 'paid otherwise' })
  const { request_id } = parked.body
  const waits = (await at.checker.get('/api/approvals', { state: 'waiting' })).body.rows as { request_id: string }[]
  assert.equal(
    waits.some(one => one.request_id === request_id),
    false,
  )
  assert.deepEqual(codes(await at.checker.post(`/api/approvals/${request_id}/release`, {})), ['0 request_not_waiting'])
  assert.deepEqual(codes(await at.maker.post(`/api/refunds/${gone}/payment`, payment(at))), ['0 refund_state'])
  const refund_id = await approved(at)
  const back = `/api/refunds/${refund_id}/reversal`
  assert.deepEqual(codes(await at.maker.post(back, { reason: 'x' })), ['0 refund_state'])
  await done(at.maker, `/api/refunds/${refund_id}/payment`, payment(at))
  await tell(at.story, 'expect R1 open 0.00\naccount money 50.00')
  const history = (await at.org.admin.get(`/api/open-items/${itemOf(at.story, 'R1')}/history`)).body.rows
  const { application_id } = history.findLast((row: { application_id: string | null }) => row.application_id)
  const unapplied = await at.maker.post(`/api/applications/${application_id}/reversal`, {})
  assert.deepEqual(codes(unapplied), ['0 application_is_bound'])
  assert.deepEqual(codes(await at.maker.post(back, { reason: 'account closed', reversed_on: '2026-02-28' })), [
    '0 reversal_before_application',
  ])
  await done(at.maker, back, { reason: 'account closed', reversed_on: '2026-03-05' })
  await tell(
    at.story,
    `expect R1 open -100.00
     account money 150.00
     as_of 2026-03-04 expect R1 open 0.00`,
  )
  assert.deepEqual(codes(await at.maker.post(back, { reason: 'again' })), ['0 refund_state'])
  assert.deepEqual(await ledgerProblems(at.org.org_id), [])
})

test('[RCP-11] [RCP-14] two refunds of the same money at once: one is asked for, and one is paid once', async () => {
  const at = await desk()
  for (let round = 0; round < 40; round++) {
    const both = await Promise.all([1, 2].map(() => at.maker.post('/api/refunds', asked(at, '9900'))))
    assert.deepEqual(both.map(reply => codes(reply)?.[0] ?? reply.status).toSorted(), ['0 refund_over_account', 200])
    const { refund_id } = both.find(reply => reply.status === 200)?.body ?? {}
    await done(at.maker, `/api/refunds/${refund_id}/cancellation`, { reason: 'next round' })
  }
  for (let round = 0; round < 40; round++) {
    const refund_id = await approved(at, '100')
    const path = `/api/refunds/${refund_id}/payment`
    const both = await Promise.all([1, 2].map(() => at.maker.post(path, payment(at))))
    assert.deepEqual(both.map(reply => codes(reply)?.[0] ?? reply.status).toSorted(), ['0 refund_state', 200])
  }
  await tell(at.story, 'expect R1 open -60.00\naccount money 110.00')
  assert.deepEqual(await ledgerProblems(at.org.org_id), [])
})

test('[RCP-14] in a foreign currency it is paid at the rate of the day, and the difference is realised', async () => {
  const at = await desk('receipt R2 10.00 USD rate 7 on 2026-01-10')
  const { refund_id } = await done(at.maker, '/api/refunds', asked(at, '1000', 'R2'))
  const parked = await at.maker.post(`/api/refunds/${refund_id}/approval`, {})
  await done(at.checker, `/api/approvals/${parked.body.request_id}/release`, {})
  const path = `/api/refunds/${refund_id}/payment`
  assert.deepEqual(codes(await at.maker.post(path, payment(at))), ['0 rate_missing'])
  await done(at.maker, path, { ...payment(at), rate: '7.2' })
  await tell(at.story, 'expect R2 open 0.00\naccount exchange 2.00')
  assert.deepEqual(await ledgerProblems(at.org.org_id), [])
})

test('[RCP-16] refunds page by key, with every filter and sort', async () => {
  const at = await desk()
  for (const amount of ['300', '100', '200']) await done(at.maker, '/api/refunds', asked(at, amount))
  const all = async (query: Record<string, string>) => {
    const rows: Record<string, string>[] = []
    for (let after = ''; ; ) {
      const { body } = await at.org.admin.get('/api/refunds', { ...query, limit: '1', ...(after ? { after } : {}) })
      rows.push(...body.rows)
      if (!body.next) return rows.map(row => row.amount_minor)
      after = body.next
    }
  }
  assert.deepEqual(await all({ sort: 'amount_minor' }), ['100', '200', '300'])
  assert.deepEqual(await all({ sort: '-number' }), ['200', '100', '300'])
  assert.deepEqual(await all({ state: 'paid' }), [])
  assert.deepEqual(await all({ requested_to: '2026-12-30' }), [])
  assert.deepEqual((await all({ number: 'RFD2026', customer_id: at.customer_id, currency: 'CNY' })).length, 3)
})

test('[BIL-8] a bill is refused also where part of it went back to the customer, who then owes that part', async () => {
  const at = await desk()
  const { admin, org_id, entity_id } = at.org
  const draft = {
    customer_id: at.customer_id,
    entity_id,
    received_on: '2026-02-01',
    amount_minor: '10000',
    bill: {
      kind: 'bank',
      number: '130812345678920260105000000009',
      drawer: 'Drawer Ltd.',
      acceptor: 'Bank of Ningbo',
      issued_on: '2026-01-05',
      matures_on: '2026-07-05',
      amount_minor: '10000',
    },
  }
  const { bill_id, receipt_id } = (await done(admin, '/api/bills', [draft])).rows[0]
  const items = async (query: object) =>
    (await admin.get('/api/open-items', { customer_id: at.customer_id, ...query })).body.rows
  const number = (await admin.get(`/api/receipts/${receipt_id}`)).body.number as string
  const [money] = (await items({ kind: 'receipt' })).filter((row: { number: string }) => row.number === number)
  const request = { ...asked(at), lines: [{ item_id: money.item_id, amount_minor: '4000' }] }
  const { refund_id } = await done(at.maker, '/api/refunds', request)
  const parked = await at.maker.post(`/api/refunds/${refund_id}/approval`, {})
  await done(at.checker, `/api/approvals/${parked.body.request_id}/release`, {})
  await done(at.maker, `/api/refunds/${refund_id}/payment`, payment(at))
  await done(admin, `/api/bills/${bill_id}/presentation`, { moved_on: '2026-07-05' })
  const refused = await admin.post(`/api/bills/${bill_id}/refusal`, { moved_on: '2026-07-06', reason: 'no funds' })
  assert.equal(refused.status, 200, JSON.stringify(refused.body))
  const [owed] = await items({ kind: 'refund' })
  assert.equal(owed.open_minor, '4000')
  assert.deepEqual(await ledgerProblems(org_id), [])
  // The refund comes back after all: nothing is owed any more.
  await done(admin, `/api/refunds/${refund_id}/reversal`, { reversed_on: '2026-07-08', reason: 'came back' })
  assert.deepEqual(await items({ kind: 'refund' }), [])
  assert.deepEqual(await ledgerProblems(org_id), [])
})
