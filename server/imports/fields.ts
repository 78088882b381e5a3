/** What each kind of import can take from a file. Pure. */
import type { ImportMap, importKinds } from './contract.ts'
import { guesses } from './guesses.ts'

export type ImportKind = (typeof importKinds)[number]

/**
 * How a cell is read: `text` as it stands, `code` without the noise of spreadsheets (1930571429.0), `day`, `amount` in
 * the row's currency, `decimal`, `currency`, `yes_no`, `list` (several codes in a cell), or one of the named values.
 */
export type FieldForm = 'text' | 'code' | 'day' | 'amount' | 'decimal' | 'currency' | 'yes_no' | 'list' | 'choice'

export type Field = {
  field: string
  form: FieldForm
  /** Must be given in every row. */
  required: boolean
  /** Longest text. */
  max: number
  /** Values of a choice, each with the spellings of files. */
  choices?: Readonly<Record<string, readonly string[]>>
}

const field = (name: string, form: FieldForm, more: Partial<Field> = {}): Field => ({
  field: name,
  form,
  required: false,
  max: 200,
  ...more,
})
const required = { required: true }

const customer = [
  field('customer_number', 'code', { required: true, max: 60 }),
  field('customer_name', 'text', { max: 300 }),
  field('entity_code', 'code', { max: 20 }),
]
const money = [field('currency', 'currency', { max: 10 }), field('amount', 'amount', required)]

const documents = [
  ...customer,
  field('number', 'code', { max: 80 }),
  field('issued_on', 'day', required),
  field('posted_on', 'day'),
  field('due_on', 'day'),
  field('terms_code', 'text', { max: 60 }),
  field('currency', 'currency', { max: 10 }),
  field('amount', 'amount'),
  field('net_amount', 'amount'),
  field('tax_amount', 'amount'),
  field('tax_code', 'code', { max: 30 }),
  field('rate', 'decimal'),
  field('kind', 'choice', { choices: { invoice: ['应收单', '发票', 'inv', 'rv', 'dr'], charge: ['费用', 'fee'] } }),
  field('booked_on', 'day'),
  field('reference', 'text'),
  field('note', 'text', { max: 2000 }),
  field('salesperson_code', 'code', { max: 60 }),
  field('external_id', 'code'),
]

const methods: Readonly<Record<string, readonly string[]>> = {
  transfer: ['转账', '银行转账', '电汇', '网银', '汇款', 'bank transfer', 'wire', 'wire transfer', 'ach', 't/t', 'eft'],
  cash: ['现金'],
  cheque: ['支票', 'check'],
  card: ['刷卡', '信用卡', 'credit card'],
  electronic: ['支付宝', '微信', '微信支付', 'alipay', 'wechat', 'paypal'],
  other: ['其他', '其它'],
}
const method = field('method', 'choice', { choices: methods })

/** Kinds of contracts; a prepayment is goods or services of which something is paid before. */
const courses: Readonly<Record<string, readonly string[]>> = {
  goods:
    '货物 商品 产品 销售 销售合同 买卖合同 购销合同 供货 供货合同 采购 product products sale sales supply hardware'.split(
      ' ',
    ),
  services: '服务 服务合同 技术服务 咨询 维保 租赁 订阅 service consulting maintenance rental subscription'.split(' '),
  prepayment: ['预付', '预付款', '预收', '预收款', '先款后货', 'advance', 'prepaid', 'payment in advance'],
  milestones: ['里程碑', '项目', '工程', '按里程碑', '分阶段', 'milestone', 'project', 'stages'],
}
const recurrences: Readonly<Record<string, readonly string[]>> = {
  month: ['月', '每月', '按月', '月付', 'monthly', 'per month'],
  quarter: ['季', '季度', '每季', '每季度', '按季', '季付', 'quarterly', 'per quarter'],
  year: ['年', '每年', '年度', '按年', '年付', 'yearly', 'annual', 'annually', 'per year'],
}

