import { sql } from 'kysely'
import { nameKey } from '../customers/names.ts'
import type { Context } from '../kernel/context.ts'
import type { payerRules } from './letter-names-contract.ts'

/** Who paid for whom: what a rule about payers must know of a receipt. */
export type Paid = {
  customer_id: string
  entity_id: string
  payer_id?: string | null | undefined
  payer_name?: string | null | undefined
  received_on: string
  currency: string
  amount_minor: bigint
}

type Letter = {
  letter_id: string
  customer_id: string
  entity_id: string
  payer_id: string | null
  payer_key: string
  valid_from: string
  valid_until: string
  currency: string
  ceiling_each_minor: string | null
  ceiling_total_minor: string | null
}

/** The payers of some receipts, and the letters of their customers. */
export type Payers = {
  /** Whether money of a payer whom no letter covers waits for another person. */
  held: boolean
  isThird(paid: Paid): boolean
  /** The letter that covers it, which from then on has that much less left; null where none does. */
  cover(paid: Paid): string | null
}

const nobody: Payers = { held: false, isThird: () => false, cover: () => null }

/**
 * Loads what is known of payers: the names of the customers, and their letters under lock, so that two who use the same
 * ceiling at once do not both pass. `except` is a receipt that is to be replaced, whose use does not count. [RCP-21]
 */
export async function loadPayers(
  ctx: Context,
  rule: (typeof payerRules)[number],
  all: readonly Paid[],
  except: string | null = null,
): Promise<Payers> {
  const named = all.filter(paid => paid.payer_name || (paid.payer_id && paid.payer_id !== paid.customer_id))
  if (named.length === 0) return nobody
  const ids = [...new Set(named.map(paid => paid.customer_id))]
  const payer_ids = [...new Set(named.flatMap(paid => paid.payer_id ?? []))]
  // Under lock first: what is used of a ceiling is read behind it.
  const locked = await ctx.tx.rows(sql<Letter>`
    select letter_id, customer_id, entity_id, payer_id, payer_key, valid_from, valid_until, currency, ceiling_each_minor,
      ceiling_total_minor
    from payer_letters where org_id = ${ctx.org_id} and customer_id = any (${ids}::uuid[]) and state = 'active'
    order by letter_id for update`)
  const letters = locked.sort((a, b) => (a.valid_until < b.valid_until ? -1 : 1))
  const [spellings, payers, uses, another] = await Promise.all([
    ctx.tx.rows(sql<{ customer_id: string; name: string }>`
      select customer_id, name from customers where org_id = ${ctx.org_id} and customer_id = any (${ids}::uuid[])
      union all
      select customer_id, name_en from customers
      where org_id = ${ctx.org_id} and customer_id = any (${ids}::uuid[]) and name_en is not null
      union all
      select customer_id, alias from customer_aliases
      where org_id = ${ctx.org_id} and customer_id = any (${ids}::uuid[]) and kind = 'name' and ended_at is null`),
    ctx.tx.rows(sql<{ customer_id: string; name: string }>`
      select customer_id, name from customers where org_id = ${ctx.org_id} and customer_id = any (${payer_ids}::uuid[])`),
    ctx.tx.rows(sql<{ letter_id: string; used_minor: string }>`
      select payer_letter_id as letter_id, sum(amount_minor)::int8 as used_minor from receipts
      where org_id = ${ctx.org_id} and payer_letter_id = any (${letters.map(letter => letter.letter_id)}::uuid[]) and state = 'posted'
        and receipt_id is distinct from ${except}::uuid group by 1`),
    rule === 'where_possible' ? anotherConfirms(ctx) : rule === 'always',
  ])
  const own = new Set(spellings.map(({ customer_id, name }) => `${customer_id} ${nameKey(name)}`))
  const names = new Map(payers.map(row => [row.customer_id, row.name]))
  const used = new Map(uses.map(use => [use.letter_id, BigInt(use.used_minor)]))
  const keyOf = ({ payer_id, payer_name }: Paid) => nameKey((payer_id && names.get(payer_id)) || payer_name || '')
  return {
    held: another,
    isThird: paid => isThird(paid, key => own.has(`${paid.customer_id} ${key}`)),
    cover(paid) {
      const key = keyOf(paid)
      const found = letters.find(letter => covers(letter, paid, key, used.get(letter.letter_id) ?? 0n))
      if (found) used.set(found.letter_id, (used.get(found.letter_id) ?? 0n) + paid.amount_minor)
      return found?.letter_id ?? null
    },
  }
}

/** Whether somebody else than the customer paid: another customer, or a name the customer does not bear. Pure. [RCP-21] */
export function isThird({ customer_id, payer_id, payer_name }: Paid, bears: (key: string) => boolean): boolean {
  if (payer_id) return payer_id !== customer_id
  return Boolean(payer_name) && !bears(nameKey(payer_name as string))
}

/** Whether a letter covers a payer on the day of the money, within both ceilings. Pure. [RCP-21] */
export function covers(letter: Omit<Letter, 'letter_id'>, paid: Paid, key: string, used: bigint): boolean {
  const each = letter.ceiling_each_minor
  const total = letter.ceiling_total_minor
  return (
    letter.customer_id === paid.customer_id &&
    letter.entity_id === paid.entity_id &&
    letter.currency === paid.currency &&
    (letter.payer_id !== null && letter.payer_id === paid.payer_id ? true : letter.payer_key === key) &&
    letter.valid_from <= paid.received_on &&
    paid.received_on <= letter.valid_until &&
    (each === null || paid.amount_minor <= BigInt(each)) &&
    (total === null || used + paid.amount_minor <= BigInt(total))
  )
}

/** Whether anybody else may confirm receipts today. */
async function anotherConfirms(ctx: Context): Promise<boolean> {
  const row = await ctx.tx.first(sql<{ found: boolean }>`
    select exists (
      select from people p
      join role_grants g on g.org_id = p.org_id and g.person_id = p.person_id and g.revoked_at is null
        and coalesce(g.valid_from, ${ctx.today}::date) <= ${ctx.today}::date and coalesce(g.valid_to, ${ctx.today}::date) >= ${ctx.today}::date
      join role_permissions r on r.org_id = g.org_id and r.role_id = g.role_id and r.permission = 'receipt.confirm'
      where p.org_id = ${ctx.org_id} and p.person_id <> ${ctx.actor.person_id} and p.state = 'active') as found`)
  return row?.found ?? false
}
