import { sql } from 'kysely'
import { lockCustomers, refuseCustomer } from '../customers/accounts.ts'
import { accountMark } from '../customers/account-marks.ts'
import { readFileRules } from '../customers/file-rules.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { assert, type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { fingerprintOf, openPersonal, sealPersonal } from '../kernel/personal.ts'
import { type Instant, newId, plusMicros } from '../kernel/values.ts'
import type { customerFileContract } from './contract.ts'

type Lines = typeof customerFileContract
type State = 'entered' | 'active' | 'closed'

/** A bank account of a customer as verbs need it. */
type Account = {
  account_id: string
  customer_id: string
  holder: string
  bank: string
  tail: string
  sealed: string
  state: State
  replaces: string | null
}

const numberOf = (text: string) =>
  text
    .normalize('NFKC')
    .replace(/[\s-]+/g, '')
    .toUpperCase()
const shape = /^[0-9A-Z]{6,40}$/

/**
 * Enters a bank account of a customer. Its number is sealed at once and stands nowhere in clear; it is not used before it is
 * activated, which waits for a second person. [CUS-22] Refuses `bank_number_invalid`, and `bank_account_unknown` for one to
 * replace that is not theirs or not in use.
 */
export async function enterBankAccount(
  ctx: Context,
  input: Taken<Lines['enterBankAccount']>,
): Promise<Answered<Lines['enterBankAccount']>> {
  // Load.
  const customers = await lockCustomers(ctx, [input])
  const replaced = input.replaces ? await findAccount(ctx, input.replaces) : null

  // Decide.
  const problems: Problem[] = []
  refuseCustomer(customers, input.customer_id, 0, problems)
  const number = numberOf(input.number)
  if (!shape.test(number)) problems.push({ index: 0, code: 'bank_number_invalid', params: {} })
  if (input.replaces && (replaced?.customer_id !== input.customer_id || replaced.state !== 'active'))
    problems.push({ index: 0, code: 'bank_account_unknown', params: { account_id: input.replaces } })
  refuseAll(problems)
  const { customer_id, holder, bank, evidence } = input
  const account_id = newId<'account'>()
  const account = {
    account_id,
    customer_id,
    holder,
    bank,
    swift: input.swift || null,
    currency: input.currency ?? null,
    tail: number.slice(-4),
    replaces: input.replaces ?? null,
    evidence,
  }

  // Write.
  const recorded_at = await moment(ctx)
  const [sealed = null, told = null] = await sealPersonal(ctx, [
    { subject_id: account_id, values: { number } },
    { subject_id: account_id, values: { holder, evidence } },
  ])
  assert(sealed, 'a new account has a key')
  const recorded_by = ctx.actor.person_id
  await insertRows(ctx.tx, 'customer_bank_accounts', ctx.org_id, [
    { ...account, sealed, fingerprint: fingerprintOf(ctx.org_id, accountMark, number), recorded_by, recorded_at },
  ])

  // Record. Whose account it is stands sealed, since it may be a person's.
  const { holder: _holder, evidence: _evidence, ...known } = account
  await record(ctx, 'customer_account.entered', recorded_at, [
    { subject_id: customer_id, data: { ...known, sealed: told } },
  ])
  return { account_id }
}

/**
 * Takes an account into use, after a second person agreed. Where the customer had one before, money may go to it only after
 * the waiting time of the rules. [CUS-22] [CUS-23] Refuses `bank_account_unknown`, `bank_account_state`.
 */
export async function activateBankAccount(
  ctx: Context,
  { account_id }: Taken<Lines['activateBankAccount']>,
): Promise<Answered<Lines['activateBankAccount']>> {
  // Load.
  const [account, rules] = await Promise.all([lockAccount(ctx, account_id), readFileRules(ctx)])
  const customers = await lockCustomers(ctx, [account])
  const earlier = await hadAccount(ctx, account.customer_id)

  // Decide.
  const problems: Problem[] = []
  refuseCustomer(customers, account.customer_id, 0, problems)
  if (account.state !== 'entered')
    problems.push({ index: 0, code: 'bank_account_state', params: { state: account.state } })
  refuseAll(problems)
  const recorded_at = await moment(ctx)
  const usable_from = earlier ? plusMicros(recorded_at, rules.account_wait_hours * 3_600_000_000) : recorded_at

  // Write.
  await ctx.tx.rows(sql`
    update customer_bank_accounts set state = 'active', usable_from = ${usable_from}::timestamptz
    where org_id = ${ctx.org_id} and account_id = ${account_id}`)
  const closed = await ctx.tx.rows(sql<{ account_id: string; tail: string }>`
    update customer_bank_accounts set state = 'closed'
    where org_id = ${ctx.org_id} and account_id = ${account.replaces} and state = 'active' returning account_id, tail`)

  // Record.
  const { customer_id, bank, tail } = account
  await record(ctx, 'customer_account.activated', recorded_at, [
    { subject_id: customer_id, data: { account_id, bank, tail, usable_from } },
  ])
  await record(
    ctx,
    'customer_account.closed',
    recorded_at,
    closed.map(one => ({ subject_id: customer_id, data: { ...one, replaced_by: account_id } })),
  )
  return { usable_from }
}

