import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runWaiting } from '../kernel/jobs.ts'
import type { Instant } from '../kernel/values.ts'
import { asOwner, codes } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { type EInvoice, eInvoiceXml, zipOf } from '../testing/einvoice.ts'
import { testHouse } from '../testing/organisation.ts'
import { buyerName, buyerTaxId, taxDesk } from '../testing/tax-desk.ts'
import { multipart } from '../testing/upload.ts'
import { decideAnswer, type Standing } from './decide-red.ts'
import type { ConfirmationState, PlatformCode } from './red-names-contract.ts'

const { modules } = await testHouse()

const numberOf = (at: number) => `2644000000000000${String(at).padStart(4, '0')}`
const pumps = { name: '*泵*水泵', net: '100000.00', tax: '13000.00', rate: '0.13', quantity: '10' }
const service = { name: '*服务*安装服务', net: '1000.00', tax: '60.00', rate: '0.06' }
const platform = '44010126031000000001'

/** A blue tax invoice of 114,060.00 over a whole claim, and ways to credit and redden it. */
async function desk() {
  const tax = await taxDesk()
  const { org, invoice } = tax
  const one = await tax.request()
  await tax.approve(one)
  const [entity] = await asOwner<{ name: string }>('select name from entities where entity_id = $1', [tax.entity_id])
  const post = (content: Buffer | string, name: string) => {
    const { body, headers } = multipart({}, { name, content })
    return org.admin.post('/api/tax-invoices', body, headers)
  }
  const xml = (more: Partial<EInvoice>) =>
    eInvoiceXml({
      number: numberOf(1),
      seller: entity?.name ?? '',
      buyer: buyerName,
      buyer_tax_id: buyerTaxId,
      lines: [pumps, service],
      ...more,
    })
  const send = (more: Partial<EInvoice>) => post(xml(more), 'one.xml')
  const blue_id = (await send({ remark: one.number })).body.rows[0].tax_invoice_id as string
  const credit = async (amount_minor: string, more: object = {}) => {
    const draft = {
      credits_id: invoice.invoice_id,
      issued_on: '2026-03-22',
      amount_minor,
      tax_code: 'VAT13',
      reason: '退货',
      ...more,
    }
    const parked = await org.admin.post('/api/credit-notes', [draft])
    if (parked.status === 200) return parked.body.rows[0].invoice_id as string
    assert.equal(parked.status, 202, JSON.stringify(parked.body))
    const checker = await org.as('everything')
    await done(checker, `/api/approvals/${parked.body.request_id}/release`, {})
    const { rows } = (await org.admin.get('/api/invoices', { kind: 'credit_note', amount_to: `-${amount_minor}` })).body
    return rows[0].invoice_id as string
  }
  const draft = { blue_id, reason_code: '02', buyer_use: 'deducted' }
  const confirm = (more: object = {}) => org.admin.post('/api/red-confirmations', { ...draft, ...more })
  const step = (of: { confirmation_id: string; version: number }, what: string, more: object = {}) =>
    org.admin.post(`/api/red-confirmations/${of.confirmation_id}/${what}`, { version: of.version, ...more })
  const gaps = async () =>
    (await org.admin.get('/api/tax-invoices/red-gaps')).body.rows.map((row: Record<string, string>) => [
      row.kind,
      row.left_minor,
      row.under_way_minor,
    ])
  const redXml = (more: Partial<EInvoice> = {}) => ({
    number: numberOf(2),
    red: true,
    issued_on: '2026-03-25',
    lines: [{ ...pumps, net: '-10000.00', tax: '-1300.00', quantity: '-1' }],
    remark: `被红冲蓝字数电发票号码：${numberOf(1)} 红字发票信息确认单编号：${platform}`,
    ...more,
  })
  return { ...tax, one, blue_id, send, post, xml, credit, confirm, step, gaps, redXml }
}

