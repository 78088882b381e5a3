import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import { type Kernel, mount } from '../kernel/run.ts'
import { newId } from '../kernel/values.ts'
import { bankingContract } from './contract.ts'

type Lines = typeof bankingContract

/** Our own accounts, open ones first. */
async function listOwnAccounts(ctx: Context, { entity_id }: Taken<Lines['listOwnAccounts']>) {
  const rows = await ctx.tx.rows(sql<Answered<Lines['listOwnAccounts']>['rows'][number]>`
    select a.own_account_id, a.entity_id, e.code as entity_code, a.holder, a.bank, a.number, a.swift, a.currency, a.state
    from own_accounts a join entities e on e.org_id = a.org_id and e.entity_id = a.entity_id
    where a.org_id = ${ctx.org_id} and (${entity_id ?? null}::uuid is null or a.entity_id = ${entity_id ?? null}::uuid)
    order by a.state, e.code, a.recorded_at, a.own_account_id`)
  return { rows }
}

const numberOf = (text: string) => text.normalize('NFKC').replace(/\s+/g, '')

/** Enters an account. [BNK-1] Refuses `entity_unknown`, and `own_account_taken` for a number that stands there already. */
async function openOwnAccount(ctx: Context, input: Taken<Lines['openOwnAccount']>) {
  const number = numberOf(input.number)
  // Load.
  const found = await ctx.tx.first(sql<{ taken: boolean }>`
    select exists (select from own_accounts a where a.org_id = e.org_id and a.entity_id = e.entity_id and a.number = ${number}
      and a.state = 'active') as taken
    from entities e where e.org_id = ${ctx.org_id} and e.entity_id = ${input.entity_id} for update of e`)

  // Decide.
  if (!found) refuse('entity_unknown', { entity: input.entity_id })
  if (found.taken) refuse('own_account_taken', { number })
  const own_account_id = newId<'own_account'>()
  const recorded_at = await moment(ctx)

  // Write.
  const { swift, currency, ...rest } = input
  await insertRows(ctx.tx, 'own_accounts', ctx.org_id, [
    { own_account_id, ...rest, number, swift: swift || null, currency: currency ?? null, recorded_at },
  ])

  // Record.
  await record(ctx, 'own_account.opened', recorded_at, [{ subject_id: own_account_id, data: { ...input, number } }])
  return { own_account_id }
}

/** Closes an account. Refuses `own_account_unknown`. */
async function closeOwnAccount(ctx: Context, { own_account_id, reason }: Taken<Lines['closeOwnAccount']>) {
  // Write.
  const row = await ctx.tx.first(sql<{ number: string }>`
    update own_accounts set state = 'closed'
    where org_id = ${ctx.org_id} and own_account_id = ${own_account_id} and state = 'active' returning number`)
  if (!row) refuse('own_account_unknown', { own_account_id })

  // Record.
  await record(ctx, 'own_account.closed', await moment(ctx), [
    { subject_id: own_account_id, data: { number: row.number, reason } },
  ])
  return { state: 'closed' as const }
}

/** Makes our own accounts reachable, and tells approvals whether one is there already. [BNK-2] */
export function mountBanking(kernel: Kernel): void {
  mount(kernel, bankingContract, { listOwnAccounts, openOwnAccount, closeOwnAccount })
  kernel.facts.set('own_account.open', async (ctx, input) => {
    const { entity_id } = input as Taken<Lines['openOwnAccount']>
    const row = await ctx.tx.first(sql<{ beside: boolean }>`
      select exists (select from own_accounts where org_id = ${ctx.org_id} and entity_id = ${entity_id}) as beside`)
    return { beside: row?.beside ?? false }
  })
}
