import { sql } from 'kysely'
import { type Database, type Tx, transaction } from '../db/connect.ts'
import { type Sweep, wholeOrganisation } from '../kernel/jobs.ts'
import { searchText } from './reading.ts'

/** How many rows one run writes at the most. */
const most = 5000

type Unread = { id: string; spellings: (string | null)[] }

/** Writes what customers and aliases are found by, where it is missing: entered before this existed, or changed since. */
export async function writeReadings(tx: Tx, org_id: number): Promise<number> {
  const customers = await tx.rows(sql<Unread>`
    select customer_id as id, array[number, name, name_en, tax_id] as spellings from customers
    where org_id = ${org_id} and search is null limit ${most} for no key update skip locked`)
  const aliases = await tx.rows(sql<Unread>`
    select alias_id as id, array[alias] as spellings from customer_aliases
    where org_id = ${org_id} and search is null limit ${most} for no key update skip locked`)
  const texts = (rows: readonly Unread[]) => rows.map(row => searchText(row.spellings))
  const ids = (rows: readonly Unread[]) => rows.map(row => row.id)
  await tx.rows(sql`
    update customers c set search = t.search
    from unnest(${ids(customers)}::uuid[], ${texts(customers)}::text[]) as t (id, search)
    where c.org_id = ${org_id} and c.customer_id = t.id`)
  await tx.rows(sql`
    update customer_aliases a set search = t.search
    from unnest(${ids(aliases)}::uuid[], ${texts(aliases)}::text[]) as t (id, search)
    where a.org_id = ${org_id} and a.alias_id = t.id`)
  return customers.length + aliases.length
}

/** Every minute: what is missing in the readings is written. It changes nothing a person entered, so it records nothing. */
export function readingsSweep(db: Database): Sweep {
  return {
    name: 'customer-readings',
    cron: '* * * * *',
    run: async org_id => {
      const once = () => transaction(db.main, 'verb', wholeOrganisation(org_id), tx => writeReadings(tx, org_id))
      while ((await once()) >= most);
    },
  }
}
