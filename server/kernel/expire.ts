import { sql } from 'kysely'
import { type Database, transaction } from '../db/connect.ts'
import { wholeOrganisation } from './jobs.ts'

/** Days for which a repeat with the same idempotency key gets the same answer. */
const answerDays = 30

/** Forgets answers that nobody repeats a request for any more; answers how many. */
export async function expireAnswers(db: Database, org_id: number): Promise<number> {
  return transaction(db.main, 'verb', wholeOrganisation(org_id), async tx => {
    const gone = await tx.rows(sql`
      delete from kept_answers where org_id = ${org_id} and created_at < now() - ${answerDays} * interval '1 day'
      returning 1 as one`)
    return gone.length
  })
}
