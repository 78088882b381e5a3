import { addDays, addMonths } from '../kernel/values.ts'
import type { MadeUp } from './company-customers.ts'
import { type Issued, remember } from './company-days.ts'
import { type Company, entityOf, idOf, plan, say } from './company-world.ts'

/** A contract as it is kept in mind; what is billed follows from it alone, since a filling that goes on must ask the same again. */
type Deal = { customer: MadeUp; contract_id: string; price: number; tax_code: string }

/** Project customers buy under contracts: signed on a day of the company's time, and then delivered, confirmed and billed. */
export function planContracts(company: Company): void {
  const { chance, customers, input } = company
  const days = (Date.parse(input.to) - Date.parse(input.from)) / 86_400_000
  for (const customer of customers.filter(one => one.habit === 'project'))
    for (let at = 0; at < 2; at++)
      plan(company, addDays(input.from, chance.int(5, Math.max(6, days - 5))), () => sign(company, customer))
}

async function sign(company: Company, customer: MadeUp): Promise<void> {
  const { chance, today } = company
  const [quantity, price] = [chance.int(4, 30), chance.pick([8800, 12_600, 26_500])]
  const amount = BigInt(quantity) * BigInt(price) * 100n
  const kept = amount / 20n
  const draft = {
    entity_id: entityOf(company, customer),
    customer_id: idOf(company, customer),
    title: chance.pick(['设备采购合同（模拟）', '生产线改造合同（模拟）', '控制系统供货合同（模拟）']),
    signed_on: today,
    ends_on: addDays(today, 365),
    currency: customer.currency,
    terms_code: 'acceptance30',
    penalty_per_day: '0.05',
    lines: [
      {
        description: '控制柜',
        quantity: String(quantity),
        unit: '套',
        unit_price: String(price),
        amount_minor: String(amount),
        tax_code: customer.entity === 'export' ? 'VAT0' : 'VAT13',
      },
    ],
    parts: [
      { kind: 'delivery', label: '到货验收款', amount_minor: String(amount - kept) },
      { kind: 'retention', label: '质保金 5%', amount_minor: String(kept), months: 12 },
    ],
  }
  const { rows } = await say<{ rows: { contract_id: string }[] }>(company, 'clerk', 'contract.sign', [draft])
  const contract_id = rows[0]?.contract_id as string
  const first = chance.chance(0.4) ? Math.ceil(quantity / 2) : quantity
  const deal: Deal = { customer, contract_id, price, tax_code: draft.lines[0]?.tax_code ?? 'VAT13' }
  plan(company, addDays(today, chance.int(10, 36)), () => deliver(company, deal, first, quantity - first))
}

async function deliver(company: Company, deal: Deal, quantity: number, rest: number): Promise<void> {
  const { chance, today } = company
  const request = {
    contract_id: deal.contract_id,
    delivered_on: today,
    carrier: chance.pick(['顺丰（模拟）', '德邦（模拟）', '自提']),
    lines: [{ line: 1, quantity: String(quantity) }],
  }
  const { delivery_id } = await say<{ delivery_id: string }>(company, 'clerk', 'delivery.record', request)
  if (rest > 0) plan(company, addDays(today, chance.int(15, 40)), () => deliver(company, deal, rest, 0))
  plan(company, addDays(today, chance.int(2, 9)), () => confirm(company, deal, delivery_id, quantity))
}

async function confirm(company: Company, deal: Deal, delivery_id: string, quantity: number): Promise<void> {
  const { chance, today } = company
  const confirmation = {
    delivery_id,
    confirmed_on: today,
    confirmed_name: '收货人（模拟）',
    confirmed_how: 'signed_note',
  }
  await say(company, 'clerk', 'delivery.confirm', confirmation)
  plan(company, addDays(today, chance.int(1, 5)), () => bill(company, deal, quantity))
}

/** The goods are accepted and billed; a twentieth is retained for a year. */
async function bill(
  company: Company,
  { customer, contract_id, price, tax_code }: Deal,
  quantity: number,
): Promise<void> {
  const { today } = company
  await say(company, 'clerk', 'contract.mark', { contract_id, met_on: today, evidence: '验收单（模拟）' })
  const amount = BigInt(quantity) * BigInt(price) * 100n
  const retention = { amount_minor: String(amount / 20n), due_on: addMonths(today, 12) }
  const draft = {
    contract_id,
    entity_id: entityOf(company, customer),
    customer_id: idOf(company, customer),
    issued_on: today,
    currency: customer.currency,
    terms_code: 'acceptance30',
    lines: [
      {
        description: '控制柜',
        quantity: String(quantity),
        unit: '套',
        unit_price: String(price),
        price_includes_tax: true,
        amount_minor: String(amount),
        tax_code,
        contract_line: 1,
      },
    ],
    base_days: { acceptance: today },
    retention,
  }
  const { rows } = await say<Issued>(company, 'clerk', 'invoice.issue', [draft])
  for (const row of rows) remember(company, customer, row, { issued_on: today, retention })
  const handed = rows.map(({ invoice_id }) => ({ invoice_id, channel: 'hand', recipient: '收货人（模拟）' }))
  await say(company, 'clerk', 'invoice.dispatch', handed)
}