/** The fields of each kind, those that must be mapped first. */
export const fieldsOf: Readonly<Record<ImportKind, readonly Field[]>> = {
  invoices: documents,
  settlements: [
    ...documents,
    field('settled_on', 'day'),
    field('settled_amount', 'amount'),
    field('receipt_number', 'code', { max: 80 }),
    method,
  ],
  receipts: [
    ...customer,
    field('received_on', 'day', required),
    ...money,
    field('posted_on', 'day'),
    field('number', 'code', { max: 80 }),
    method,
    field('rate', 'decimal'),
    field('bank_charge', 'amount'),
    field('is_advance', 'yes_no'),
    field('payer_name', 'text', { max: 300 }),
    field('invoice_numbers', 'list', { max: 2000 }),
    field('applied_on', 'day'),
    field('booked_on', 'day'),
    field('reference', 'text', { max: 300 }),
    field('note', 'text', { max: 2000 }),
    field('external_id', 'code'),
  ],
  history: [
    ...customer,
    field('number', 'code', { required: true, max: 80 }),
    field('issued_on', 'day', required),
    ...money,
    field('kind', 'choice', {
      choices: {
        invoice: ['应收单', '发票', 'inv', 'rv', 'dr'],
        credit_note: ['红字应收单', '红字发票', '贷项通知单', 'credit', 'credit memo', 'cn', 'dg'],
        receipt: ['收款', '收款单', 'payment', 'dz'],
      },
    }),
    field('due_on', 'day'),
    field('settled_on', 'day'),
    field('settled_amount', 'amount'),
    field('booked_on', 'day'),
    field('external_id', 'code'),
  ],
  contracts: [
    ...customer,
    field('signed_on', 'day', required),
    field('number', 'code', { max: 80 }),
    field('title', 'text'),
    field('kind', 'choice', { choices: courses }),
    field('starts_on', 'day'),
    field('ends_on', 'day'),
    field('currency', 'currency', { max: 10 }),
    field('contract_amount', 'amount'),
    field('description', 'text', { max: 500 }),
    field('product', 'text', { max: 100 }),
    field('quantity', 'decimal'),
    field('unit', 'text', { max: 20 }),
    field('unit_price', 'decimal'),
    field('price_includes_tax', 'yes_no'),
    field('amount', 'amount'),
    field('net_amount', 'amount'),
    field('tax_amount', 'amount'),
    field('tax_code', 'code', { max: 30 }),
    field('bill_on', 'day'),
    field('advance_amount', 'amount'),
    field('milestone', 'text'),
    field('met_on', 'day'),
    field('evidence', 'text', { max: 500 }),
    field('recurs', 'choice', { choices: recurrences }),
    field('terms_code', 'text', { max: 60 }),
    method,
    field('salesperson_code', 'code', { max: 60 }),
    field('department_code', 'code', { max: 60 }),
    field('grade_reason', 'text', { max: 500 }),
    field('reference', 'text'),
    field('note', 'text', { max: 2000 }),
    field('external_id', 'code'),
  ],
  openings: [
    ...customer,
    field('issued_on', 'day', required),
    ...money,
    field('kind', 'choice', {
      choices: {
        invoice: ['应收单', '应收', '发票', 'inv'],
        charge: ['费用', '其他应收'],
        credit_note: ['红字应收单', '贷项', 'credit', 'credit memo'],
        receipt: ['收款', '未核销收款', 'payment', 'unapplied'],
        advance: ['预收', '预收款', '预收账款', 'prepayment', 'deposit'],
        retention: ['质保金', '质量保证金'],
        bill: ['应收票据', '承兑汇票', '票据', 'note'],
        allowance: ['坏账准备', 'loss allowance', 'allowance for doubtful accounts', 'bad debt provision'],
      },
    }),
    field('cutover_on', 'day'),
    field('number', 'code', { max: 80 }),
    field('due_on', 'day'),
    field('base_amount', 'amount'),
    field('no_detail', 'yes_no'),
    field('booked_on', 'day'),
    field('reference', 'text'),
    field('external_id', 'code'),
  ],
  customers: [
    field('number', 'code', { required: true, max: 60 }),
    field('name', 'text', { required: true, max: 300 }),
    field('name_en', 'text', { max: 300 }),
    field('kind', 'choice', {
      choices: {
        company: ['企业', '公司', '单位'],
        person: ['个人', 'individual'],
        public_body: ['政府', '事业单位', '机关', 'government'],
      },
    }),
    field('country', 'code', { max: 2 }),
    field('tax_id', 'code', { max: 40 }),
    field('head_office_number', 'code', { max: 60 }),
    field('related_party', 'yes_no'),
    field('entity_code', 'code', { max: 20 }),
    field('terms_code', 'text', { max: 60 }),
    field('currency', 'currency', { max: 10 }),
    field('credit_limit', 'amount'),
    field('salesperson_code', 'code', { max: 60 }),
    field('department_code', 'code', { max: 60 }),
    field('contact_name', 'text'),
    field('contact_title', 'text'),
    field('contact_phone', 'text', { max: 60 }),
    field('contact_email', 'text', { max: 254 }),
    field('number_aliases', 'list', { max: 2000 }),
    field('name_aliases', 'list', { max: 5000 }),
    field('external_id', 'code'),
  ],
}

