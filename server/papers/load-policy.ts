import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { assert } from '../kernel/errors.ts'
import { readPaymentPolicy } from '../policy/policies-read.ts'
import type { PolicyPaper, Sender } from './paper.ts'

/** One version of the collection policy as it is printed. Refuses `payment_policy_unknown`. */
export async function loadPolicy(ctx: Context, policy_id: string): Promise<PolicyPaper> {
  const { entity_id, version, state, valid_from, valid_until, written_by, approved_by_name, policy } =
    await readPaymentPolicy(ctx, { policy_id })
  const sender = await ctx.tx.first(sql<Sender>`
    select entity_id, name, name_en, tax_id from entities where org_id = ${ctx.org_id} and entity_id = ${entity_id}`)
  assert(sender, 'a policy has its entity')
  const names = written_by.map(({ name }) => name).join(', ')
  return { sender, version, state, valid_from, valid_until, written_by: names, approved_by: approved_by_name, policy }
}
