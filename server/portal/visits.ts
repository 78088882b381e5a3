import { sql } from 'kysely'
import { contractOf, decideReceived, writeConfirmation } from '../contracts/deliveries.ts'
import { refuseShut } from '../contracts/gates.ts'
import { lockContracts } from '../contracts/load.ts'
import { readFile } from '../customerfile/queries.ts'
import { writeReviews } from '../customerfile/reviews.ts'
import { readCustomer } from '../customers/queries.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse, refuseAll } from '../kernel/errors.ts'
import { listOpenItems } from '../ledger/queries.ts'
import type { portalContract } from './contract.ts'
import { refuseAnswered, writeAnswer } from './answers.ts'
import { settlementOf } from './settle.ts'
import { type OpenPage, type PageState, pageOf, type ShownStatement } from './tokens.ts'

type Lines = typeof portalContract
type Shown = Answered<Lines['lookAtPage']>

/** What a customer sees behind a link. The first look is noted. [POR-3] Refuses `page_gone`. */
export async function lookAtPage(ctx: Context, { token }: Taken<Lines['lookAtPage']>): Promise<Shown> {
  // Load.
  const page = await pageOf(ctx, token)
  const { page_id, kind } = page
  const [head, accounts, advices, delivery, statement, file, settlement] = await Promise.all([
    ctx.tx.first(
      sql<Pick<Shown, 'entity' | 'entity_en' | 'customer' | 'locale' | 'answered_name' | 'expires_at'>>`
      select e.name as entity, e.name_en as entity_en, c.name as customer, g.locale, g.answered_name, g.expires_at
      from pages g join entities e on e.org_id = g.org_id and e.entity_id = g.entity_id
      join customers c on c.org_id = g.org_id and c.customer_id = g.customer_id
      where g.org_id = ${ctx.org_id} and g.page_id = ${page_id}`,
    ),
    ctx.tx.rows(sql<Shown['accounts'][number]>`
      select holder, bank, number, swift, currency from own_accounts
      where org_id = ${ctx.org_id} and entity_id = ${page.entity_id} and state = 'active'
      order by currency nulls last, recorded_at`),
    ctx.tx.rows(sql<Shown['advices'][number]>`
      select paid_on, currency, amount_minor, state from payment_advices
      where org_id = ${ctx.org_id} and page_id = ${page_id} order by recorded_at`),
    kind === 'delivery' ? deliveryOf(ctx, page) : null,
    kind === 'statement' ? statementOf(ctx, page) : null,
    kind === 'file' ? fileOf(ctx, page) : null,
    kind === 'settlement' ? settlementOf(ctx, page) : null,
  ])

  // Decide.
  if (!head) refuse('page_gone')
  const first = ['made', 'sent', 'unsure'].includes(page.state)
  const recorded_at = await moment(ctx)

  // Write.
  if (first)
    await ctx.tx.rows(sql`
      update pages set state = 'opened', opened_at = ${recorded_at} where org_id = ${ctx.org_id} and page_id = ${page_id}`)

  // Record.
  if (first) await record(ctx, 'page.opened', recorded_at, [{ subject_id: page.customer_id, data: { page_id, kind } }])
  return {
    ...head,
    today: ctx.today,
    kind,
    state: first ? 'opened' : page.state,
    delivery,
    statement,
    file,
    settlement,
    // Only an account is paid.
    accounts: kind === 'statement' ? accounts : [],
    advices,
  }
}

async function deliveryOf(ctx: Context, page: OpenPage): Promise<NonNullable<Shown['delivery']>> {
  const [head, lines] = await Promise.all([
    ctx.tx.first(sql<Omit<NonNullable<Shown['delivery']>, 'lines'> & { returned: boolean }>`
      select d.number, k.number as contract_number, d.delivered_on, d.carrier, d.tracking, d.state = 'returned' as returned
      from deliveries d join contracts k on k.org_id = d.org_id and k.contract_id = d.contract_id
      where d.org_id = ${ctx.org_id} and d.delivery_id = ${page.delivery_id}`),
    ctx.tx.rows(sql<NonNullable<Shown['delivery']>['lines'][number]>`
      select l.line, k.description, k.unit, trim_scale(l.quantity)::text as quantity, trim_scale(r.quantity)::text as received
      from delivery_lines l
      join deliveries d on d.org_id = l.org_id and d.delivery_id = l.delivery_id
      join contracts c on c.org_id = d.org_id and c.contract_id = d.contract_id
      join contract_lines k on k.org_id = c.org_id and k.contract_id = c.contract_id and k.version = c.version and k.line = l.line
      left join delivery_receipts r on r.org_id = l.org_id and r.delivery_id = l.delivery_id and r.line = l.line
      where l.org_id = ${ctx.org_id} and l.delivery_id = ${page.delivery_id} order by l.line`),
  ])
  if (!head || head.returned) refuse('page_gone')
  const { returned: _, ...delivery } = head
  return { ...delivery, lines }
}

/**
 * The account as it was known when the page was made. The first look keeps it, so that every later one, and what is
 * agreed, is of the same, whatever was still under way then. [POR-3]
 */
