import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { runWaiting } from '../kernel/jobs.ts'
import { asOwner, codes, create, type Founded, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'
import { multipart } from '../testing/upload.ts'
import type { Day } from '../kernel/values.ts'
import { editions, standardSteps, type StepRule } from './standard-steps.ts'
import { decideSteps } from './step-templates.ts'
import { type Progress, shutBefore, stepsOf } from './steps.ts'

const { modules } = await testHouse()

const day = (text: string) => text as Day
const stage = (done: number, on: string | null, evident = true) => ({ done, on: on as Day | null, evident })
const nothing: Progress = {
  signed: stage(10_000, '2026-01-05'),
  advance: null,
  delivered: stage(0, null),
  confirmed: stage(0, null),
  request: stage(0, null),
  billed: stage(0, null),
  sent: null,
  paid: { ...stage(0, null), due_on: null },
  posting: stage(0, null),
}
const active = { state: 'active' }

test('[CTR-9] a step is due some days after the one before, tells how long it took and how many days too long', () => {
  const progress = { ...nothing, delivered: stage(10_000, '2026-02-08'), confirmed: stage(4_000, '2026-02-10') }
  const steps = stepsOf(standardSteps.goods, active, progress, day('2026-02-20'))
  assert.deepEqual(
    steps.map(({ step, due_on, took_days, late_days, late }) => [step, due_on, took_days, late_days, late]),
    [
      ['signed', '2026-01-05', null, 0, false],
      ['delivered', '2026-02-04', 34, 4, false],
      ['confirmed', '2026-02-15', 12, 5, true],
      ['request', null, null, 0, false],
      ['billed', null, null, 0, false],
      ['paid', null, null, 0, false],
      ['posting', null, null, 0, false],
    ],
  )
  const over = stepsOf(standardSteps.goods, { state: 'completed' }, progress, day('2026-02-20'))
  assert.deepEqual(
    over.filter(step => step.late),
    [],
  )
})

test('[CTR-9] days count from the step the template names, and evidence that is missing keeps a step from being passed', () => {
  const rules: StepRule[] = standardSteps.goods.map(rule => ({
    ...rule,
    ...(rule.step === 'billed' ? { from: 'signed' as const, days: 10 } : {}),
    ...(rule.step === 'delivered' ? { evidence: true } : {}),
  }))
  const progress = { ...nothing, delivered: stage(10_000, '2026-01-10', false) }
  const [, delivered, , , billed] = stepsOf(rules, active, progress, day('2026-02-20'))
  assert.deepEqual([delivered?.lacks_evidence, delivered?.late], [true, true])
  assert.deepEqual([billed?.due_on, billed?.late], ['2026-01-15', true])
})

test('[CTR-13] a step of which nothing is done is skipped once something of a later one is', () => {
  const skipped = (progress: Partial<Progress>, state = 'active') =>
    stepsOf(standardSteps.goods, { state }, { ...nothing, ...progress }, day('2026-01-06'))
      .filter(step => step.skipped)
      .map(step => step.step)
  assert.deepEqual(skipped({}), [])
  assert.deepEqual(skipped({ delivered: stage(1, '2026-01-06') }), [])
  const asked = { request: stage(1, '2026-01-06'), billed: stage(1, '2026-01-06') }
  assert.deepEqual(skipped(asked), ['delivered', 'confirmed'])
  assert.deepEqual(skipped(asked, 'terminated'), [])
})

test('[CTR-14] a gate lets through by what the template asks for: nothing, a beginning, or all with its evidence', () => {
  const shut = (gate: StepRule['gate'], delivered: Progress['delivered'], evidence = false) => {
    const rules = standardSteps.goods.map(rule => (rule.step === 'delivered' ? { ...rule, gate, evidence } : rule))
    const steps = stepsOf(rules, active, { ...nothing, delivered }, day('2026-01-06'))
    return shutBefore(steps, 'billed')?.step ?? null
  }
  assert.equal(shut('no', stage(0, null)), null)
  assert.equal(shut('begun', stage(0, null)), 'delivered')
  assert.equal(shut('begun', stage(1, '2026-01-06')), null)
  assert.equal(shut('whole', stage(9_999, '2026-01-06')), 'delivered')
  assert.equal(shut('whole', stage(10_000, '2026-01-06')), null)
  assert.equal(shut('begun', stage(10_000, '2026-01-06', false), true), 'delivered')
})

test('[CTR-9] steps that begin otherwise, stand twice, count from a later one or ask for what is not kept are refused', () => {
  const [signed, delivered, confirmed] = standardSteps.goods as [StepRule, StepRule, StepRule]
  const paid = standardSteps.goods.at(-2) as StepRule
  const problems = decideSteps(
    [
      delivered,
      signed,
      { ...confirmed, from: 'paid', owner: 'nobody' },
      { ...paid, evidence: true },
      { ...paid, owner: 'collector' },
    ],
    new Set(['collector']),
  )
  assert.deepEqual(
    problems.map(({ code, params }) => [code, params.step ?? params.role]),
    [
      ['steps_signed_first', 'delivered'],
      ['steps_signed_first', 'signed'],
      ['step_from_later', 'confirmed'],
      ['role_unknown', 'nobody'],
      ['step_without_evidence', 'paid'],
      ['step_twice', 'paid'],
    ],
  )
  for (const steps of editions.flatMap(edition => Object.values(edition)))
    assert.deepEqual(decideSteps(steps, new Set(['receivables_clerk'])), [])
})

async function desk() {
  const org = await founded()
  const [entity_id] = org.entities
  await create(org, { number: 'K1', name: 'Kunde', accounts: [{ entity_id, terms_code: 'net30' }] })
  const lines = [{ description: 'Pumps', quantity: '10', unit: 'pc', unit_price: '1130', amount_minor: '1130000' }]
  const sign = async (more: object = {}): Promise<string> => {
    const draft = { customer_number: 'K1', entity_id, title: 'Pumps', signed_on: '2026-01-05', lines, ...more }
    return (await done(org.admin, '/api/contracts', draft)).rows[0].contract_id
  }
  const read = async (contract_id: string) => (await org.admin.get(`/api/contracts/${contract_id}`)).body
  return { org, entity_id, sign, read }
}

const set = (org: Founded, course: string, version: number, steps: readonly StepRule[]) =>
  org.admin.put(`/api/step-templates/${course}`, { version, steps, reason: 'Agreed with sales' })
const deliver = (org: Founded, contract_id: string, more: object = {}) =>
  org.admin.post(`/api/contracts/${contract_id}/deliveries`, {
    delivered_on: '2026-01-10',
    lines: [{ line: 1, quantity: '4' }],
    ...more,
  })

test('[CTR-9] a running contract keeps the version it began with, another one begins with the latest', async () => {
  const { org, sign, read } = await desk()
  const before = await sign()
  const steps = standardSteps.goods.map(rule => (rule.step === 'delivered' ? { ...rule, days: 3 } : rule))
  assert.equal((await set(org, 'goods', 0, steps)).body.version, 1)
  assert.equal((await set(org, 'goods', 0, steps)).body.code, 'changed_meanwhile')
  const after = await sign()
  const dueOf = async (contract_id: string) => {
    const { course, steps_version, steps: shown } = await read(contract_id)
    return [course, steps_version, shown[1].due_on]
  }
  assert.deepEqual(await dueOf(before), ['goods', 0, '2026-02-04'])
  assert.deepEqual(await dueOf(after), ['goods', 1, '2026-01-08'])
  const { rows } = (await org.admin.get('/api/step-templates')).body
  assert.deepEqual(
    rows
      .filter((row: { course: string }) => row.course === 'goods')
      .map((row: { version: number; edition: number | null; running: number }) => [
        row.version,
        row.edition,
        row.running,
      ]),
    [
      [1, null, 1],
      [0, 2, 1],
      [0, 1, 0],
    ],
  )
})

test('[CTR-9] what is billed is to be sent; letters that came back and money that waits are told', async () => {
  const { org, entity_id, sign, read } = await desk()
  await org.admin.put('/api/receipt-rules', { confirm_from_minor: { A: '0', B: '0', C: '0', none: '0' } })
  const parts = [
    { kind: 'advance', label: 'Before', amount_minor: '530000' },
    { kind: 'delivery', label: 'After', amount_minor: '600000' },
  ]
  const contract_id = await sign({ kind: 'services', parts })
  const { number } = await read(contract_id)
  const told = async () =>
    (await read(contract_id)).steps.map((step: Record<string, unknown>) =>
      [step.step, step.done, step.waiting, step.bounced].join(' '),
    )
  const money = (more: object) =>
    done(org.admin, '/api/receipts', [{ customer_number: 'K1', entity_id, received_on: '2026-01-12', ...more }])
  await money({ amount_minor: '530000', is_advance: true, reference: `TT-1 ${number}` })
  await money({ amount_minor: '1000', is_advance: true, reference: `${number}0` })
  assert.deepEqual((await told())[1], 'advance 0 1 0')
  const bill = { customer_number: 'K1', entity_id, contract_id, issued_on: '2026-01-10', due_on: '2026-02-05' }
  const line = { description: 'Pumps', amount_minor: '565000', price_includes_tax: true, contract_line: 1 }
  const issued = (
    await done(
      org.admin,
      '/api/invoices',
      [bill, bill].map(one => ({ ...one, lines: [line] })),
    )
  ).rows
  assert.ok((await told()).includes('sent 0 0 0'))
  const [first, second] = issued.map((row: { invoice_id: string }) => row.invoice_id)
  const send = async (invoice_id: string) =>
    (await done(org.admin, '/api/dispatches', { invoice_id, channel: 'hand', recipient: 'Li' })).rows[0].dispatch_id
  const lost = await send(first)
  assert.ok((await told()).includes('sent 5000 0 0'))
  await asOwner("update dispatches set state = 'bounced', sent_at = null where dispatch_id = $1", [lost])
  assert.ok((await told()).includes('sent 0 0 1'))
  await send(first)
  await send(second)
  await money({ amount_minor: '565000', apply: [{ invoice_number: issued[0].number, amount_minor: '565000' }] })
  assert.deepEqual((await told()).slice(-4), ['billed 10000 0 0', 'sent 10000 0 0', 'paid 5000 0 0', 'posting 0 1 0'])
  // Billed whole and credited in part, nothing more comes of it; credited whole, it is to be billed again.
  const credit = (amount_minor: string) =>
    done(org.admin, '/api/credit-notes', {
      credits_id: second,
      amount_minor,
      reason: 'scratched',
      issued_on: '2026-01-20',
    })
  await credit('15000')
  assert.deepEqual((await told()).slice(-4)[0], 'billed 10000 0 0')
  await credit('550000')
  assert.deepEqual((await told()).slice(-4)[0], 'billed 5000 0 0')
})

test('[CTR-14] goods paid for in part before do not leave while the gate of the advance is shut', async () => {
  const { org, entity_id, sign, read } = await desk()
  const steps = standardSteps.prepayment.map(rule =>
    rule.step === 'advance' ? { ...rule, gate: 'whole' as const } : rule,
  )
  await set(org, 'prepayment', 0, steps)
  const parts = [
    { kind: 'advance', label: 'In advance', amount_minor: '330000' },
    { kind: 'delivery', label: 'On delivery', amount_minor: '800000' },
  ]
  const contract_id = await sign({ parts })
  const { number, course } = await read(contract_id)
  assert.equal(course, 'prepayment')
  assert.deepEqual(codes(await deliver(org, contract_id)), ['0 step_gate_shut'])
  const pay = (amount_minor: string, reference: string) =>
    done(org.admin, '/api/receipts', {
      entity_id,
      customer_number: 'K1',
      received_on: '2026-01-08',
      method: 'transfer',
      amount_minor,
      is_advance: true,
      reference,
    })
  await pay('330000', `${number}0`)
  await pay('130000', `预付 ${number}`)
  assert.deepEqual(codes(await deliver(org, contract_id)), ['0 step_gate_shut'])
  await pay('200000', number)
  assert.equal((await deliver(org, contract_id)).status, 200)
  const [, advance] = (await read(contract_id)).steps
  assert.deepEqual([advance.step, advance.done, advance.on, advance.took_days], ['advance', 10_000, '2026-01-08', 3])
})

test('[CTR-14] nothing is billed while what the gate asks for, or its evidence, is missing', async () => {
  const { org, entity_id, sign } = await desk()
  const steps = standardSteps.goods.map(rule =>
    rule.step === 'delivered' ? { ...rule, gate: 'begun' as const, evidence: true } : rule,
  )
  await set(org, 'goods', 0, steps)
  const contract_id = await sign()
  const bill = () =>
    org.admin.post('/api/invoices', {
      customer_number: 'K1',
      entity_id,
      contract_id,
      issued_on: '2026-01-15',
      contract_reason: 'agreed',
      lines: [{ description: 'Pumps', amount_minor: '113000', contract_line: 1, tax_code: 'VAT13' }],
    })
  assert.deepEqual(codes(await bill()), ['0 step_gate_shut'])
  const { delivery_id } = (await deliver(org, contract_id)).body
  assert.deepEqual(codes(await bill()), ['0 step_evidence_missing'])
  await org.admin.post(`/api/deliveries/${delivery_id}/return`, { reason: 'no waybill' })
  await deliver(org, contract_id, { tracking: 'SF123' })
  assert.equal((await bill()).status, 200)
})

test('[CTR-11] [CTR-13] a skipped step is a task of who holds the role that owns it, once', async () => {
  const { org, entity_id, sign } = await desk()
  const collector = await org.as('receivables_clerk', { name: 'Ann' })
  const steps = standardSteps.goods.map(rule =>
    rule.step === 'confirmed' ? { ...rule, owner: 'receivables_clerk' } : rule,
  )
  await set(org, 'goods', 0, steps)
  const contract_id = await sign()
  await done(org.admin, '/api/invoices', {
    customer_number: 'K1',
    entity_id,
    contract_id,
    issued_on: '2026-01-15',
    contract_reason: 'agreed',
    lines: [{ description: 'Pumps', amount_minor: '113000', contract_line: 1, tax_code: 'VAT13' }],
  })
  const sweep = modules.jobs.sweeps.find(one => one.name === 'contracts-late')
  for (let run = 0; run < 2; run++) {
    await sweep?.run(org.org_id)
    await runWaiting(modules.jobs, org.org_id)
  }
  const rules = async (who: typeof collector) =>
    (await who.get('/api/tasks', { subject_kind: 'contract', owner_id: who.person_id })).body.rows.map(
      (row: { rule: string; owner_id: string }) => [row.rule, row.owner_id === who.person_id],
    )
  assert.deepEqual(await rules(org.admin), [['contract.skipped.delivered', true]])
  assert.deepEqual(await rules(collector), [['contract.skipped.confirmed', true]])
})

/** Keeps a signed file of a contract as a browser sends it. */
async function keep(org: Founded, contract_id: string, content: string, more: Record<string, string> = {}) {
  const fields = {
    ours_name: 'Ms Li',
    ours_on: '2026-01-05',
    theirs_name: 'Mr Kunde',
    theirs_on: '2026-01-06',
    ...more,
  }
  const { headers, body } = multipart(fields, { name: 'signed.pdf', content })
  const answer = await org.app.inject({
    method: 'POST',
    url: `/api/contracts/${contract_id}/signed`,
    headers: { ...headers, authorization: `Bearer ${org.admin.token}`, 'idempotency-key': crypto.randomUUID() },
    payload: body,
  })
  return { status: answer.statusCode, body: answer.json(), headers: {} }
}

test('[CTR-15] goods leave once the signed file is kept, where the gate asks for it; a newer file leaves the earlier', async () => {
  const { org, sign, read } = await desk()
  const steps = standardSteps.goods.map(rule =>
    rule.step === 'signed' ? { ...rule, gate: 'whole' as const, evidence: true } : rule,
  )
  await set(org, 'goods', 0, steps)
  const contract_id = await sign()
  assert.deepEqual(codes(await deliver(org, contract_id)), ['0 step_evidence_missing'])
  assert.deepEqual(codes(await keep(org, contract_id, 'no PDF', { ours_on: '2999-01-01' })), [
    '0 signed_no_pdf',
    '0 signed_day_future',
  ])
  const first = await keep(org, contract_id, '%PDF-1.7 first')
  assert.equal(first.status, 200, JSON.stringify(first.body))
  assert.equal(first.body.sha256, createHash('sha256').update('%PDF-1.7 first').digest('hex'))
  assert.equal((await deliver(org, contract_id)).status, 200)

  await keep(org, contract_id, '%PDF-1.7 second', { note: 'With annex' })
  const { rows } = (await org.admin.get(`/api/contracts/${contract_id}/signed`)).body
  assert.deepEqual(
    rows.map((row: Record<string, unknown>) => [row.state, row.theirs_name, row.theirs_on, row.note, row.outdated]),
    [
      ['current', 'Mr Kunde', '2026-01-06', 'With annex', false],
      ['replaced', 'Mr Kunde', '2026-01-06', null, false],
    ],
  )
  const contents = []
  for (const { signed_id } of rows) {
    const url = `/api/signed-contracts/${signed_id}/content`
    contents.push((await org.app.inject({ url, headers: { authorization: `Bearer ${org.admin.token}` } })).payload)
  }
  assert.deepEqual(contents, ['%PDF-1.7 second', '%PDF-1.7 first'])

  const gone = await org.admin.post(`/api/signed-contracts/${rows[0].signed_id}/withdrawal`, { reason: 'Not ours' })
  assert.equal(gone.status, 200)
  assert.equal((await read(contract_id)).steps[0].lacks_evidence, true)
  const again = await org.admin.post(`/api/signed-contracts/${rows[1].signed_id}/withdrawal`, { reason: 'x' })
  assert.equal(again.body.code, 'signed_unknown')
  const stranger = await org.as('sales')
  assert.deepEqual((await stranger.get(`/api/contracts/${contract_id}/signed`)).body.rows, [])
})
