/** Sample files of layouts, made from their data: what an export looks like, with made-up customers. Pure. */
import type { ImportMap } from './contract.ts'
import { fieldsOf } from './fields.ts'
import { headingsOf, type Layout, layoutMap } from './layouts.ts'
import { csvLine } from './write-csv.ts'

const people = {
  zh: [
    ['C0001', '华东机电设备有限公司', '王敏'],
    ['C0002', '江南包装材料有限公司', '李强'],
    ['C0003', '北辰软件技术有限公司', '陈静'],
  ],
  en: [
    ['10001', 'Northwind Traders Ltd', 'Ann'],
    ['10002', 'Harbour Design Co', 'Ben'],
    ['10003', 'Acme Tools LLC', 'Eve'],
  ],
} as const
const amounts = ['1234.50', '8000.00', '350.00']

/**
 * A sample file of a layout as CSV text with a byte order mark: three rows, where a document has lines a further one of
 * the first, where only some rows count one that does not, and where there are amounts a row of sums.
 */
export function layoutSample(layout: Layout): string {
  const header = headingsOf(layout).map(heading => heading[0] as string)
  const map = layoutMap(layout, header)
  const rows = people[layout.language].map((_, at) => rowOf(layout, map, header, at))
  const first = rows[0] as string[]
  const further = map.once.length > 0 ? [first] : []
  const lost = layout.only ? [lostOf(layout, map, header, rows[2] as string[])] : []
  const sums = layout.kind === 'customers' ? [] : [sumsOf(layout, map, header)]
  return `\ufeff${[header, first, ...further, ...rows.slice(1), ...lost, ...sums].map(cells => csvLine(cells)).join('')}`
}

/** The last row again as one that does not count: a deal that is not won. */
function lostOf(layout: Layout, map: ImportMap, header: readonly string[], row: readonly string[]): string[] {
  const [first] = layout.only ?? []
  const at = header.indexOf(map.only[0]?.column ?? '')
  return row.map((cell, place) => (place === at ? (first?.other ?? '') : cell))
}

function rowOf(layout: Layout, map: ImportMap, header: readonly string[], at: number): string[] {
  const cells = header.map((name): string => (layout.marks.includes(name) ? '—' : ''))
  const put = (column: string, text: string) => {
    cells[header.indexOf(column)] = text
  }
  for (const { field, form } of fieldsOf[layout.kind]) {
    const column = map.columns[field]
    const text = cellOf(layout, field, form, at)
    if (typeof column === 'string' && text !== '') put(column, text)
    const pair = map.pairs[field]
    if (pair) put(layout.kind === 'receipts' ? pair.credit : pair.debit, amounts[at] as string)
  }
  for (const { column, values } of map.only) put(column, values[0] as string)
  return cells
}

function sumsOf(layout: Layout, map: ImportMap, header: readonly string[]): string[] {
  const cells = header.map(() => '')
  const pair = map.pairs.amount
  const column = pair ? (layout.kind === 'receipts' ? pair.credit : pair.debit) : (map.columns.amount as string)
  cells[0] = layout.language === 'zh' ? '合计' : 'Total'
  cells[header.indexOf(column)] = '9584.50'
  return cells
}

/** What a field says in the row: nothing where a sample would have to make up a value that is checked. */
function cellOf(layout: Layout, field: string, form: string, at: number): string {
  const [number, name, contact] = people[layout.language][at] as readonly [string, string, string]
  const zh = layout.language === 'zh'
  const known: Record<string, string> = {
    number: layout.kind === 'customers' ? number : `${seriesOf(layout)}2026010${at + 1}`,
    customer_number: number,
    customer_name: name,
    name,
    number_aliases: zh ? name : `A-${number}`,
    name_aliases: name.slice(0, 4),
    contact_name: contact,
    contact_phone: `555010${at + 1}`,
    contact_email: `${['ann', 'ben', 'eve'][at]}@example.com`,
    terms_code: 'Net 30',
    method: zh ? '电汇' : 'Bank Transfer',
    external_id: `4271660000000${at + 1}`,
    title: zh ? `${name}供货合同` : `${name} – supply`,
    description: zh ? '样例产品' : 'Sample product',
    quantity: '1',
    unit: zh ? '件' : 'pc',
    unit_price: amounts[at] as string,
    tax_code: layout.values?.tax_code ? (Object.keys(layout.values.tax_code)[0] as string) : '',
    kind: layout.values?.kind ? (Object.keys(layout.values.kind)[0] as string) : 'Invoice',
    reference: `PO-${at + 1}`,
    note: zh ? '样例' : 'Sample',
  }
  if (field in known) return known[field] as string
  if (form === 'amount') return field === 'amount' ? (amounts[at] as string) : ''
  if (form === 'currency') return zh ? '人民币' : 'USD'
  if (form === 'day') return dayOf(layout.sample_order ?? 'ymd', field === 'due_on' ? '02' : '01', 24 + at)
  return ''
}

const seriesOf = ({ kind, language }: Layout) =>
  kind === 'contracts' ? (language === 'zh' ? 'HT' : 'SO-') : language === 'zh' ? 'YS' : 'INV-'

const dayOf = (order: 'ymd' | 'mdy' | 'dmy', month: string, day: number) =>
  ({ ymd: `2026-${month}-${day}`, mdy: `${month}/${day}/2026`, dmy: `${day}/${month}/2026` })[order]
