import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../kernel/context.ts'
import type { failedLetter } from './dispatch-contract.ts'

/** What letters are sent by, with the id of the letter in the input of the job. */
const jobs = {
  'dispatch.send': 'dispatch_id',
  'page.send': 'page_id',
  'receipt.confirmation': 'confirmation_id',
} as const
type Kind = keyof typeof jobs

type Failure = z.output<z.ZodObject<typeof failedLetter>>

/** Letters of a kind that a job is still to send; the database asks it once for a whole list. */
const underWay = (ctx: Context, kind: Kind) => sql`(
  select (j.input ->> ${sql.lit(jobs[kind])})::uuid from jobs j
  where j.org_id = ${ctx.org_id} and j.state in ('waiting', 'running') and j.kind = ${kind})`

/**
 * How a letter stands now: one that is queued while nobody tries any more could not leave, of one that was being handed over
 * nobody knows. `letter` is whether it goes by mail at all. [INV-33]
 */
export function letterStanding(ctx: Context, kind: Kind, alias: string, letter: RawBuilder<unknown>) {
  const [id, state] = [sql.ref(`${alias}.${jobs[kind]}`), sql.ref(`${alias}.state`)]
  return sql`case when ${state} in ('queued', 'sending') and ${letter} and ${id} not in ${underWay(ctx, kind)}
    then case when ${state} = 'queued' then 'failed' else 'unsure' end else ${state} end`
}

/** The states, as they are written down, of letters that can stand in these. */
export const writtenStates = (states: readonly string[]): string[] => [
  ...states,
  ...(states.includes('failed') ? ['queued'] : []),
  ...(states.includes('unsure') ? ['sending'] : []),
]

/** Whether nobody tries any more to send a letter that is queued; to be asked once it is locked. */
export async function letterGivenUp(ctx: Context, kind: Kind, id: string): Promise<boolean> {
  return (await ctx.tx.first(sql`select where ${id}::uuid not in ${underWay(ctx, kind)}`)) !== null
}

/**
 * Says of the letters of a list that could not leave why: what the last job that tried was ended by. One that is done and left
 * its letter queued did not see it: its sender may not any more. [INV-33]
 */
export async function withFailures<Row extends { state: string }>(
  ctx: Context,
  kind: Kind,
  rows: readonly Row[],
  idOf: (row: Row) => string,
): Promise<(Row & Failure)[]> {
  const ids = rows.filter(row => row.state === 'failed').map(idOf)
  const field = sql`j.input ->> ${sql.lit(jobs[kind])}`
  type Ended = { id: string; refused: boolean; reason: string | null }
  // No job is older than its letter: the beginning of an id is its time.
  const first = `${ids.toSorted()[0]?.slice(0, 13) ?? ''}-0000-0000-000000000000`
  const ended =
    ids.length === 0
      ? []
      : await ctx.tx.rows(sql<Ended>`
          select distinct on (1) ${field} as id, j.state = 'done' or coalesce(jsonb_array_length(j.result -> 'problems'), 0) > 0 as refused,
            j.result ->> 'reason' as reason
          from jobs j where j.org_id = ${ctx.org_id} and j.job_id >= ${first}::uuid and j.kind = ${kind}
            and ${field} = any (${ids}::text[]) order by 1, j.job_id desc`)
  const why = new Map(ended.map(one => [one.id, one]))
  return rows.map(row => {
    if (row.state !== 'failed') return { ...row, failed_because: null, failed_with: null }
    const { refused, reason } = why.get(idOf(row)) ?? { refused: false, reason: null }
    return { ...row, failed_because: refused ? 'sender' : reason ? 'mail' : 'program', failed_with: reason }
  })
}