async function statementOf(ctx: Context, page: OpenPage): Promise<ShownStatement> {
  if (page.shown) return page.shown
  const as_of = page.as_of as string
  const found = await listOpenItems(
    ctx,
    {
      customer_id: [page.customer_id],
      entity_id: [page.entity_id],
      as_of,
      known_at: page.recorded_at,
      basis: 'due',
      sort: 'due_on',
      totals: true,
      limit: 200,
    },
    { kept: true },
  )
  const shown: ShownStatement = {
    as_of,
    totals: (found.totals ?? []).map(({ currency, items, open_minor, overdue_minor }) => ({
      currency,
      items,
      open_minor,
      overdue_minor,
    })),
    items: found.rows.map(({ kind, number, issued_on, due_on, currency, open_minor, days_overdue }) => ({
      kind,
      number,
      issued_on,
      due_on,
      currency,
      open_minor,
      days_overdue,
    })),
  }
  await ctx.tx.rows(sql`
    update pages set shown = ${JSON.stringify(shown)}::jsonb
    where org_id = ${ctx.org_id} and page_id = ${page.page_id}`)
  return shown
}

/** So much of an address that its owner knows it again, and nobody else can write to it. */
const maskedMail = (text: string | null) => text && text.replace(/^(.).*(@.*)$/, '$1…$2')
const maskedPhone = (text: string | null) => text && `…${text.slice(-4)}`

/** What we hold of the customer itself. */
async function fileOf(ctx: Context, page: OpenPage): Promise<NonNullable<Shown['file']>> {
  const { customer_id } = page
  const [customer, file] = await Promise.all([readCustomer(ctx, { customer_id }), readFile(ctx, { customer_id })])
  return {
    name: customer.name,
    name_en: customer.name_en,
    tax_id: customer.tax_id,
    country: customer.country,
    addresses: file.addresses.map(({ line, city, region, postcode }) =>
      [region, city, line, postcode].filter(Boolean).join(' '),
    ),
    contacts: customer.contacts
      .filter(contact => contact.name !== null && contact.erased_at === null)
      .map(({ name, roles, email, phone }) => ({
        name: name as string,
        roles,
        hint: maskedMail(email) || maskedPhone(phone) || null,
      })),
    bank_accounts: file.bank_accounts
      .filter(account => account.state === 'active')
      .map(({ bank, tail }) => ({ bank, tail })),
  }
}

/**
 * The customer confirms the goods; of a line of which less arrived, how much. What arrived counts as confirmed, and
 * whoever made the page is told of the rest. [POR-4] Refuses `page_gone`, `page_answered`, `contract_line_unknown`,
 * `received_above_delivered`.
 */
export async function receiveGoods(
  ctx: Context,
  { token, name, lines, note }: Taken<Lines['receiveGoods']>,
): Promise<Answered<Lines['receiveGoods']>> {
  // Load. The contract is locked first, as by all that counts what was delivered.
  const page = await pageOf(ctx, token)
  refuseAnswered(page, 'delivery')
  const contract_id = await contractOf(ctx, page.delivery_id as string)
  if (contract_id) await lockContracts(ctx, [contract_id])
  const [delivery, sent] = await Promise.all([
    ctx.tx.first(sql<{ delivery_id: string; contract_id: string; number: string; delivered_on: string; state: string }>`
      select delivery_id, contract_id, number, delivered_on, state from deliveries
      where org_id = ${ctx.org_id} and delivery_id = ${page.delivery_id} for update`),
    ctx.tx.rows(sql<{ line: number; quantity: string }>`
      select line, trim_scale(quantity)::text as quantity from delivery_lines
      where org_id = ${ctx.org_id} and delivery_id = ${page.delivery_id}`),
  ])

  // Decide.
  if (!delivery || delivery.state === 'returned') refuse('page_gone')
  if (delivery.state !== 'sent') refuse('delivery_not_sent', { number: delivery.number, state: delivery.state })
  await refuseShut(ctx, delivery.contract_id, 'confirmed')
  refuseAll(decideReceived(lines, sent))
  const state: PageState = lines.length > 0 ? 'contested' : 'confirmed'

  // Write. Record.
  const confirmed_on = ctx.today < delivery.delivered_on ? delivery.delivered_on : ctx.today
  await writeConfirmation(ctx, delivery, { confirmed_on, confirmed_name: name, confirmed_how: 'page', received: lines })
  await writeAnswer(ctx, page, { state, name, note, lines: lines.map(({ line }) => line) })
  return { state }
}

/**
 * The customer agrees with the account, or with what we hold of it (which is a review of its file); or says what is not
 * right, and whoever made the page is told. [POR-5] [POR-9]
 * Refuses `page_gone`, `page_answered`, `contest_empty`.
 */
export async function agreeStatement(
  ctx: Context,
  { token, name, decision, note }: Taken<Lines['agreeStatement']>,
): Promise<Answered<Lines['agreeStatement']>> {
  // Load.
  const page = await pageOf(ctx, token)

  // Decide.
  refuseAnswered(page, 'statement', 'file')
  if (decision === 'contest' && !note) refuse('contest_empty')
  const state: PageState = decision === 'confirm' ? 'confirmed' : 'contested'

  // Write. Record.
  if (page.kind === 'statement') await statementOf(ctx, page)
  await writeAnswer(ctx, page, { state, name, note })
  if (page.kind === 'file' && state === 'confirmed')
    await writeReviews(ctx, [{ customer_id: page.customer_id, note: undefined }], page.recorded_by)
  return { state }
}
