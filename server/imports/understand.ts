/** One row of a file, by a map, as values of fields or what is wrong with them. Pure. */
import { currencyDigits, isCurrency, parseAmount, parseDecimal } from '../kernel/money.ts'
import type { RefusalCode } from '../kernel/refusals.ts'
import { addDays, type Day } from '../kernel/values.ts'
import type { ImportMap } from './contract.ts'
import { columnIndex, type Field, fieldsOf, type ImportKind } from './fields.ts'
import { type DayOrder, detectDayOrder, parseFileDay } from './parse-day.ts'
import { continuedRows, passedRows } from './passed-rows.ts'

/** An amount is bigint minor units of the row's currency; a list is text[]; a switch is boolean; the rest is text. */
export type Value = string | bigint | boolean | string[]
export type Values = Readonly<Record<string, Value | undefined>>
export type RowProblem = { code: RefusalCode; params: Record<string, unknown> }
export type Understood = { values: Values; problems: RowProblem[] }

/** What a row's meaning depends on beside the map. */
export type Entities = readonly { entity_id: string; code: string; base_currency: string }[]

/** Reads rows by a map, once and in their order; null for a row that is passed over. */
export type RowReader = (cells: readonly string[]) => Understood | null

type Column = {
  field: Field
  at: readonly number[]
  /** The other side, where the amount stands in two columns. */
  against: number | undefined
  constant: string | undefined
  means: Readonly<Record<string, string>>
}

/** Prepares the reading of rows. The map must fit the header (`mapProblems`), its day order be decided. [IMP-4] */
export function rowReader(
  kind: ImportKind,
  map: ImportMap,
  header: readonly string[],
  order: DayOrder,
  entities: Entities,
): RowReader {
  const columns = fieldsOf[kind].flatMap(field => columnOf(kind, field, map, header) ?? [])
  const early = columns.filter(({ field }) => field.form !== 'amount')
  const amounts = columns.filter(({ field }) => field.form === 'amount')
  const passed = passedRows(kind, map, header)
  const continued = continuedRows(kind, map, header)
  const derived = Object.entries(map.derived)
  const byCode = new Map(entities.map(entity => [entity.code, entity]))
  return bare => {
    if (passed(bare)) return null
    const cells = continued(bare)
    if (cells === null) return null
    const values: Record<string, Value | undefined> = {}
    const problems: RowProblem[] = []
    const read = ({ field, ...column }: Column, currency: string) => {
      const style = { order, decimal: map.decimal, currency }
      const text = textOf(column, cells)
      const other = column.against === undefined ? '' : (cells[column.against] ?? '')
      if (text === '' && other === '') {
        if (field.required) problems.push({ code: 'field_missing', params: { field: field.field } })
        return
      }
      const value = other === '' ? valueOf(field, text, style) : sidesOf(field, text, other, style)
      if (typeof value === 'object' && 'code' in value) problems.push(value)
      else values[field.field] = value
    }
    for (const column of early) read(column, '')
    for (const [name, { from, days }] of derived) {
      const day = values[from] as Day | undefined
      if (values[name] === undefined && day !== undefined) values[name] = addDays(day, days)
      else if (values[name] === undefined) problems.push({ code: 'field_missing', params: { field: name } })
    }
    const entity = entityOf(values, entities, byCode, kind, problems)
    values.currency ??= entity?.base_currency
    const currency = values.currency as string | undefined
    for (const column of amounts) {
      const other = column.field.field === 'base_amount' ? entity?.base_currency : currency
      if (other !== undefined) read(column, other)
    }
    return { values, problems }
  }
}

function columnOf(kind: ImportKind, field: Field, map: ImportMap, header: readonly string[]): Column | null {
  const sides = sidesInOrder(kind, field, map)
  const named = sides?.[0] ?? map.columns[field.field]
  const constant = map.constants[field.field]
  if (named === undefined && constant === undefined) return null
  const list = named === undefined ? [] : typeof named === 'string' ? [named] : named
  const at = list.flatMap(column => columnIndex(header, column) ?? [])
  const against = sides ? (columnIndex(header, sides[1]) ?? undefined) : undefined
  return { field, at, against, constant, means: map.values[field.field] ?? {} }
}

/** The two columns of an amount, the positive one first: what is owed stands on the debit side, what came in on the credit. */
function sidesInOrder(kind: ImportKind, { field }: Field, map: ImportMap): [string, string] | null {
  const pair = map.pairs[field]
  if (!pair) return null
  const received = kind === 'receipts' || field === 'settled_amount'
  return received ? [pair.credit, pair.debit] : [pair.debit, pair.credit]
}

/** An amount that stands on one of two sides. One on both is refused: which counts, nobody can say. [IMP-16] */
function sidesOf(field: Field, plus: string, minus: string, style: Style): Value | RowProblem {
  const [up, down] = [plus === '' ? 0n : valueOf(field, plus, style), valueOf(field, minus, style)]
  for (const side of [up, down]) if (typeof side !== 'bigint') return side
  if (up !== 0n && down !== 0n)
    return { code: 'amount_on_both_sides', params: { field: field.field, value: `${plus} / ${minus}`.slice(0, 100) } }
  return (up as bigint) - (down as bigint)
}

/** The text of a field in a row: its columns joined by a blank, else the constant; put into our words where the map does. */
function textOf(column: Omit<Column, 'field'>, cells: readonly string[]): string {
  const [first] = column.at
  const found =
    column.at.length === 1
      ? (cells[first as number] ?? '')
      : column.at
          .map(at => cells[at] ?? '')
          .filter(part => part !== '')
          .join(' ')
  const text = found === '' ? (column.constant ?? '') : found
  return Object.hasOwn(column.means, text) ? (column.means[text] as string) : text
}

