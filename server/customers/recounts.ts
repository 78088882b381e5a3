import { sql } from 'kysely'
import { type Database, type Tx, transaction } from '../db/connect.ts'
import { insertRows } from '../db/insert.ts'
import { type Sweep, wholeOrganisation } from '../kernel/jobs.ts'
import { type AccountMark, markAccounts } from './account-marks.ts'
import { compareCustomers, nameKeys, nameOf } from './likeness.ts'
import { type Compared, comparedCustomers } from './twins.ts'

/** How many customers one run works out. */
const most = 500
/** A key that more customers share than this makes no pair; a tax identifier or a number always does. */
const commonFrom = 100
/** How many others a customer is compared with, and from which score on a pair is kept. */
const comparedAtMost = 20
const keptFrom = 60

/**
 * Works out anew what customers are found by and with whom each is likely one, for those that were entered or changed
 * since. Answers how many it took from the queue. [CUS-18]
 */
export async function recountTwins(tx: Tx, org_id: number): Promise<number> {
  const queued = await tx.rows(sql<{ recount_id: string; customer_id: string }>`
    select recount_id, customer_id from customer_recounts where org_id = ${org_id}
    order by recount_id limit ${most} for update skip locked`)
  if (queued.length === 0) return 0
  const ids = [...new Set(queued.map(row => row.customer_id))]
  const own = await comparedCustomers(tx, org_id, ids)
  await writeKeys(tx, org_id, ids, own)
  await writePairs(tx, org_id, ids, own)
  await tx.rows(sql`
    delete from customer_recounts
    where org_id = ${org_id} and recount_id = any (${queued.map(row => row.recount_id)}::int8[])`)
  return queued.length
}

async function writeKeys(tx: Tx, org_id: number, ids: string[], own: readonly Compared[]): Promise<void> {
  await tx.rows(sql`delete from customer_keys where org_id = ${org_id} and customer_id = any (${ids}::uuid[])`)
  const rows = own.flatMap(({ customer_id, names }) => {
    const keys = new Set(names.flatMap(name => nameKeys(nameOf(name))))
    return [...keys].map(key => ({ key, customer_id }))
  })
  await insertRows(tx, 'customer_keys', org_id, rows)
}

async function writePairs(tx: Tx, org_id: number, ids: string[], own: readonly Compared[]): Promise<void> {
  const near = await neighbours(tx, org_id, ids)
  const others = await comparedCustomers(tx, org_id, [...new Set(near.map(pair => pair.other_id))])
  const known = await knownCustomers(tx, org_id, [...own, ...others])
  const pairs = new Map<string, { customer_id: string; other_id: string; score: number; evidence: unknown }>()
  for (const { customer_id: one, other_id: two } of near) {
    const [customer_id, other_id] = one < two ? [one, two] : [two, one]
    const [a, b] = [known.get(customer_id), known.get(other_id)]
    if (!a || !b || pairs.has(`${customer_id} ${other_id}`) || belongTogether(a, b)) continue
    const { score, evidence } = compareCustomers(a, b)
    if (score >= keptFrom) pairs.set(`${customer_id} ${other_id}`, { customer_id, other_id, score, evidence })
  }
  await tx.rows(sql`
    delete from customer_twins where org_id = ${org_id}
      and (customer_id = any (${ids}::uuid[]) or other_id = any (${ids}::uuid[]))`)
  await insertRows(tx, 'customer_twins', org_id, [...pairs.values()])
}

type Office = Pick<Compared, 'customer_id' | 'head_office_id'>
/** A head office and what belongs to it are known to be two. */
const belongTogether = (a: Office, b: Office) =>
  a.head_office_id === b.customer_id || b.head_office_id === a.customer_id

