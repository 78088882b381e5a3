import { sql } from 'kysely'
import { needsAllCustomers } from '../customers/aliases.ts'
import { lockCustomers, setAccount } from '../customers/accounts.ts'
import { creditFacts } from '../customerfile/treatment.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { newId } from '../kernel/values.ts'
import { type Behaviour, type OfferTerms, planOffers } from './offer-plan.ts'
import { readOfferRules } from './offer-rules.ts'
import type { offersContract } from './offers-contract.ts'

type Lines = typeof offersContract
type Row = Answered<Lines['listOffers']>['rows'][number]

/** Days for which an offer that was decided is not proposed again. */
const restDays = 180

/**
 * Works out anew what may be offered to whom: what waits still stands, changes or is over; what was decided rests for half a
 * year. [OFR-3] [OFR-4]
 */
export async function proposeOffers(ctx: Context): Promise<Answered<Lines['proposeOffers']>> {
  // Load.
  needsAllCustomers(ctx)
  await ctx.tx.rows(sql`select pg_advisory_xact_lock(hashtext('duebook.terms_offers'), ${ctx.org_id}::int)`)
  const [rules, behaviours, terms, resting] = await Promise.all([
    readOfferRules(ctx),
    readBehaviours(ctx),
    readTerms(ctx),
    ctx.tx.rows(sql<{ key: string }>`
      select customer_id || ' ' || entity_id || ' ' || kind as key from terms_offers
      where org_id = ${ctx.org_id} and state in ('accepted', 'declined')
        and decided_at > ${ctx.now}::timestamptz - make_interval(days => ${restDays})`),
  ])

  // Decide.
  const rest = new Set(resting.map(row => row.key))
  const planned = behaviours.flatMap(of =>
    planOffers(of, rules, terms)
      .filter(({ kind }) => !rest.has(`${of.customer_id} ${of.entity_id} ${kind}`))
      .map(offer => ({ of, offer })),
  )

  // Write.
  const recorded_at = await moment(ctx)
  const rows = planned.map(({ of: { customer_id, entity_id, ...figures }, offer }) => ({
    offer_id: newId<'offer'>(),
    customer_id,
    entity_id,
    ...offer,
    figures,
    billed_minor: figures.billed_minor,
  }))
  const columns = sql`offer_id uuid, customer_id uuid, entity_id uuid, kind text, figures jsonb, terms_code text, limit_minor int8,
    cost_minor int8, gain_minor int8, rate_bp int4, billed_minor int8`
  const ended = await ctx.tx.rows(sql`
    update terms_offers o set state = 'over' where o.org_id = ${ctx.org_id} and o.state = 'waiting' and not exists (
      select from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t (${columns})
      where t.customer_id = o.customer_id and t.entity_id = o.entity_id and t.kind = o.kind) returning o.offer_id`)
  await ctx.tx.rows(sql`
    insert into terms_offers (org_id, offer_id, customer_id, entity_id, kind, figures, terms_code, limit_minor, cost_minor,
      gain_minor, rate_bp, billed_minor, figured_on, recorded_at)
    select ${ctx.org_id}::int4, t.*, ${ctx.today}::date, ${recorded_at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t (${columns})
    on conflict (org_id, customer_id, entity_id, kind) where state = 'waiting' do update set figures = excluded.figures,
      terms_code = excluded.terms_code, limit_minor = excluded.limit_minor, cost_minor = excluded.cost_minor,
      gain_minor = excluded.gain_minor, rate_bp = excluded.rate_bp, billed_minor = excluded.billed_minor,
      figured_on = excluded.figured_on, recorded_at = excluded.recorded_at`)
  const over = ended.length

  // Record.
  const data = { waiting: planned.length, over, rules }
  await record(ctx, 'terms_offer.proposed', recorded_at, [{ subject_id: ctx.actor.person_id, data }])
  return { waiting: planned.length, over }
}

