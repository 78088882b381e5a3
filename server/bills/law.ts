import { addDays, addMonths, type Day } from '../kernel/values.ts'
import type { billKinds } from './names-contract.ts'

type Kind = (typeof billKinds)[number]

/**
 * The longest time from issue to maturity, in months, by kind and the day of issue from which it holds; null where the law
 * set none. Acceptance bills: 商业汇票承兑、贴现与再贴现管理办法 (2023-01-01: 6 months); before it 电子商业汇票业务管理办法 (1 year).
 * E-claims: 关于规范供应链金融业务 (银发〔2025〕77号, 2025-06-15: not above 1 year).
 */
const tenors: readonly { kinds: readonly Kind[]; from: string; months: number | null }[] = [
  { kinds: ['bank', 'commercial', 'finance_company'], from: '0001-01-01', months: 12 },
  { kinds: ['bank', 'commercial', 'finance_company'], from: '2023-01-01', months: 6 },
  { kinds: ['e_claim'], from: '0001-01-01', months: null },
  { kinds: ['e_claim'], from: '2025-06-15', months: 12 },
]

/** The longest tenor of a bill issued on a day, in months, and the last day it may mature on; null where there is no limit. */
export function longestTenor(kind: Kind, issued_on: Day): { months: number; latest_on: Day } | null {
  const months = tenors.filter(one => one.kinds.includes(kind) && one.from <= issued_on).at(-1)?.months ?? null
  return months === null ? null : { months, latest_on: addMonths(issued_on, months) }
}

/** Until when it is presented, so that nobody who endorsed it is free: ten days from its maturity (票据法 art. 53). */
export const presentBy = (matures_on: Day): Day => addDays(matures_on, 10)
