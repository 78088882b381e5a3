import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { assert } from '../kernel/errors.ts'
import type { Kernel } from '../kernel/run.ts'
import { type Around, type Declared, of, yesNo } from './declared-list.ts'
import { declaredSettings } from './declared-settings.ts'
import { listNames } from './export-list-words.ts'
import { type Locale, methodNames, stateNames } from './export-words.ts'
import type { DeclaredList, PickedList } from './list-names-contract.ts'
import { columnsFor, pages, type Sheet, taken } from './sheet.ts'

type Row = Record<string, unknown>
const percent = (points: unknown) => String(Number(points) / 100)

const request: Omit<Declared, 'line'> = {
  fields: of(
    'what customers entities currency amount_minor reason maker made_at state checker checked_at check_reason',
  ),
  words: { state: listNames.approvals },
  also: (row, { locale, base }) => {
    const { amount_minor } = row.facts as Row
    return {
      what: (row.summary as Record<Locale, string>)[locale],
      customers: (row.customers as string[]).join(', '),
      entities: (row.entities as string[]).join(', '),
      amount_minor: /^-?\d{1,18}$/.test(String(amount_minor)) ? amount_minor : null,
      currency: base,
    }
  },
}

/** A further list costs its name in `list-names-contract.ts` and one of these. */
export const declared: Record<DeclaredList, Declared> = {
  ...declaredSettings,
  approvals: { line: 'approval.list', ...request },
  own_requests: { line: 'approval.mine', ...request },
  waiting_receipts: {
    line: 'waiting_receipt.list',
    fields: of(
      'entity_code customer_number customer_name payer_name kind received_on method reference currency ' +
        'amount_minor state recorded_name recorded_at checked_name checked_at reason receipt_number',
    ),
    words: { state: listNames.waiting, kind: listNames.waiting_kinds, method: methodNames },
  },
  payer_letters: {
    line: 'payer_letter.list',
    fields: of(
      'payer_name entity_code customer_number customer_name kind standing valid_from valid_until currency ' +
        'ceiling_each_minor ceiling_total_minor used_minor note',
    ),
    words: { kind: listNames.letter_kinds, standing: listNames.letter_standings },
  },
  payment_advices: {
    line: 'advice.list',
    fields: of(
      'entity_code customer_number customer_name paid_on currency amount_minor payer_name reference ' +
        'invoice_number documents said_by state receipt_number reason recorded_at',
    ),
    words: { state: listNames.advices },
  },
  reminders: {
    line: 'reminder.list',
    fields: of(
      'entity_code customer_number customer_name reminded_on channel tone step_day state items currency ' +
        'amount_minor recipient owner_name note reason sent_at',
    ),
    words: { channel: listNames.channels, tone: listNames.tones, state: listNames.reminders },
    also: row => ({ owner_name: row.task_owner_name }),
  },
  agreements: {
    line: 'agreement.list',
    fields: of(
      'number entity_code customer_number customer_name kind standing agreed_on next_on last_on currency ' +
        'amount_minor paid_minor',
    ),
    words: { kind: listNames.agreement_kinds, standing: listNames.agreement_standings },
  },
  contract_drafts: {
    line: 'contract_draft.list',
    fields: of(
      'subject entity_code customer_number customer_name kind state currency amount_minor changed_at ' +
        'changed_name contract_number reason',
    ),
    words: { kind: listNames.contract_kinds, state: listNames.contract_drafts },
    also: row => ({ subject: row.title }),
  },
  late_charges: {
    line: 'late_charge.list',
    fields: of(
      'entity_code customer_number customer_name number state from_on to_on days currency amount_minor ' +
        'invoice_number reason by_name recorded_at',
    ),
    words: { state: listNames.late },
  },
  terms_offers: {
    line: 'terms_offer.list',
    fields: of(
      'entity_code customer_number customer_name grade kind state days_late on_time currency billed_minor ' +
        'cost_minor gain_minor figured_on reason decided_by_name decided_at',
    ),
    words: { kind: listNames.offer_kinds, state: listNames.offers },
    also: row => {
      const { days_late, on_time_bp } = row.figures as Row
      return { days_late, on_time: percent(on_time_bp), currency: row.base_currency }
    },
  },
  grades: {
    line: 'customer_grade.list',
    fields: of(
      'customer_number customer_name grade proposed state points invoices currency billed_minor share ' +
        'days_late overdue_share figured_on',
    ),
    words: { state: listNames.grades },
    also: (row, { base }) => ({
      share: percent(row.share_bp),
      overdue_share: percent(row.overdue_bp),
      currency: base,
    }),
  },
  onboardings: {
    line: 'onboarding.list',
    fields: of(
      'customer_number customer_name kind state grade due_on since applied_name checked_name reason note ' +
        'recorded_at',
    ),
    words: { state: listNames.onboardings, kind: listNames.customer_kinds },
  },
  customer_documents: {
    line: 'customer.list_documents',
    fields: of('customer_number customer_name document_kind title valid_until'),
    words: { document_kind: listNames.papers },
    also: row => ({ document_kind: row.kind }),
  },
  customer_pages: {
    line: 'page.list',
    fields: of(
      'entity_code customer_number customer_name kind number as_of recipient state sent_at opened_at ' +
        'answered_at answered_name note by_name recorded_at',
    ),
    words: { kind: listNames.page_kinds, state: listNames.pages },
    also: row => ({ number: row.delivery_number ?? row.settlement_number, by_name: row.recorded_by_name }),
  },
  returned_letters: {
    line: 'returned_letter.list',
    fields: of('recorded_at state kind number customer_name recipient reason subject by_name'),
    words: { state: listNames.returned, kind: listNames.returned_kinds },
    also: row => ({
      state: row.outcome,
      kind: row.letter_kind,
      number: row.subject_number,
      recipient: row.address,
      reason: row.words ?? row.status,
      subject: row.title,
      by_name: row.recorded_by_name,
    }),
  },
  settlements: {
    line: 'settlement.list',
    fields: of(
      'number entity_code customer_number customer_name until_on reply_by lines state currency amount_minor ' +
        'invoice_number',
    ),
    words: { state: listNames.settlements },
  },
  openings: {
    line: 'opening.list',
    fields: of('entity_code cutover_on state items currency gross_minor net_minor recorded_at'),
    words: { state: listNames.openings },
    also: (row, { bases, base }) => ({ currency: bases.get(String(row.entity_id)) ?? base }),
  },
  opening_tie_out: {
    line: 'opening.tie_out',
    fields: of(
      'account_code account_name customer_number customer_name currency old_minor our_minor ' +
        'difference_minor old_base_minor our_base_minor difference_base_minor',
    ),
  },
  periods: {
    line: 'period.list',
    fields: of('period state changed_at changed_name'),
    words: { state: listNames.periods },
    also: (row, { people }) => ({ changed_name: people.get(String(row.changed_by)) }),
  },
  people: {
    line: 'person.list',
    fields: of('name code email may_sign_in second_factor state'),
    words: { state: listNames.people },
    also: (row, { locale }) => ({
      may_sign_in: yesNo[locale][row.may_sign_in ? 1 : 0],
      second_factor: yesNo[locale][row.second_factor ? 1 : 0],
    }),
  },
  sign_ins: {
    line: 'sign_in.list',
    fields: of('at person_name kind address agent'),
    words: { kind: listNames.doors },
    also: (row, { people }) => ({ person_name: people.get(String(row.person_id)) }),
  },
  events: {
    line: 'event.browse',
    fields: of('leaf recorded_at event number actor_name released_by_name via data hash'),
    also: row => ({ event: row.name, number: row.subject_name, data: JSON.stringify(row.data) }),
  },
  number_series: {
    line: 'series.list',
    fields: of('entity_code series year next drawn found voided missing'),
    also: row => ({ missing: (row.missing as string[]).join(', ') }),
  },
}