/** Who shares a tax identifier, an account, a number but for its leading zeros, a contact, or rare keys of names with the customers. */
function neighbours(tx: Tx, org_id: number, ids: string[]): Promise<{ customer_id: string; other_id: string }[]> {
  const contact = (key: 'email_key' | 'phone_key') => sql`
    select a.customer_id, b.customer_id as other_id from contacts a
    join contacts b on b.org_id = a.org_id and ${sql.ref(`b.${key}`)} = ${sql.ref(`a.${key}`)}
    where a.org_id = ${org_id} and a.customer_id = any (${ids}::uuid[]) and b.customer_id <> a.customer_id`
  return tx.rows(sql<{ customer_id: string; other_id: string }>`
    with own as (
      select customer_id, key from customer_keys where org_id = ${org_id} and customer_id = any (${ids}::uuid[])),
    shared as (
      select k.key, l.ids, l.n from (select distinct key from own) k
      cross join lateral (
        select array_agg(s.customer_id) as ids, count(*) as n from (
          select t.customer_id from customer_keys t where t.org_id = ${org_id} and t.key = k.key
          limit ${commonFrom + 1}) s) l
      where l.n between 2 and ${commonFrom}),
    weighed as (
      select o.customer_id, u.other_id, row_number() over (
          partition by o.customer_id order by sum(1 / (1 + ln(s.n))) desc, u.other_id) as place
      from own o join shared s on s.key = o.key cross join unnest(s.ids) as u (other_id)
      where u.other_id <> o.customer_id
      group by o.customer_id, u.other_id)
    select customer_id, other_id from weighed where place <= ${comparedAtMost}
    union
    select a.customer_id, b.customer_id from customers a
    join customers b on b.org_id = a.org_id and b.tax_id = a.tax_id
    where a.org_id = ${org_id} and a.customer_id = any (${ids}::uuid[]) and b.customer_id <> a.customer_id
    union
    select a.customer_id, b.customer_id from customers a
    join customers b on b.org_id = a.org_id and b.number_key = a.number_key
    where a.org_id = ${org_id} and a.customer_id = any (${ids}::uuid[]) and b.customer_id <> a.customer_id
    union
    select a.customer_id, b.customer_id from customer_bank_accounts a
    join customer_bank_accounts b on b.org_id = a.org_id and b.fingerprint = a.fingerprint
    where a.org_id = ${org_id} and a.customer_id = any (${ids}::uuid[]) and b.customer_id <> a.customer_id
      and a.state <> 'closed' and b.state <> 'closed'
    union ${contact('email_key')}
    union ${contact('phone_key')}`)
}

async function knownCustomers(tx: Tx, org_id: number, compared: readonly Compared[]) {
  const contacts = await tx.rows(sql<{ customer_id: string; email_key: string | null; phone_key: string | null }>`
    select customer_id, email_key, phone_key from contacts
    where org_id = ${org_id} and customer_id = any (${compared.map(one => one.customer_id)}::uuid[])
      and (email_key is not null or phone_key is not null)`)
  const accounts = await tx.rows(sql<AccountMark & { customer_id: string }>`
    select customer_id, encode(fingerprint, 'hex') as mark, tail from customer_bank_accounts
    where org_id = ${org_id} and customer_id = any (${compared.map(one => one.customer_id)}::uuid[])
      and fingerprint is not null and state <> 'closed'`)
  const by = Map.groupBy(contacts, contact => contact.customer_id)
  const marks = Map.groupBy(accounts, account => account.customer_id)
  return new Map(
    compared.map(one => {
      const own = by.get(one.customer_id) ?? []
      const emails = own.flatMap(contact => contact.email_key ?? [])
      const phones = own.flatMap(contact => contact.phone_key ?? [])
      return [
        one.customer_id,
        { ...one, names: one.names.map(nameOf), emails, phones, accounts: marks.get(one.customer_id) ?? [] },
      ]
    }),
  )
}

/** Every minute: customers that were entered or changed are counted anew. It changes nothing a person entered. */
export function twinsSweep(db: Database): Sweep {
  return {
    name: 'customer-twins',
    cron: '* * * * *',
    run: async org_id => {
      const once = () => transaction(db.main, 'verb', wholeOrganisation(org_id), tx => recountTwins(tx, org_id))
      while ((await transaction(db.main, 'verb', wholeOrganisation(org_id), tx => markAccounts(tx, org_id))) > 0);
      while ((await once()) >= most);
    },
  }
}