/** The entity of a row: by its code, or the only one there is. Customers belong to none. */
function entityOf(
  values: Record<string, Value | undefined>,
  entities: Entities,
  byCode: ReadonlyMap<string, Entities[number]>,
  kind: ImportKind,
  problems: RowProblem[],
): Entities[number] | null {
  const code = values.entity_code as string | undefined
  const entity = code === undefined ? (entities.length === 1 ? entities[0] : undefined) : byCode.get(code)
  if (entity) values.entity_code = entity.code
  else if (code !== undefined || kind !== 'customers')
    problems.push({ code: 'entity_unknown', params: { field: 'entity_code', entity: code ?? null } })
  return entity ?? null
}

type Style = { order: DayOrder; decimal: '.' | ','; currency: string }

const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/

/** One cell as the value of a field, or what is wrong with it. Nothing is guessed: what could mean two things is refused. */
export function valueOf(field: Field, text: string, style: Style): Value | RowProblem {
  const wrong = (code: RefusalCode, params: Record<string, unknown> = {}): RowProblem => ({
    code,
    params: { field: field.field, value: text.slice(0, 100), ...params },
  })
  if (controls.test(text) || !text.isWellFormed())
    return { code: 'text_has_control_character', params: { field: field.field } }
  if (text.length > field.max) return { code: 'field_too_long', params: { field: field.field, maximum: field.max } }
  switch (field.form) {
    case 'text':
      return text
    case 'code':
      return codeText(text)
    case 'day': {
      const read = parseFileDay(text, style.order)
      if (read.day === null) return wrong(read.problem)
      return read.day < '1900' || read.day >= '3000' ? wrong('day_impossible') : read.day
    }
    case 'amount': {
      const amount = parseAmount(text, style.currency, { decimal: style.decimal })
      return typeof amount === 'bigint'
        ? amount
        : wrong(amount, { currency: style.currency, digits: currencyDigits(style.currency) })
    }
    case 'decimal':
      return parseDecimal(text, 10, { decimal: style.decimal }) ?? wrong('field_invalid')
    case 'currency': {
      const code = currencyOf(text)
      return code ?? wrong('currency_unknown')
    }
    case 'yes_no': {
      const plain = plainWord(text)
      if (yes.has(plain)) return true
      return no.has(plain) ? false : wrong('value_unknown', { allowed: ['yes', 'no'] })
    }
    case 'list':
      return [...new Set(text.split(/[,，;；、|\n]/).map(part => codeText(part.trim())))].filter(part => part !== '')
    case 'choice': {
      const plain = plainWord(text)
      const choice = Object.entries(field.choices ?? {}).find(
        ([name, spellings]) => name === plain || spellings.includes(plain),
      )
      return choice ? choice[0] : wrong('value_unknown', { allowed: Object.keys(field.choices ?? {}) })
    }
  }
}

/** A code as it stands, but without what a spreadsheet or data frame adds to a number: 1930571429.0 is 1930571429. */
function codeText(text: string): string {
  const whole = /^(\d{5,})\.0+$/.exec(text)
  return whole ? (whole[1] as string) : text
}

const plainWord = (text: string) => text.normalize('NFKC').trim().toLowerCase()
const yes = new Set(['yes', 'y', 'true', '1', 'x', '是', '√', '有'])
const no = new Set(['no', 'n', 'false', '0', '-', '否', '×', '无'])

const currencyNames: Readonly<Record<string, string>> = {
  人民币: 'CNY',
  人民币元: 'CNY',
  RMB: 'CNY',
  CNH: 'CNY',
  '¥': 'CNY',
  元: 'CNY',
  美元: 'USD',
  美金: 'USD',
  US$: 'USD',
  欧元: 'EUR',
  '€': 'EUR',
  英镑: 'GBP',
  '£': 'GBP',
  港币: 'HKD',
  港元: 'HKD',
  HK$: 'HKD',
  日元: 'JPY',
  日圆: 'JPY',
  加元: 'CAD',
  加币: 'CAD',
  澳元: 'AUD',
  新加坡元: 'SGD',
  新台币: 'TWD',
  台币: 'TWD',
  韩元: 'KRW',
  瑞士法郎: 'CHF',
  澳门元: 'MOP',
  泰铢: 'THB',
  卢布: 'RUB',
}

/** The ISO 4217 code a file means; the sign $ alone means none. */
function currencyOf(text: string): string | null {
  const plain = text.normalize('NFKC').trim().toUpperCase()
  const code = Object.hasOwn(currencyNames, plain) ? currencyNames[plain] : plain
  return isCurrency(code) ? code : null
}

/**
 * Which way round the mapped day columns of a file are written, from its first rows: as the map says, else as the rows
 * show. 'ambiguous' where they fit two ways: then a person must say. [IMP-5]
 */
export function dayOrderOf(
  kind: ImportKind,
  map: ImportMap,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): DayOrder | 'ambiguous' {
  if (map.day_order !== 'detect') return map.day_order
  const samples = fieldsOf[kind].flatMap(field => {
    const column = field.form === 'day' ? columnOf(kind, field, map, header) : null
    return column ? rows.map(cells => textOf(column, cells)).filter(text => text !== '') : []
  })
  const found = detectDayOrder(samples)
  const anyDay = samples.some(text =>
    (['ymd', 'mdy', 'dmy'] as const).some(order => parseFileDay(text, order).day !== null),
  )
  return found === 'ambiguous' && !anyDay ? 'ymd' : found
}