/** How every customer paid every entity: one pass over the open items of twelve months. */
async function readBehaviours(ctx: Context): Promise<Behaviour[]> {
  const due = sql`coalesce(i.agreed_due_on, i.due_on)`
  const fell = sql`i.kind in ('invoice', 'charge') and i.amount_minor > 0 and ${due} <= ${ctx.today}::date
    and ${due} > ${ctx.today}::date - 365`
  const weighed = (value: unknown) => sql`
    (sum(abs(i.base_minor)::numeric * ${value}) filter (where ${fell})
      / nullif(sum(abs(i.base_minor)::numeric) filter (where ${fell}), 0))`
  const money = sql`coalesce(i.settled_on, ${ctx.today}::date)`
  type Read = Omit<Behaviour, 'billed_minor' | 'open_minor' | 'overdue_minor' | 'limit_minor'> &
    Record<'billed_minor' | 'open_minor' | 'overdue_minor', string> & { limit_minor: string | null }
  const rows = await ctx.tx.rows(sql<Read>`
    select s.*, t.code as terms_code,
      case when t.rule ->> 'base' = 'invoice' and t.rule -> 'instalments' is null and t.rule -> 'months' is null
        then coalesce((t.rule ->> 'days')::int, 0) end as terms_days, a.limit_minor
    from (
      select i.customer_id, i.entity_id,
        (count(distinct i.document_id) filter (where i.kind = 'invoice' and i.posted_on > ${ctx.today}::date - 365
          and i.opening_id is null))::int as invoices,
        coalesce(sum(i.base_minor) filter (where i.posted_on > ${ctx.today}::date - 365 and i.opening_id is null
          and i.kind in ('invoice', 'charge', 'credit_note', 'correction')), 0)::int8 as billed_minor,
        round(${weighed(sql`greatest(0, ${money} - ${due})`)}, 1)::float8 as days_late,
        round(${weighed(sql`(${money} - i.issued_on)`)}, 1)::float8 as days_to_pay,
        round(${weighed(sql`case when ${money} <= ${due} then 10000 else 0 end`)})::int as on_time_bp,
        coalesce(sum(i.open_base_minor) filter (where i.open_base_minor > 0), 0)::int8 as open_minor,
        coalesce(sum(i.open_base_minor) filter (where i.open_base_minor > 0 and ${due} < ${ctx.today}::date), 0)::int8
          as overdue_minor
      from open_items i
      where i.org_id = ${ctx.org_id} and (i.posted_on > ${ctx.today}::date - 365 or i.open_minor <> 0
        or ${due} > ${ctx.today}::date - 365)
      group by i.customer_id, i.entity_id) s
    join customers c on c.org_id = ${ctx.org_id} and c.customer_id = s.customer_id and c.state = 'active' and not c.pending
    left join customer_accounts a on a.org_id = c.org_id and a.customer_id = s.customer_id and a.entity_id = s.entity_id
    left join payment_terms t on t.org_id = c.org_id and t.terms_id = a.terms_id
    where s.days_late is not null`)
  return rows.map(row => ({
    ...row,
    billed_minor: BigInt(row.billed_minor),
    open_minor: BigInt(row.open_minor),
    overdue_minor: BigInt(row.overdue_minor),
    limit_minor: row.limit_minor === null ? null : BigInt(row.limit_minor),
  }))
}

/** Terms that can be offered, by their code. */
async function readTerms(ctx: Context): Promise<Map<string, OfferTerms>> {
  type Read = { code: string; rule: { base: string; days?: number; discount?: { days: number; percent: string }[] } }
  const rows = await ctx.tx.rows(sql<Read>`
    select code, rule from payment_terms where org_id = ${ctx.org_id} and not archived`)
  return new Map(
    rows.map(({ code, rule }) => [
      code,
      { code, days: rule.base === 'invoice' ? (rule.days ?? 0) : null, discount: rule.discount?.[0] ?? null },
    ]),
  )
}

/** Offers, the customers billed the most first. */
export async function listOffers(
  ctx: Context,
  asked: Taken<Lines['listOffers']>,
): Promise<Answered<Lines['listOffers']>> {
  const descending = asked.sort.startsWith('-')
  const keys = keyset<Row>(
    [
      { sql: sql.ref('o.billed_minor'), field: 'billed_minor', type: 'int8', descending },
      { sql: sql.ref('o.offer_id'), field: 'offer_id', type: 'uuid', descending },
    ],
    asked.after,
  )
  const some = (column: string, values: readonly string[] | undefined, type: 'text' | 'uuid') =>
    values?.length ? [sql`${sql.ref(column)} = any (${[...values]}::${sql.raw(type)}[])`] : []
  const conditions = [
    sql`o.org_id = ${ctx.org_id}`,
    keys.where,
    ...some('o.offer_id', asked.offer_id, 'uuid'),
    ...some('o.state', asked.state, 'text'),
    ...some('o.kind', asked.kind, 'text'),
    ...some('o.entity_id', asked.entity_id, 'uuid'),
    ...some('o.customer_id', asked.customer_id, 'uuid'),
  ]
  const rows = await ctx.tx.rows(sql<Row>`
    select o.offer_id, o.customer_id, c.number as customer_number, c.name as customer_name, c.grade, o.entity_id,
      e.code as entity_code, e.base_currency, o.kind, o.state, o.figures, o.terms_code, o.limit_minor, o.cost_minor, o.gain_minor,
      o.rate_bp, o.billed_minor, o.figured_on, o.reason, p.name as decided_by_name, o.decided_at
    from terms_offers o join customers c on c.org_id = o.org_id and c.customer_id = o.customer_id
    join entities e on e.org_id = o.org_id and e.entity_id = o.entity_id
    left join people p on p.org_id = o.org_id and p.person_id = o.decided_by
    where ${sql.join(conditions, sql` and `)} order by ${keys.order} limit ${asked.limit + 1}`)
  return keys.page(rows, asked.limit)
}