const lineOf: Record<PickedList, string> = {
  invoices: 'invoice.list',
  receipts: 'receipt.list',
  customers: 'customer.list',
  open_items: 'item.list',
  tasks: 'task.list',
  ...(Object.fromEntries(Object.entries(declared).map(([name, { line }]) => [name, line])) as Record<
    DeclaredList,
    string
  >),
}

/** Every row of a list, as its own line reads it for this reader. Refuses `permission_missing`. */
export function rowsOf(
  ctx: Context,
  kernel: Kernel,
  list: PickedList,
  params: Record<string, unknown>,
): AsyncIterable<Row> {
  const entry = kernel.lines.get(lineOf[list])
  assert(entry, `${lineOf[list]} is mounted`)
  const input = taken(ctx, entry.line, params) as object
  const { rowsIn } = list in declared ? declared[list as DeclaredList] : {}
  if (!rowsIn) return pages(after => entry.handler(ctx, { ...input, after }))
  return pages(async () => ({ rows: rowsIn((await entry.handler(ctx, input)) as Row) }))
}

/** The sheet of a declared list, with the filters and the order of its screen. [RPT-12] */
export async function declaredSheet(
  ctx: Context,
  kernel: Kernel,
  list: DeclaredList,
  params: Record<string, unknown>,
  locale: Locale,
): Promise<Sheet> {
  const { fields, words = {}, also = () => ({}) } = declared[list]
  const around = { ...(await aroundOf(ctx, locale)), params }
  const rows = rowsOf(ctx, kernel, list, params)
  async function* said() {
    for await (const row of rows) {
      const whole: Row = { ...row, ...also(row, around) }
      for (const [field, names] of Object.entries(words))
        whole[field] = names[locale][String(whole[field])] ?? stateNames[locale][String(whole[field])] ?? whole[field]
      yield whole
    }
  }
  return { columns: columnsFor(locale, [...fields], []), rows: said() }
}

async function aroundOf(ctx: Context, locale: Locale): Promise<Omit<Around, 'params'>> {
  const [entities, people] = [
    await ctx.tx.rows(sql<{ entity_id: string; base_currency: string }>`
      select entity_id, base_currency from entities where org_id = ${ctx.org_id} order by recorded_at, code`),
    await ctx.tx.rows(sql<{ person_id: string; name: string }>`
      select person_id, name from people where org_id = ${ctx.org_id}`),
  ]
  return {
    locale,
    base: entities[0]?.base_currency ?? 'CNY',
    bases: new Map(entities.map(one => [one.entity_id, one.base_currency])),
    people: new Map(people.map(one => [one.person_id, one.name])),
  }
}
