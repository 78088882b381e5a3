import type pg from 'pg'
import { refuse } from '../kernel/errors.ts'
import { hashToken } from './actors.ts'

/** How many wrong guesses are allowed in how many minutes: for one account, and from one address. */
export const guessLimits = { account: 10, address: 60, minutes: 15 } as const

/** Who guesses: the address, and what stands for the account (its e-mail, or a session); null where only the address is known. */
export type Guess = { address: string; account: string | null }

/** An account that does not exist counts like one that does. */
function bucketsOf({ address, account }: Guess): string[] {
  const own = account === null ? [] : [`account ${hashToken(account.toLowerCase()).toString('base64url')}`]
  return [...own, `address ${address}`]
}

/**
 * Counts a guess before it is looked at, so that many at once count as many. [ACC-4]
 * Refuses `too_many_requests` past the limit of the account or the address.
 */
export async function countGuess(pool: pg.Pool, guess: Guess): Promise<void> {
  const { rows } = await pool.query<{ bucket: string; count: number; seconds: number }>(
    `insert into guesses as g (bucket, count) select unnest($1::text[]), 1 order by 1
     on conflict (bucket) do update set
       count = case when g.since < now() - make_interval(mins => $2) then 1 else g.count + 1 end,
       since = case when g.since < now() - make_interval(mins => $2) then now() else g.since end
     returning bucket, count, ceil(extract(epoch from since + make_interval(mins => $2) - now()))::int as seconds`,
    [bucketsOf(guess), guessLimits.minutes],
  )
  const over = rows.filter(
    row => row.count > (row.bucket.startsWith('account ') ? guessLimits.account : guessLimits.address),
  )
  if (over.length > 0) refuse('too_many_requests', { retry_after_seconds: Math.max(...over.map(row => row.seconds)) })
}

/** Forgets what was counted for an account when the right one has come, and takes back this guess of the address. */
export async function forgetGuesses(pool: pg.Pool, guess: Guess): Promise<void> {
  await pool.query(
    `with gone as (delete from guesses where bucket = any ($1) and bucket like 'account %')
     update guesses set count = count - 1 where bucket = $2 and count > 0`,
    [bucketsOf(guess), `address ${guess.address}`],
  )
}