type Kept = Pick<Row, 'offer_id' | 'customer_id' | 'entity_id' | 'kind' | 'state' | 'terms_code'> & {
  limit_minor: string | null
}

/** The terms and the limit that acceptance sets. Pure. */
function settingOf(offer: Kept, { terms_code, limit_minor }: Taken<Lines['acceptOffer']>) {
  const { customer_id, entity_id, kind } = offer
  if (kind === 'instalments') return null
  if (kind === 'higher_limit')
    return { customer_id, entity_id, limit_minor: limit_minor ?? BigInt(offer.limit_minor ?? '0') }
  return { customer_id, entity_id, terms_code: terms_code ?? offer.terms_code }
}

/**
 * Makes an offer: terms or limit of the customer change by the verb that sets them, for documents to come. Parts for what is
 * overdue are agreed beside it, in an agreement. [OFR-4] Refuses `offer_unknown`, `offer_state`, and what setting refuses.
 */
export async function acceptOffer(
  ctx: Context,
  asked: Taken<Lines['acceptOffer']>,
): Promise<Answered<Lines['acceptOffer']>> {
  // Load.
  const offer = await lockOffer(ctx, asked.offer_id)
  await lockCustomers(ctx, [offer])

  // Decide.
  if (offer.state !== 'waiting') refuse('offer_state', { state: offer.state })
  const setting = settingOf(offer, asked)

  // Write.
  if (setting) await setAccount(ctx, [setting])
  await decided(ctx, offer, 'accepted', asked.reason || null)

  // Record.
  const { kind, customer_id, entity_id } = offer
  const data = { offer_id: offer.offer_id, kind, entity_id, ...setting, reason: asked.reason || null }
  await record(ctx, 'terms_offer.accepted', await moment(ctx), [{ subject_id: customer_id, data }])
  return { state: 'accepted' }
}

/** What a policy may ask about an offer that is to be made: whether its limit is above what the grade allows. */
export async function offerFacts(ctx: Context, input: unknown): Promise<Record<string, unknown>> {
  const asked = input as Taken<Lines['acceptOffer']>
  const offer = await findOffer(ctx, asked.offer_id)
  if (!offer) return {}
  const { customer_id, entity_id, kind } = offer
  const facts = await creditFacts(ctx, [settingOf(offer, asked) ?? { customer_id, entity_id }])
  return { ...facts, kind, customer_ids: [customer_id], entity_ids: [entity_id] }
}

/** Declines an offer; it is not proposed again for half a year. [OFR-4] Refuses `offer_unknown`, `offer_state`. */
export async function declineOffer(
  ctx: Context,
  { offer_id, reason }: Taken<Lines['declineOffer']>,
): Promise<Answered<Lines['declineOffer']>> {
  // Load.
  const offer = await lockOffer(ctx, offer_id)

  // Decide.
  if (offer.state !== 'waiting') refuse('offer_state', { state: offer.state })

  // Write.
  await decided(ctx, offer, 'declined', reason)

  // Record.
  const data = { offer_id, kind: offer.kind, entity_id: offer.entity_id, reason }
  await record(ctx, 'terms_offer.declined', await moment(ctx), [{ subject_id: offer.customer_id, data }])
  return { state: 'declined' }
}

async function decided(ctx: Context, { offer_id }: Kept, state: 'accepted' | 'declined', reason: string | null) {
  await ctx.tx.rows(sql`
    update terms_offers set state = ${state}, reason = ${reason}, decided_by = ${ctx.actor.person_id}, decided_at = ${ctx.now}
    where org_id = ${ctx.org_id} and offer_id = ${offer_id}`)
}

const columns = sql`offer_id, customer_id, entity_id, kind, state, terms_code, limit_minor`

const findOffer = (ctx: Context, offer_id: string) =>
  ctx.tx.first(sql<Kept>`select ${columns} from terms_offers where org_id = ${ctx.org_id} and offer_id = ${offer_id}`)

async function lockOffer(ctx: Context, offer_id: string): Promise<Kept> {
  const row = await ctx.tx.first(sql<Kept>`
    select ${columns} from terms_offers where org_id = ${ctx.org_id} and offer_id = ${offer_id} for update`)
  if (!row) refuse('offer_unknown', { offer_id })
  return row
}