test('[TAX-12] [TAX-14] a return: credit note, confirmation of the buyer, red tax invoice; each gap shows until it is closed', async () => {
  const { org, credit, confirm, step, gaps, invoice } = await desk()
  assert.deepEqual(await gaps(), [])
  const credit_note_id = await credit('1130000')
  assert.deepEqual(await gaps(), [['credit_note', '1130000', '0']])
  const drafted = await confirm({ credit_note_id })
  assert.equal(drafted.status, 200, JSON.stringify(drafted.body))
  assert.match(drafted.body.number, /^RLC\d{4}-000001$/)
  assert.deepEqual(await gaps(), [['credit_note', '1130000', '1130000']])
  const asked = await step(drafted.body, 'asking', { platform_number: platform })
  assert.equal(asked.body.state, 'waiting')
  const shown = (await org.admin.get(`/api/red-confirmations/${drafted.body.confirmation_id}`)).body
  assert.equal(
    Temporal.Instant.from(shown.asked_at).until(shown.expires_at).total('hours'),
    72,
    'the clock is that of the law',
  )
  assert.deepEqual([shown.law.hours, shown.tax_minor, shown.blue_left_minor], [72, '130000', '11406000'])
  const issue = { number: numberOf(2), issued_on: '2026-03-25' }
  assert.deepEqual(codes(await step(asked.body, 'issuing', issue)), ['0 red_confirmation_state'])
  const agreed = await step(asked.body, 'answer', { code: '04' })
  assert.equal(agreed.body.state, 'confirmed')
  assert.deepEqual(codes(await step(agreed.body, 'issuing', { ...issue, number: '12' })), ['0 tax_document_number'])
  assert.deepEqual(codes(await step(agreed.body, 'issuing', { ...issue, issued_on: '2026-03-01' })), [
    '0 tax_red_before_blue',
  ])
  const issued = await step(agreed.body, 'issuing', issue)
  assert.equal(issued.body.state, 'issued', JSON.stringify(issued.body))
  assert.deepEqual(await gaps(), [])
  const red = (await org.admin.get(`/api/tax-invoices/${issued.body.tax_invoice_id}`)).body
  assert.deepEqual(
    [red.is_red, red.amount_minor, red.confirmation_number, red.links[0].amount_minor],
    [true, '-1130000', platform, '-1130000'],
    'it takes back the line of its rate',
  )
  assert.deepEqual(
    red.lines.map((line: Record<string, string>) => [line.tax_rate, line.net_minor]),
    [['13', '-1000000']],
  )
  assert.equal((await org.admin.get(`/api/invoices/${invoice.invoice_id}`)).body.tax_invoice_state, 'full')
  const of = (await org.admin.get(`/api/invoices/${credit_note_id}/tax-standing`)).body.red
  assert.deepEqual([of.left_minor, of.reds[0].number, of.confirmations[0].state], ['0', numberOf(2), 'issued'])
})

test('[TAX-12] a confirmation never takes more than stands, than its credit note needs, nor for another claim', async () => {
  const { confirm, credit, bill, send, step, org } = await desk()
  assert.deepEqual(codes(await confirm({ amount_minor: '11406001' })), ['0 red_confirmation_over_blue'])
  assert.deepEqual(codes(await confirm({ amount_minor: '100', tax_minor: '101' })), ['0 red_confirmation_tax'])
  assert.deepEqual(codes(await confirm({ started_by: 'buyer', buyer_use: 'none' })), [
    '0 red_confirmation_buyer_unused',
  ])
  const credit_note_id = await credit('1130000')
  assert.deepEqual(codes(await confirm({ credit_note_id, amount_minor: '1130001' })), [
    '0 red_confirmation_over_credit',
  ])
  const other = await bill()
  const elsewhere = await credit('50000', { credits_id: other.invoice_id })
  assert.deepEqual(codes(await confirm({ credit_note_id: elsewhere })), ['0 red_credit_other_claim'])
  assert.deepEqual(codes(await confirm({ credit_note_id: other.invoice_id })), ['0 red_credit_note'])
  const first = (await confirm({ amount_minor: '11000000' })).body
  assert.deepEqual(codes(await confirm({ amount_minor: '406001' })), ['0 red_confirmation_over_blue'])
  const gone = await step(first, 'withdrawal', { reason: '录错' })
  assert.equal(gone.body.state, 'withdrawn')
  assert.deepEqual(codes(await step(gone.body, 'withdrawal', { reason: '再撤' })), ['0 red_confirmation_state'])
  const two = await Promise.all([confirm({ amount_minor: '6000000' }), confirm({ amount_minor: '6000000' })])
  assert.deepEqual(two.map(answer => answer.status).toSorted(), [200, 409], 'of two at once one wins')
  const red = (await send({ number: numberOf(9) })).body
  assert.ok(red, JSON.stringify(red))
  const asked = (await confirm({ amount_minor: '100', platform_number: platform })).body
  assert.equal(asked.state, 'draft')
  assert.deepEqual(codes(await confirm({ amount_minor: '100', platform_number: platform })), [
    '0 red_confirmation_number_taken',
  ])
  const list = (await org.admin.get('/api/red-confirmations', { state: 'draft', sort: '-amount_minor' })).body.rows
  assert.deepEqual(
    list.map((row: { amount_minor: string }) => row.amount_minor),
    ['6000000', '100'],
  )
})

