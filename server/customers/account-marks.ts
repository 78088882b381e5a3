import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { fingerprintOf, openPersonal } from '../kernel/personal.ts'

/** What the fingerprint of an account number is made for. */
export const accountMark = 'bank account'

/** Accounts one run opens. */
const most = 500

/**
 * Makes the fingerprints of accounts that were entered before there were any; one whose key was destroyed gets none. Answers
 * how many it looked at. [CUS-38]
 */
export async function markAccounts(tx: Tx, org_id: number): Promise<number> {
  const rows = await tx.rows(sql<{ account_id: string; sealed: string }>`
    select account_id, sealed from customer_bank_accounts
    where org_id = ${org_id} and fingerprint_due order by account_id limit ${most} for update skip locked`)
  if (rows.length === 0) return 0
  const opened = await openPersonal(
    { tx, org_id },
    rows.map(row => ({ subject_id: row.account_id, sealed: row.sealed })),
  )
  const marks = opened.map(values =>
    typeof values?.number === 'string' ? fingerprintOf(org_id, accountMark, values.number).toString('hex') : null,
  )
  await tx.rows(sql`
    update customer_bank_accounts a set fingerprint = decode(w.mark, 'hex'), fingerprint_due = false
    from unnest(${rows.map(row => row.account_id)}::uuid[], ${marks}::text[]) as w (account_id, mark)
    where a.org_id = ${org_id} and a.account_id = w.account_id`)
  return rows.length
}

/** An account as customers are compared by it: the hash, and so much of the number as anybody may see. */
export type AccountMark = { mark: string; tail: string }
