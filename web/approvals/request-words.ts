import type { TFunction } from 'i18next'
import { moneyText } from '../ui/figures.ts'
import { plainText } from '../ui/plain.ts'
import type { Request } from './actions.ts'

/** What a request comes to in base currency, in minor units; null where its facts tell none. */
export function amountOf({ facts }: Request): bigint | null {
  const text = plainText(facts.amount_minor)
  return /^-?\d{1,18}$/.test(text) ? BigInt(text) : null
}

/** What a request is about, in words: its amount, its customers or entities, and the facts that have a name. */
export function aboutText(t: TFunction, request: Request, currency: string, language: string): string {
  const amount = amountOf(request)
  const { lines, numbers, period } = request.facts
  const whom = request.customers.length > 0 ? request.customers : request.entities
  return [
    amount === null ? '' : `${currency} ${moneyText(String(amount), currency, language)}`,
    whom.join(language === 'zh' ? '、' : ', '),
    Array.isArray(numbers) ? numbers.slice(0, 3).map(plainText).join(', ') : '',
    typeof lines === 'number' && lines > 1 ? t('approvals.lines', { count: lines }) : '',
    plainText(period),
  ]
    .filter(text => text !== '')
    .join(' · ')
}

/** What several requests come to together. */
export function sumText(requests: readonly Request[], currency: string, language: string): string {
  const amounts = requests.map(amountOf).filter(amount => amount !== null)
  if (amounts.length === 0) return ''
  const size = (amount: bigint) => (amount < 0n ? -amount : amount)
  return `${currency} ${moneyText(String(amounts.reduce((sum, amount) => sum + size(amount), 0n)), currency, language)}`
}
