import type { Ask } from './house.ts'

const names = [
  ['深圳市腾跃贸易有限公司', 'Tengyue Trading'],
  ['上海恒泰机械制造有限公司', 'Hengtai Machinery'],
  ['杭州云帆科技股份有限公司', 'Yunfan Technology'],
  ['宁波海通进出口有限公司', 'Haitong Import & Export'],
  ['苏州精工电子有限公司', 'Jinggong Electronics'],
  ['南京长江建材集团有限公司', 'Changjiang Building Materials'],
  ['无锡明光照明有限公司', 'Mingguang Lighting'],
  ['合肥瑞丰食品有限公司', 'Ruifeng Foods'],
  ['广州南方物流有限公司', 'Nanfang Logistics'],
  ['青岛蓝海冷链有限公司', 'Lanhai Cold Chain'],
  ['成都蜀光医疗器械有限公司', 'Shuguang Medical'],
  ['武汉东湖光电有限公司', 'Donghu Optics'],
  ['Northwind Traders Ltd', 'Northwind Traders Ltd'],
  ['Contoso Retail GmbH', 'Contoso Retail GmbH'],
] as const

/** Three years of numbers from one seed: the same company in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return sides => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

const plusDays = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** Fills the organisation through the API: an entity, customers, invoices of half a year, and receipts for most of them. */
export async function fillCompany(ask: Ask): Promise<void> {
  const roll = dice(7)
  await ask('POST', '/api/entities', {
    code: 'E1',
    name: '华东示例贸易有限公司',
    name_en: 'Huadong Example Trading Co., Ltd.',
    base_currency: 'CNY',
    books_from: '2025-01-01',
  })
  const entity_code = 'E1'
  await ask(
    'POST',
    '/api/exchange-rates',
    ['2025-01-01', '2025-12-31', '2026-03-31'].flatMap((valid_on, at) => [
      { currency: 'USD', base_currency: 'CNY', valid_on, rate: `7.${10 + at}`, source: 'test' },
    ]),
  )
  await ask(
    'POST',
    '/api/customers',
    names.map(([name, name_en], at) => ({ number: `C${String(at + 1).padStart(3, '0')}`, name, name_en })),
  )
  const invoices = names.flatMap((_, customer) =>
    Array.from({ length: 6 + (customer % 5) }, (_, at) => {
      const issued_on = plusDays('2025-10-02', roll(175))
      return {
        customer_number: `C${String(customer + 1).padStart(3, '0')}`,
        entity_code,
        currency: customer >= 12 ? 'USD' : 'CNY',
        number: `INV-${customer + 1}${String(at + 1).padStart(2, '0')}`,
        issued_on,
        due_on: plusDays(issued_on, 30 + 15 * roll(3)),
        amount_minor: String((roll(900_000) + 15_000) * (customer === 1 ? 9 : 2)),
        ...(at === 0 ? { reference: `PO-${customer + 1}001` } : {}),
      }
    }),
  )
  await ask('POST', '/api/invoices', invoices)
  const paid = invoices.filter(() => roll(10) < 5)
  await ask(
    'POST',
    '/api/receipts',
    paid.map((invoice, at) => {
      const part = roll(4) === 0 ? BigInt(invoice.amount_minor) / 2n : BigInt(invoice.amount_minor)
      const received_on = plusDays(invoice.due_on, roll(30) - 10)
      return {
        customer_number: invoice.customer_number,
        entity_code,
        currency: invoice.currency,
        number: `RC-${String(at + 1).padStart(4, '0')}`,
        received_on: received_on > '2026-03-30' ? '2026-03-30' : received_on,
        amount_minor: part.toString(),
        reference: invoice.number,
        apply: [{ invoice_number: invoice.number, amount_minor: part.toString() }],
      }
    }),
  )
  await ask('POST', '/api/receipts', [
    {
      customer_number: 'C001',
      entity_code,
      number: 'RC-9001',
      currency: 'CNY',
      received_on: '2026-03-25',
      amount_minor: '4100000',
      reference: '货款',
    },
  ])
}

/** Opening items of the company beside the old book's totals; the receivables of one customer are said to be `old_minor`. */
export async function openingOf(ask: Ask, old_minor: string) {
  const { rows } = await ask('GET', '/api/entities')
  const dollars = { currency: 'USD', amount_minor: '2000000', base_minor: '14200000' }
  const yuan = (amount_minor: string) => ({ currency: 'CNY', amount_minor })
  const total = (account_code: string, customer_number: string, money: { currency: string; amount_minor: string }) => ({
    base_minor: money.amount_minor,
    account_code,
    customer_number,
    ...money,
  })
  return {
    entity_id: rows[0].entity_id,
    items: [
      { customer_number: 'C001', kind: 'invoice', number: 'OLD-1', issued_on: '2024-10-31', ...yuan('5650000') },
      { customer_number: 'C003', kind: 'invoice', number: 'OLD-3', issued_on: '2024-12-01', ...dollars },
      { customer_number: 'C004', kind: 'retention', number: 'OLD-4', issued_on: '2024-09-01', ...yuan('1130000') },
      { customer_number: 'C005', kind: 'advance', number: 'OLD-5', issued_on: '2024-12-20', ...yuan('-3000000') },
    ],
    totals: [
      total('1122', 'C001', yuan(old_minor)),
      total('1122', 'C003', dollars),
      total('1481', 'C004', yuan('1130000')),
      total('2204', 'C005', yuan('-3000000')),
    ],
  }
}

/** A contract under which something is delivered, confirmed and on its way; answers its id. */
export async function contractOf(ask: Ask): Promise<string> {
  const line = { description: 'Pumps', quantity: '10', unit: 'pc', unit_price: '1130', amount_minor: '1130000' }
  const { rows } = await ask('POST', '/api/contracts', {
    customer_number: 'C002',
    entity_code: 'E1',
    title: 'Pumps for the new hall',
    signed_on: '2026-01-10',
    lines: [line],
    parts: [
      { kind: 'delivery', label: 'On delivery', amount_minor: '1073500' },
      { kind: 'retention', label: 'Retention', amount_minor: '56500', months: 12 },
    ],
  })
  const { contract_id } = rows[0]
  const deliver = (delivered_on: string, quantity: string) =>
    ask('POST', `/api/contracts/${contract_id}/deliveries`, { delivered_on, lines: [{ line: 1, quantity }] })
  const { delivery_id } = await deliver('2026-02-01', '4')
  await deliver('2026-03-01', '2')
  const confirmation = { confirmed_on: '2026-02-03', confirmed_name: 'Wang', confirmed_how: 'signed_note' }
  await ask('POST', `/api/deliveries/${delivery_id}/confirmation`, confirmation)
  return contract_id
}