test('[TAX-13] a confirmation that waits lapses with its time; who drafted it gets a task for each step', async () => {
  const { org, confirm, step } = await desk()
  const ago = (hours: number) => Temporal.Now.instant().subtract({ hours }).toString({ smallestUnit: 'microsecond' })
  const late = (await confirm({ amount_minor: '100' })).body
  const future = await step(late, 'asking', { asked_at: ago(-1) })
  assert.deepEqual(codes(future), ['0 red_confirmation_future'])
  const asked = (await step(late, 'asking', { asked_at: ago(73) })).body
  assert.deepEqual(codes(await step(asked, 'answer', { code: '04' })), ['0 red_confirmation_expired'])
  const buyers = await confirm({
    amount_minor: '200',
    started_by: 'buyer',
    asked_at: ago(2),
    platform_number: platform,
  })
  assert.equal(buyers.body.state, 'waiting', JSON.stringify(buyers.body))
  assert.deepEqual(codes(await step(buyers.body, 'answer', { code: '07' })), ['0 red_confirmation_not_expired'])
  assert.deepEqual(codes(await step(buyers.body, 'withdrawal', { reason: '不是我方' })), [
    '0 red_confirmation_of_buyer',
  ])
  const overdue = (await org.admin.get('/api/red-confirmations', { overdue: 'true' })).body.rows
  assert.deepEqual([overdue.length, overdue[0].confirmation_id], [1, late.confirmation_id])
  const sweep = modules.jobs.sweeps.find(one => one.name === 'red-confirmations')
  for (const _ of [1, 2]) {
    await sweep?.run(org.org_id)
    await runWaiting(modules.jobs, org.org_id)
  }
  const after = (await org.admin.get(`/api/red-confirmations/${late.confirmation_id}`)).body
  assert.deepEqual([after.state, after.platform_code], ['expired', '07'])
  const tasks = (await org.admin.get('/api/tasks')).body.rows.map((row: { title: string }) => row.title)
  assert.deepEqual(tasks.filter((title: string) => /lapsed|超时/.test(title)).length, 1, JSON.stringify(tasks))
  assert.deepEqual(tasks.filter((title: string) => /answer the confirmation|请确认/.test(title)).length, 1)
  const confirmed = await step(buyers.body, 'answer', { code: '04' })
  assert.equal(confirmed.body.state, 'confirmed')
})

test('[TAX-13] where the buyer has not used it, the seller reverses alone', async () => {
  const { confirm, step } = await desk()
  const drafted = (await confirm({ buyer_use: 'none', reason_code: '01' })).body
  assert.equal((await step(drafted, 'asking')).body.state, 'confirmed')
})

test('[TAX-14] a red file finds its confirmation by number, else by amount; what contradicts it is refused', async () => {
  const { confirm, step, send, credit, gaps, redXml, post, xml, org, blue_id } = await desk()
  const credit_note_id = await credit('1130000')
  const refused = (await confirm({ amount_minor: '1130000', platform_number: platform })).body
  const asked = (await step(refused, 'asking')).body
  const no = (await step(asked, 'answer', { code: '05', reason: '数量不符' })).body
  assert.equal(no.state, 'refused')
  assert.deepEqual(codes(await send(redXml())), ['0 tax_red_confirmation_state'])
  const second = (await confirm({ credit_note_id })).body
  const bare = redXml({ remark: `被红冲蓝字数电发票号码：${numberOf(1)}` })
  const early = { ...bare, issued_on: '2026-03-01' }
  assert.deepEqual(codes(await send(early)), ['0 tax_red_before_blue'])
  const kept = await send(bare)
  assert.equal(kept.status, 200, JSON.stringify(kept.body))
  const shown = (await org.admin.get(`/api/red-confirmations/${second.confirmation_id}`)).body
  assert.deepEqual([shown.state, shown.red_number], ['issued', numberOf(2)])
  assert.deepEqual(await gaps(), [])
  const third = (await confirm({ amount_minor: '500', platform_number: '44010126031000000003' })).body
  assert.ok(third.number)
  const other = redXml({
    number: numberOf(3),
    remark: `被红冲蓝字数电发票号码：${numberOf(1)} 红字发票信息确认单编号：44010126031000000003`,
  })
  assert.deepEqual(codes(await send(other)), ['0 tax_red_confirmation_differs'])
  // Two of one upload do not take back more than stands.
  const half = (at: number) =>
    xml(
      redXml({
        number: numberOf(at),
        lines: [{ ...pumps, net: '-60000.00', tax: '-7800.00' }],
        remark: bare.remark ?? '',
      }),
    )
  assert.deepEqual(codes(await post(zipOf({ 'a.xml': half(4), 'b.xml': half(5) }), 'both.zip')), [
    '0 tax_red_over_blue',
  ])
  assert.equal((await org.admin.get(`/api/tax-invoices/${blue_id}`)).body.state, 'part_reversed')
})

