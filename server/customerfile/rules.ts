import { sql } from 'kysely'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import type { customerFileContract } from './contract.ts'

type Lines = typeof customerFileContract
/** The rules of files. */
export type FileRules = Answered<Lines['readFileRules']>

/** What holds where an organisation said nothing else. */
export const standardRules: FileRules = { account_wait_hours: 24, expiry_days: 30 }

/** The rules of the organisation: the standard ones, and over them what it said. */
export async function readFileRules(ctx: Context): Promise<FileRules> {
  const row = await ctx.tx.first(sql<{ own: Partial<FileRules> | null }>`
    select settings -> 'customer_file' as own from organisations where org_id = ${ctx.org_id}`)
  return { ...standardRules, ...row?.own }
}

/** Changes the rules; what is left out stays. [CUS-26] */
export async function changeFileRules(ctx: Context, input: Taken<Lines['changeFileRules']>): Promise<FileRules> {
  // Load.
  await ctx.tx.rows(sql`select org_id from organisations where org_id = ${ctx.org_id} for update`)
  const before = await readFileRules(ctx)

  // Decide.
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
  const rules: FileRules = { ...before, ...given }

  // Write.
  const recorded_at = await moment(ctx)
  await ctx.tx.rows(sql`
    update organisations set settings = jsonb_set(settings, '{customer_file}', ${JSON.stringify(rules)}::jsonb)
    where org_id = ${ctx.org_id}`)

  // Record.
  await record(ctx, 'customer_rules.changed', recorded_at, [
    { subject_id: ctx.actor.person_id, data: { from: before, to: rules } },
  ])
  return rules
}
