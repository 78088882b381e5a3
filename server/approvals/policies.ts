import { sql } from 'kysely'
import type { PermissionWord } from '../access/permissions.ts'
import type { Context } from '../kernel/context.ts'

/** What a condition compares: `amount_minor_at_least: '100000'`, or a fact that equals a value; `never` switches it off. */
export type Condition = Record<string, string | number | boolean>
export type Policy = { condition: Condition; permission: string }
export type Facts = Record<string, unknown>

/**
 * Which verbs wait for a second person unless the organisation has a policy of its own, with the permission of the one
 * who releases. An empty condition always bites.
 */
export const standardPolicies: Readonly<Record<string, { condition: Condition; permission: PermissionWord }>> = {
  'item.write_off': { condition: {}, permission: 'approval.release.write_off' },
  'period.close': { condition: {}, permission: 'approval.release.period' },
  'period.reopen': { condition: {}, permission: 'approval.release.period' },
  'tax_return.reopen': { condition: {}, permission: 'approval.release.period' },
  'opening.lock': { condition: {}, permission: 'approval.release.opening' },
  'credit_note.issue': { condition: { amount_minor_at_least: '1000000' }, permission: 'approval.release.credit_note' },
  'tax_request.approve': { condition: {}, permission: 'approval.release.tax_request' },
  'customer.set_account': { condition: { above_grade: true }, permission: 'approval.release.customer_credit' },
  'terms_offer.accept': { condition: { above_grade: true }, permission: 'approval.release.customer_credit' },
  'customer_account.activate': { condition: {}, permission: 'approval.release.customer_account' },
  'bill.endorse': { condition: { amount_minor_at_least: '10000000' }, permission: 'approval.release.bill' },
  'bill.discount': { condition: { amount_minor_at_least: '10000000' }, permission: 'approval.release.bill' },
  'agreement.make': { condition: {}, permission: 'approval.release.agreement' },
  'late_charge.waive': { condition: {}, permission: 'approval.release.late_charge' },
  'refund.approve': { condition: {}, permission: 'approval.release.refund' },
  'own_account.open': { condition: { beside: true }, permission: 'approval.release.own_account' },
  'grant.give': { condition: { duty_profile: 'strict' }, permission: 'approval.release.grant' },
  'role.change': { condition: { duty_profile: 'strict' }, permission: 'approval.release.grant' },
  'person.forget_second_factor': { condition: { duty_profile: 'strict' }, permission: 'approval.release.grant' },
  'organisation.change': { condition: { duty_profile: 'strict' }, permission: 'approval.release.grant' },
  'receipt_rules.change': { condition: { duty_profile: 'strict' }, permission: 'approval.release.grant' },
  'approval_policy.change': { condition: { duty_profile: 'strict' }, permission: 'approval.release.grant' },
}

/** The policy of a verb: the organisation's own, else the standard one, else none. */
export async function policyOf(ctx: Context, verb: string): Promise<Policy | null> {
  const own = await ctx.tx.first(sql<Policy>`
    select condition, permission from approval_policies where org_id = ${ctx.org_id} and verb = ${verb}`)
  return own ?? standardPolicies[verb] ?? null
}

const whole = /^-?\d{1,18}$/
const numberOf = (value: unknown): bigint | null =>
  typeof value === 'bigint' ? value : whole.test(String(value)) ? BigInt(String(value)) : null
const magnitude = (value: bigint) => (value < 0n ? -value : value)
const each = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])

/**
 * Whether a policy lets a verb wait. Every part of the condition must hold; of a fact with many values one is enough.
 * Amounts are compared by their size, whatever their sign; a fact that is not known counts as one that bites. [APR-1]
 */
export function bites(condition: Condition, facts: Facts): boolean {
  if (condition.never === true) return false
  return Object.entries(condition).every(([name, wanted]) => {
    const limit = /^(.+)_at_least$/.exec(name)
    const fact = facts[limit?.[1] ?? name]
    if (fact === undefined || fact === null) return true
    if (!limit) return each(fact).some(value => String(value) === String(wanted))
    return each(fact).some(value => {
      const found = numberOf(value)
      return found === null || magnitude(found) >= (numberOf(wanted) ?? 0n)
    })
  })
}

/**
 * Whether what is to be released has become more than what was looked at: a number is greater than it was, or anything
 * else is different. [APR-5]
 */
export function grew(before: Facts, now: Facts): boolean {
  return Object.keys({ ...before, ...now }).some(name => {
    const [old, fresh] = [each(before[name] ?? null), each(now[name] ?? null)]
    if (fresh.length > old.length) return true
    return fresh.some((value, at) => {
      const [was, is] = [numberOf(old[at]), numberOf(value)]
      return was !== null && is !== null
        ? magnitude(is) > magnitude(was)
        : JSON.stringify(value) !== JSON.stringify(old[at])
    })
  })
}
