import type { Answered } from '../kernel/contract.ts'
import type { Columns } from '../ledger/columns.ts'
import type { reportsContract } from './contract.ts'

type Row = Answered<(typeof reportsContract)['ageing']>['rows'][number]

/**
 * 先进先出净额: unapplied money set against the oldest bucket first, then towards the not due. A view, never stored;
 * what is left over stays in the unapplied column. Retention, bills and disputed amounts are not netted. [RPT-6]
 */
export function netRow(row: Row, columns: Columns): Row {
  const amounts = row.amounts.map(amount => BigInt(amount))
  const unapplied = columns.list.findIndex(column => column.key === 'unapplied')
  const undetermined = columns.list.findIndex(column => column.key === 'undetermined')
  let money = -(amounts[unapplied] ?? 0n)
  for (let place = columns.first_overdue + columns.buckets - 1; place >= 0; place--) money = take(amounts, place, money)
  money = take(amounts, undetermined, money)
  amounts[unapplied] = -money
  const overdue = amounts
    .slice(columns.first_overdue, columns.first_overdue + columns.buckets)
    .reduce((sum, amount) => sum + amount, 0n)
  return { ...row, amounts, overdue_minor: overdue }
}

function take(amounts: bigint[], place: number, money: bigint): bigint {
  const amount = amounts[place] ?? 0n
  const taken = amount < money ? amount : money
  if (taken <= 0n) return money
  amounts[place] = amount - taken
  return money - taken
}
