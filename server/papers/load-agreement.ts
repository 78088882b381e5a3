import { sql } from 'kysely'
import { readAgreement } from '../collections/agreements-list.ts'
import type { Context } from '../kernel/context.ts'
import { assert } from '../kernel/errors.ts'
import type { AgreementPaper, Party, Sender } from './paper.ts'

/** One agreement as it is printed. Refuses `agreement_unknown`. */
export async function loadAgreement(ctx: Context, agreement_id: string): Promise<AgreementPaper> {
  const { items, parts, ...head } = await readAgreement(ctx, { agreement_id })
  const [customer, sender] = await Promise.all([
    ctx.tx.first(sql<Party>`
      select number, name, name_en, tax_id from customers
      where org_id = ${ctx.org_id} and customer_id = ${head.customer_id}`),
    ctx.tx.first(sql<Sender>`
      select entity_id, name, name_en, tax_id from entities where org_id = ${ctx.org_id} and entity_id = ${head.entity_id}`),
  ])
  assert(customer && sender, 'an agreement has its two sides')
  const { number, kind, currency, agreed_on, grace_days, reverts, note } = head
  return {
    sender,
    customer,
    number,
    kind,
    currency,
    agreed_on,
    grace_days,
    reverts,
    note,
    amount_minor: BigInt(head.amount_minor),
    items: items.map(one => ({
      number: one.number,
      due_on: one.agreed_before ?? one.due_on,
      agreed_due_on: one.agreed_due_on,
      amount_minor: BigInt(one.open_minor),
    })),
    parts: parts.map(one => ({ part: one.part, due_on: one.due_on, amount_minor: BigInt(one.amount_minor) })),
  }
}
