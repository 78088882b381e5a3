import type { Problem } from '../kernel/errors.ts'
import type { Instant } from '../kernel/values.ts'
import type { buyerUses, ConfirmationState, PlatformCode } from './red-names-contract.ts'

type Use = (typeof buyerUses)[number]
export type Standing = {
  number: string
  state: ConfirmationState
  started_by: 'seller' | 'buyer'
  buyer_use: Use
  expires_at: Instant | null
}
type Verdict = { state: ConfirmationState } | Pick<Problem, 'code' | 'params'>

const no = (code: Problem['code'], params: Record<string, unknown>): Verdict => ({ code, params })

/** Where a confirmation stands once the platform has it: without use by the buyer nobody needs to confirm. [TAX-13] */
export const askedState = (buyer_use: Use): 'confirmed' | 'waiting' => (buyer_use === 'none' ? 'confirmed' : 'waiting')

/**
 * What an answer of the platform makes of a confirmation. The codes are the platform's hzqrxxztDm; each is possible only for who
 * began it and where it stands, and confirming only before its time is over. [TAX-13] Source: domain facts of the interface and
 * 国家税务总局公告 2024 年第 11 号.
 */
export function decideAnswer(one: Standing, code: PlatformCode, answered_at: Instant): Verdict {
  const { number, state, started_by, expires_at } = one
  const wrong = no('red_confirmation_answer', { number, state, code })
  const late = expires_at !== null && answered_at > expires_at
  if (['10', '11', '12', '13'].includes(code))
    return ['draft', 'waiting', 'confirmed'].includes(state) ? { state: 'stopped' } : wrong
  if (code === '01')
    return state === 'draft' && started_by === 'seller'
      ? one.buyer_use === 'none'
        ? { state: 'confirmed' }
        : no('red_confirmation_needs_buyer', { number })
      : wrong
  if (code === '02' || code === '03')
    return state === 'waiting' && (code === '02') === (started_by === 'seller') ? { state: 'waiting' } : wrong
  if (code === '09') return state === 'confirmed' ? { state: 'withdrawn' } : wrong
  if (state !== 'waiting') return wrong
  if (code === '07') return late ? { state: 'expired' } : no('red_confirmation_not_expired', { number, expires_at })
  if (code === '08') return { state: 'withdrawn' }
  if ((code === '05' && started_by !== 'seller') || (code === '06' && started_by !== 'buyer')) return wrong
  if (late) return no('red_confirmation_expired', { number, expires_at })
  return { state: code === '04' ? 'confirmed' : 'refused' }
}