/** What a policy may ask about an account that is to be used, and what the second person reads. */
export async function activationFacts(ctx: Context, input: unknown): Promise<Record<string, unknown>> {
  const account = await findAccount(ctx, (input as Taken<Lines['activateBankAccount']>).account_id)
  if (!account) return {}
  const { holder, bank, tail, replaces } = account
  const row = await ctx.tx.first(sql<{ customer: string }>`
    select number || ' ' || name as customer from customers
    where org_id = ${ctx.org_id} and customer_id = ${account.customer_id}`)
  return { customer: row?.customer, holder, bank, tail, replaces: replaces !== null }
}

/** Closes an account, or takes back one that was entered. [CUS-22] Refuses `bank_account_unknown`, `bank_account_state`. */
export async function closeBankAccount(
  ctx: Context,
  { account_id, reason }: Taken<Lines['closeBankAccount']>,
): Promise<Answered<Lines['closeBankAccount']>> {
  // Load.
  const account = await lockAccount(ctx, account_id)

  // Decide.
  if (account.state === 'closed') refuse('bank_account_state', { state: account.state })

  // Write.
  await ctx.tx.rows(sql`
    update customer_bank_accounts set state = 'closed' where org_id = ${ctx.org_id} and account_id = ${account_id}`)

  // Record.
  const data = { account_id, tail: account.tail, reason }
  await record(ctx, 'customer_account.closed', await moment(ctx), [{ subject_id: account.customer_id, data }])
  return { state: 'closed' }
}

/** Shows the whole number, and records who looked. [CUS-22] Null where its key was destroyed. */
export async function showBankAccount(
  ctx: Context,
  { account_id }: Taken<Lines['showBankAccount']>,
): Promise<Answered<Lines['showBankAccount']>> {
  // Load.
  const account = await findAccount(ctx, account_id)
  if (!account) refuse('bank_account_unknown', { account_id })
  const [values] = await openPersonal(ctx, [{ subject_id: account_id, sealed: account.sealed }])

  // Record.
  const data = { account_id, tail: account.tail }
  await record(ctx, 'customer_account.shown', await moment(ctx), [{ subject_id: account.customer_id, data }])
  return { number: (values?.number as string | undefined) ?? null }
}

/** Whether money may go to an account at a moment; the refusal where it may not. */
export type Usable = {
  account: Pick<Account, 'account_id' | 'holder' | 'bank' | 'tail'> | null
  problem: { code: 'bank_account_unknown' | 'bank_account_state' | 'bank_account_waits'; params: object } | null
}

/**
 * Whether money may be paid to an account of a customer at a moment: it is theirs, in use, and its waiting time is over.
 * Whoever refunds asks here, within its own transaction; the account cannot be closed before that ends. [CUS-23]
 */
export async function usableAccount(
  ctx: Context,
  customer_id: string,
  account_id: string,
  at: Instant,
): Promise<Usable> {
  const row = await ctx.tx.first(sql<Account & { usable_from: Instant | null; ripe: boolean }>`
    select account_id, customer_id, holder, bank, tail, state, usable_from,
      coalesce(usable_from <= ${at}::timestamptz, false) as ripe
    from customer_bank_accounts
    where org_id = ${ctx.org_id} and account_id = ${account_id} and customer_id = ${customer_id} for key share`)
  if (!row) return { account: null, problem: { code: 'bank_account_unknown', params: { account_id } } }
  const { holder, bank, tail, state, usable_from, ripe } = row
  const account = { account_id, holder, bank, tail }
  if (state !== 'active') return { account, problem: { code: 'bank_account_state', params: { state } } }
  return { account, problem: ripe ? null : { code: 'bank_account_waits', params: { usable_from } } }
}

const columns = sql`account_id, customer_id, holder, bank, tail, sealed, state, replaces`

function findAccount(ctx: Context, account_id: string): Promise<Account | null> {
  return ctx.tx.first(sql<Account>`
    select ${columns} from customer_bank_accounts where org_id = ${ctx.org_id} and account_id = ${account_id}`)
}

async function lockAccount(ctx: Context, account_id: string): Promise<Account> {
  const row = await ctx.tx.first(sql<Account>`
    select ${columns} from customer_bank_accounts
    where org_id = ${ctx.org_id} and account_id = ${account_id} for update`)
  if (!row) refuse('bank_account_unknown', { account_id })
  return row
}

/** Whether an account of the customer was ever in use; read behind the lock on the customer. */
async function hadAccount(ctx: Context, customer_id: string): Promise<boolean> {
  const row = await ctx.tx.first(sql<{ had: boolean }>`
    select exists (select from customer_bank_accounts
      where org_id = ${ctx.org_id} and customer_id = ${customer_id} and usable_from is not null) as had`)
  return row?.had ?? false
}
