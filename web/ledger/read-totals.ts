import { parseAmount } from '../../server/kernel/money.ts'
import { cellsOf } from '../ui/file-text.ts'

export type TypedTotal = {
  account_code: string
  customer_number?: string
  currency: string
  amount_minor: string
  base_minor: string
}
type Name = 'account' | 'customer' | 'currency' | 'amount' | 'base' | 'debit' | 'credit'

/** How old books call the columns of a list of balances, as far as they are called alike. */
const names: readonly (readonly [Name, RegExp])[] = [
  ['account', /^(科目(编码|代码|编号)?|account( code| no\.?| number)?)$/i],
  ['customer', /^((客户|往来单位)(编码|代码|编号)|customer( code| no\.?| number| id))$/i],
  // Where no column is called a number, the one called the customer holds it.
  ['customer', /^(客户|往来单位|customer)$/i],
  ['currency', /^(币别|币种|currency)$/i],
  ['base', /^(本位币(余额|金额)?|本币(余额|金额)?|(balance|amount) in base( currency)?|base( amount| balance)?)$/i],
  ['debit', /^(期末)?借方(余额|金额)?$|^debit( balance)?$/i],
  ['credit', /^(期末)?贷方(余额|金额)?$|^credit( balance)?$/i],
  ['amount', /^((期末|原币)?(余额|金额)|balance|amount)$/i],
]
const inOrder: readonly Name[] = ['account', 'customer', 'currency', 'amount', 'base']

/**
 * Reads an old book's balances as they are copied out of a spreadsheet: with a row of headers in any order, or without one
 * as account, customer, currency, amount and amount in base currency. A column of debits and one of credits make one
 * signed amount. Where no currency stands, or it is the base currency, base is the amount. Rows of sums (合计, Total) are
 * left out and counted; `wrong` names the lines that could not be read, by their text.
 */
export function readTotals(text: string, base: string): { totals: TypedTotal[]; wrong: string[]; sums: number } {
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '')
  const cells = cellsOf(text)
  const headed = headOf(cells[0] ?? [])
  const columns = headed ?? new Map(inOrder.map((name, at) => [name, at]))
  const totals: TypedTotal[] = []
  const wrong: string[] = []
  let sums = 0
  for (const [at, row] of cells.entries()) {
    if (headed && at === 0) continue
    const cell = (name: Name) => {
      const column = columns.get(name)
      return column === undefined ? '' : (row[column] ?? '')
    }
    const read = totalOf(cell, base)
    if (row.some(value => /^(合计|总计|小计|total|sum)[:：]?$/i.test(value))) sums++
    else if (read) totals.push(read)
    else wrong.push(lines[at]?.trim() ?? '')
  }
  return { totals, wrong, sums }
}

function headOf(row: readonly string[]): Map<Name, number> | null {
  const found = new Map<Name, number>()
  for (const [name, pattern] of names) {
    const at = row.findIndex(title => pattern.test(title.normalize('NFKC')))
    if (at >= 0 && !found.has(name)) found.set(name, at)
  }
  return found.has('account') && (found.has('amount') || found.has('debit') || found.has('credit')) ? found : null
}

function totalOf(cell: (name: Name) => string, base: string): TypedTotal | null {
  const account_code = cell('account').normalize('NFKC')
  const currency = (cell('currency') || base).normalize('NFKC').toUpperCase()
  if (!/^[\w.-]{1,30}$/.test(account_code) || !/^[A-Z]{3}$/.test(currency)) return null
  const amount = signed(cell, currency)
  const own = cell('base')
  const base_minor = own === '' ? (currency === base ? amount : null) : minorOf(own, base)
  if (amount === null || base_minor === null) return null
  const customer = cell('customer')
  return {
    account_code,
    ...(customer ? { customer_number: customer } : {}),
    currency,
    amount_minor: String(amount),
    base_minor: String(base_minor),
  }
}

function signed(cell: (name: Name) => string, currency: string): bigint | null {
  const read = (name: Name) => (cell(name) === '' ? 0n : minorOf(cell(name), currency))
  if (cell('amount') !== '') return read('amount')
  const [debit, credit] = [read('debit'), read('credit')]
  if (debit === null || credit === null || (cell('debit') === '' && cell('credit') === '')) return null
  return debit - credit
}

function minorOf(text: string, currency: string): bigint | null {
  const read = parseAmount(text, currency)
  return typeof read === 'bigint' ? read : null
}