test('[TAX-14] a red one without a credit note shows, is linked by hand as far as both go, and taken back with a reason', async () => {
  const { send, credit, gaps, redXml, org } = await desk()
  const { tax_invoice_id } = (await send(redXml())).body.rows[0]
  assert.deepEqual(await gaps(), [['red_invoice', '1130000', '0']])
  const small = await credit('130000')
  assert.deepEqual(await gaps(), [
    ['credit_note', '130000', '0'],
    ['red_invoice', '1130000', '0'],
  ])
  const path = `/api/tax-invoices/${tax_invoice_id}`
  const link = { credit_note_id: small }
  assert.deepEqual(codes(await org.admin.post(`${path}/credit-notes`, { ...link, amount_minor: '130001' })), [
    '0 red_confirmation_over_credit',
  ])
  assert.equal((await done(org.admin, `${path}/credit-notes`, link)).amount_minor, '130000')
  assert.deepEqual(codes(await org.admin.post(`${path}/credit-notes`, link)), ['0 red_credit_nothing_left'])
  assert.deepEqual(await gaps(), [['red_invoice', '1000000', '0']])
  await done(org.admin, `${path}/uncrediting`, { ...link, reason: '对错了' })
  assert.equal((await gaps()).length, 2)
  const { totals } = (await org.admin.get('/api/tax-invoices/red-gaps', { kind: 'credit_note' })).body
  assert.deepEqual(totals, [{ kind: 'credit_note', currency: 'CNY', count: 1, left_minor: '130000' }])
})

test('[TAX-13] what each answer of the platform makes of a confirmation', () => {
  const at = '2026-03-10T08:00:00Z' as Instant
  const later = '2026-03-20T08:00:00Z' as Instant
  const one = (state: ConfirmationState, more: Partial<Standing> = {}): Standing => ({
    number: 'RLC2026-000001',
    state,
    started_by: 'seller',
    buyer_use: 'deducted',
    expires_at: '2026-03-12T08:00:00Z' as Instant,
    ...more,
  })
  const rows: [Standing, PlatformCode, Instant, string][] = [
    [one('draft', { buyer_use: 'none' }), '01', at, 'confirmed'],
    [one('draft'), '01', at, 'red_confirmation_needs_buyer'],
    [one('waiting'), '02', at, 'waiting'],
    [one('waiting'), '03', at, 'red_confirmation_answer'],
    [one('waiting'), '04', at, 'confirmed'],
    [one('waiting'), '04', later, 'red_confirmation_expired'],
    [one('waiting'), '05', at, 'refused'],
    [one('waiting'), '06', at, 'red_confirmation_answer'],
    [one('waiting', { started_by: 'buyer' }), '06', at, 'refused'],
    [one('waiting', { started_by: 'buyer' }), '05', at, 'red_confirmation_answer'],
    [one('waiting'), '07', at, 'red_confirmation_not_expired'],
    [one('waiting'), '07', later, 'expired'],
    [one('waiting'), '08', later, 'withdrawn'],
    [one('waiting'), '09', at, 'red_confirmation_answer'],
    [one('confirmed'), '09', later, 'withdrawn'],
    [one('confirmed'), '04', at, 'red_confirmation_answer'],
    [one('draft'), '11', at, 'stopped'],
    [one('confirmed'), '13', at, 'stopped'],
    [one('issued'), '10', at, 'red_confirmation_answer'],
    [one('refused'), '04', at, 'red_confirmation_answer'],
  ]
  for (const [standing, code, when, expected] of rows) {
    const verdict = decideAnswer(standing, code, when)
    assert.equal('code' in verdict ? verdict.code : verdict.state, expected, `${standing.state} ${code}`)
  }
})
