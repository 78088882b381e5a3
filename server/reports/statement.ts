import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import type { Day } from '../kernel/values.ts'
import { changesAfter, existsAt } from '../ledger/balance.ts'
import { type At, dueAt } from '../ledger/columns.ts'
import { among } from '../ledger/queries.ts'
import { capitalYuan, englishWords } from './capital.ts'
import type { reportsContract } from './contract.ts'
import { customerLedger } from './customer-ledger.ts'

type Asked = Taken<(typeof reportsContract)['statement']>
type Statement = Answered<(typeof reportsContract)['statement']>
type Sheet = Statement['currencies'][number]
type Line = Sheet['rows'][number]

/** 往来对账单: one sheet a currency, by open items or by movements, with the closing balance in words. [RPT-10] */
export async function statement(ctx: Context, asked: Asked): Promise<Statement> {
  const at: At = { as_of: asked.as_of as Day, known_at: null }
  const [customer, entity] = await Promise.all([
    ctx.tx.first(
      sql<
        Statement['customer']
      >`select customer_id, number, name, tax_id from customers where org_id = ${ctx.org_id} and customer_id = ${asked.customer_id}`,
    ),
    ctx.tx.first(
      sql<
        Statement['entity']
      >`select entity_id, code, name, name_en from entities where org_id = ${ctx.org_id} and entity_id = ${asked.entity_id}`,
    ),
  ])
  if (!customer) refuse('customer_unknown', { customer: asked.customer_id })
  if (!entity) refuse('entity_unknown', { entity: asked.entity_id })
  const open = await openLines(ctx, asked, at)
  const currencies = await currenciesOf(ctx, asked)
  const from = asked.style === 'movement' ? (asked.from ?? `${asked.as_of.slice(0, 7)}-01`) : null
  const sheets: Sheet[] = []
  for (const currency of currencies) {
    const lines = open.filter(line => line.currency === currency)
    sheets.push(from ? await movementSheet(ctx, asked, currency, from, lines) : openSheet(currency, lines))
  }
  return {
    customer,
    entity,
    as_of: asked.as_of,
    from,
    style: asked.style,
    not_a_demand: asked.not_a_demand ?? true,
    currencies: sheets.filter(sheet => sheet.rows.length > 0 || sheet.closing_minor !== 0n),
  }
}

async function currenciesOf(ctx: Context, asked: Asked): Promise<string[]> {
  const rows = await ctx.tx.rows(sql<{ currency: string }>`
    select distinct i.currency from open_items i
    where i.org_id = ${ctx.org_id} and i.customer_id = ${asked.customer_id} and i.entity_id = ${asked.entity_id}
      and i.posted_on <= ${asked.as_of}::date and ${among('i.currency', asked.currency, 'text')} order by 1`)
  return rows.map(row => row.currency)
}

type OpenLine = { currency: string; kind: string; lane: string } & Omit<
  Line,
  'debit_minor' | 'credit_minor' | 'balance_minor'
>

async function openLines(ctx: Context, asked: Asked, at: At): Promise<OpenLine[]> {
  return ctx.tx.rows(sql<OpenLine>`
    with later as (${changesAfter(ctx.org_id, at)})
    select * from (
      select i.currency, i.posted_on as on, i.item_id, i.document_id, i.kind, i.lane, i.number, i.issued_on, ${dueAt(at)} as due_on,
        i.amount_minor, (i.amount_minor - i.open_minor + coalesce(l.minor, 0))::int8 as applied_minor,
        (i.open_minor - coalesce(l.minor, 0))::int8 as open_minor,
        greatest(${at.as_of}::date - ${dueAt(at)}, 0) as days_overdue
      from open_items i left join later l on l.item_id = i.item_id
      where i.org_id = ${ctx.org_id} and i.customer_id = ${asked.customer_id} and i.entity_id = ${asked.entity_id} and ${existsAt(at)}
        and ${among('i.currency', asked.currency, 'text')}) r
    where r.open_minor <> 0 order by r.issued_on, r.number, r.item_id`)
}

const inWords = (minor: bigint, currency: string) => ({
  zh: currency === 'CNY' ? capitalYuan(minor, '元') : `${currency} ${englishWords(minor, currency)}`,
  en: englishWords(minor, currency),
})

const overdueOf = (lines: readonly OpenLine[]) =>
  lines.reduce(
    (sum, line) => (line.lane === 'aged' && (line.days_overdue ?? 0) > 0 ? sum + BigInt(line.open_minor) : sum),
    0n,
  )

function openSheet(currency: string, lines: readonly OpenLine[]): Sheet {
  let balance = 0n
  const rows = lines.map(({ currency: _, lane: __, ...line }): Line => {
    const open = BigInt(line.open_minor)
    balance += open
    return { ...line, debit_minor: open > 0n ? open : 0n, credit_minor: open < 0n ? -open : 0n, balance_minor: balance }
  })
  return {
    currency,
    opening_minor: 0n,
    closing_minor: balance,
    overdue_minor: overdueOf(lines),
    in_words: inWords(balance, currency),
    rows,
  }
}

/** Every line of a customer's ledger: a letter that stops in the middle would not add up. */
async function wholeLedger(ctx: Context, period: Omit<Parameters<typeof customerLedger>[1], 'after' | 'limit'>) {
  const whole = await customerLedger(ctx, { ...period, after: undefined, limit: pageOfLetter })
  for (let after = whole.next; after; ) {
    if (whole.rows.length > longestLetter) refuse('batch_too_large', { maximum: longestLetter })
    const page = await customerLedger(ctx, { ...period, after, limit: pageOfLetter })
    whole.rows.push(...page.rows)
    after = page.next
  }
  return whole
}

const pageOfLetter = 5_000
const longestLetter = 50_000

async function movementSheet(
  ctx: Context,
  asked: Asked,
  currency: string,
  from: string,
  open: readonly OpenLine[],
): Promise<Sheet> {
  const ledger = await wholeLedger(ctx, {
    customer_id: asked.customer_id,
    entity_id: [asked.entity_id],
    currency,
    from,
    to: asked.as_of,
  })
  const closing = BigInt(ledger.closing_minor)
  return {
    currency,
    opening_minor: ledger.opening_minor,
    closing_minor: closing,
    overdue_minor: overdueOf(open),
    in_words: inWords(closing, currency),
    rows: ledger.rows.map(row => ({
      on: row.on,
      item_id: row.item_id,
      document_id: row.document_id,
      kind: row.kind,
      number: row.number,
      issued_on: row.on,
      due_on: row.due_on,
      amount_minor: BigInt(row.debit_minor) - BigInt(row.credit_minor),
      applied_minor: 0n,
      open_minor: 0n,
      debit_minor: row.debit_minor,
      credit_minor: row.credit_minor,
      balance_minor: row.balance_minor,
      days_overdue: null,
    })),
  }
}