/** A field of a kind that a map names without having it. */
export type MapProblem = { code: 'map_invalid' | 'column_missing'; params: Record<string, unknown> }

/** Fields that a map gives, by a column, two columns, a constant or another day. */
export const given = (map: ImportMap): Set<string> =>
  new Set([map.columns, map.pairs, map.constants, map.derived].flatMap(part => Object.keys(part)))

/**
 * What is wrong with a map before any row is read: fields the kind has not, required ones without a column or constant,
 * columns the file has not. An amount may be given as net and tax instead. [IMP-3]
 */
export function mapProblems(kind: ImportKind, map: ImportMap, header: readonly string[]): MapProblem[] {
  const fields = fieldsOf[kind]
  const problems: MapProblem[] = []
  const has = given(map)
  for (const name of [...has, ...Object.keys(map.values)])
    if (!fields.some(one => one.field === name)) problems.push({ code: 'map_invalid', params: { field: name } })
  for (const [name, { from }] of Object.entries(map.derived))
    for (const day of [name, from])
      if (fields.find(one => one.field === day)?.form !== 'day')
        problems.push({ code: 'map_invalid', params: { field: day } })
  for (const name of Object.keys(map.pairs))
    if (fields.find(one => one.field === name)?.form !== 'amount' || map.columns[name] !== undefined)
      problems.push({ code: 'map_invalid', params: { field: name } })
  for (const one of fields)
    if (one.required && !has.has(one.field)) problems.push({ code: 'column_missing', params: { field: one.field } })
  if ((kind === 'invoices' || kind === 'settlements') && !has.has('amount') && !has.has('net_amount'))
    problems.push({ code: 'column_missing', params: { field: 'amount' } })
  if (kind === 'contracts' && !priced(has)) problems.push({ code: 'column_missing', params: { field: 'amount' } })
  const pairs = Object.entries(map.pairs).map(([name, { debit, credit }]) => [name, [debit, credit]] as const)
  for (const [name, columns] of [...Object.entries(map.columns), ...pairs])
    for (const column of typeof columns === 'string' ? [columns] : columns)
      if (columnIndex(header, column) === null)
        problems.push({ code: 'column_missing', params: { field: name, column } })
  for (const column of [...[...map.skip, ...map.only].map(one => one.column), ...map.once])
    if (columnIndex(header, column) === null) problems.push({ code: 'column_missing', params: { column } })
  return problems
}

/** Whether the rows of contracts say what they come to: an amount with or without tax, of the whole, or quantity and price. */
const priced = (has: ReadonlySet<string>) =>
  ['amount', 'net_amount', 'contract_amount'].some(field => has.has(field)) ||
  (has.has('quantity') && has.has('unit_price'))

/** Where a column of a map stands in the header (from 0): by its text, without regard to case and blanks, or as '#3'. */
export function columnIndex(header: readonly string[], column: string): number | null {
  const exact = header.indexOf(column)
  if (exact >= 0) return exact
  const place = /^#([1-9]\d{0,2})$/.exec(column)
  if (place) return Number(place[1]) <= header.length ? Number(place[1]) - 1 : null
  const plain = plainHeader(column)
  const alike = header.flatMap((name, at) => (plainHeader(name) === plain ? [at] : []))
  return alike.length === 1 ? (alike[0] ?? null) : null
}

/** A header without width, case, blanks, punctuation and what stands in brackets of units. */
export function plainHeader(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-./:*#'"()[\]（）【】：]/g, '')
}

/** The columns a header most likely means, field by field, the surest guess first; each column is used once. [IMP-2] */
export function proposeColumns(kind: ImportKind, header: readonly string[]): Record<string, string> {
  const plain = header.map(plainHeader)
  const used = new Set<number>()
  const columns: Record<string, string> = {}
  const rounds = Math.max(...Object.values(guesses).map(list => list.length))
  for (let round = 0; round < rounds; round++)
    for (const { field: name } of fieldsOf[kind]) {
      const guess = (guesses[`${kind}.${name}`] ?? guesses[name])?.[round]
      const at = guess === undefined || columns[name] !== undefined ? -1 : plain.indexOf(plainHeader(guess))
      if (at < 0 || used.has(at)) continue
      used.add(at)
      columns[name] =
        plain.indexOf(plain[at] as string) === plain.lastIndexOf(plain[at] as string)
          ? (header[at] as string)
          : `#${at + 1}`
    }
  return columns
}
