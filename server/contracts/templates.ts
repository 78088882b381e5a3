import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { standardTemplates } from './standard-templates.ts'
import { blocks, placeholders, type templatesContract } from './templates-contract.ts'

type Lines = typeof templatesContract
type Template = Answered<Lines['listTemplates']>['rows'][number]

/** A wording filled with what one contract says: its parts in order, a block standing for a table of the contract. */
export type Drawn = {
  code: string
  version: number
  locale: 'zh' | 'en'
  title: string
  /** Places for which the contract has nothing. */
  missing: string[]
  parts: { kind: 'title' | 'heading' | 'text' | (typeof blocks)[number]; text: string }[]
}

const standards: Template[] = standardTemplates.map(template => ({
  ...template,
  version: 0,
  retired: false,
  standard: true,
  recorded_at: null,
  by_name: null,
}))

/** The latest version of every wording, those of the house among them until the organisation has written its own. [CTR-12] */
export async function listTemplates(
  ctx: Context,
  { retired }: Taken<Lines['listTemplates']>,
): Promise<Answered<Lines['listTemplates']>> {
  const own = await ctx.tx.rows(sql<Template>`
    select t.code, t.version, t.name, t.locale, t.body, t.retired, false as standard, t.recorded_at, p.name as by_name
    from (select distinct on (code) * from contract_templates where org_id = ${ctx.org_id} order by code, version desc) t
    left join people p on p.org_id = ${ctx.org_id} and p.person_id = t.recorded_by
    order by t.code`)
  const codes = new Set(own.map(row => row.code))
  const all = [...own, ...standards.filter(({ code }) => !codes.has(code))]
  return { rows: all.filter(row => retired === true || !row.retired), next: null }
}

const place = /\{\{\s*([a-z_.]{1,40})\s*\}\}/g
const known = new Set<string>(placeholders)
const alone = new Set<string>(blocks)

/** Every place of a wording that names nothing a contract knows, or a block in the middle of a line, by its line. */
export function decideTemplate(body: string): Problem[] {
  return body.split(/\r?\n/).flatMap((text, at) =>
    [...text.matchAll(place)].flatMap(([whole, name = '']): Problem[] => {
      const fits = known.has(name) || (alone.has(name) && text.trim() === whole)
      return fits ? [] : [{ index: 0, code: 'placeholder_unknown', params: { placeholder: name, line: at + 1 } }]
    }),
  )
}

/**
 * Writes a wording, or its next version; what was printed from an earlier one keeps it. [CTR-12]
 * Refuses `placeholder_unknown` with its line, `changed_meanwhile` where somebody wrote another version meanwhile.
 */
export async function setTemplate(ctx: Context, input: Taken<Lines['setTemplate']>) {
  // Load.
  await ctx.tx.rows(sql`select pg_advisory_xact_lock(hashtext('duebook.contract_templates'), ${ctx.org_id}::int)`)
  const latest = await ctx.tx.first(sql<{ version: number }>`
    select max(version) as version from contract_templates where org_id = ${ctx.org_id} and code = ${input.code}`)

  // Decide.
  const standing = latest?.version ?? 0
  if (standing !== input.version) refuse('changed_meanwhile', { version: standing })
  refuseAll(decideTemplate(input.body))

  // Write.
  const version = standing + 1
  const row = { ...input, version, recorded_at: ctx.now, recorded_by: ctx.actor.person_id }
  await insertRows(ctx.tx, 'contract_templates', ctx.org_id, [row])

  // Record.
  const data = { code: input.code, version, name: input.name, retired: input.retired }
  await record(ctx, 'contract_template.set', ctx.now, [{ subject_id: ctx.actor.person_id, data }])
  return { code: input.code, version }
}

type Values = Partial<Record<(typeof placeholders)[number], string | null>>

/** The text with its places filled; what is not known is left as a line to fill in by hand, and told. Pure. */
export function fillTemplate(body: string, values: Values): Pick<Drawn, 'parts' | 'missing'> {
  const missing = new Set<string>()
  const fill = (text: string) =>
    text.replaceAll(place, (_, name: string) => {
      const value = values[name as keyof Values]
      if (value) return value
      missing.add(name)
      return '＿＿＿＿'
    })
  const parts = body
    .split(/\r?\n\s*\r?\n/)
    .map(text => text.trim())
    .filter(text => text !== '')
    .map((text): Drawn['parts'][number] => {
      const block = blocks.find(name => new RegExp(`^\\{\\{\\s*${name}\\s*\\}\\}$`).test(text))
      if (block) return { kind: block, text: '' }
      const [, mark = '', rest = text] = /^(#{1,2})\s+([^]*)$/.exec(text) ?? []
      return { kind: mark === '#' ? 'title' : mark === '##' ? 'heading' : 'text', text: fill(rest) }
    })
  return { parts, missing: [...missing] }
}

/** How a paper writes amounts and days in a language. */
type Form = {
  grouped: (minor: bigint, currency: string) => string
  inWords: (minor: bigint, currency: string, locale: 'zh' | 'en') => string
  longDay: (day: string, locale: 'zh' | 'en') => string
}

/**
 * A wording with what one contract says, written as `form` writes it.
 * Refuses `contract_unknown`, `contract_template_unknown`. [CTR-12]
 */
export async function drawContract(
  ctx: Context,
  { contract_id, code }: { contract_id: string; code: string },
  form: Form,
): Promise<Drawn> {
  const { rows } = await listTemplates(ctx, {})
  const template = rows.find(row => row.code === code)
  const values = await valuesOf(ctx, contract_id, template?.locale ?? 'zh', form)
  if (!values) refuse('contract_unknown', { contract_id })
  if (!template) refuse('contract_template_unknown', { code })
  const filled = fillTemplate(template.body, values)
  const { version, locale } = template
  return { code, version, locale, title: values['contract.title'] ?? '', ...filled }
}

type Known = {
  seller: string
  seller_en: string | null
  seller_tax_id: string | null
  customer: string
  customer_en: string | null
  number: string
  customer_number: string
  customer_tax_id: string | null
  title: string
  signed_on: string
  starts_on: string | null
  ends_on: string | null
  currency: string
  amount_minor: string
  tax_minor: string
  terms: string | null
  terms_en: string | null
  penalty_per_day: string | null
  grace_days: number
  reference: string | null
  bank: string | null
  account: string | null
}

async function valuesOf(ctx: Context, contract_id: string, locale: 'zh' | 'en', form: Form): Promise<Values | null> {
  const row = await ctx.tx.first(sql<Known>`
    select e.name as seller, e.name_en as seller_en, e.tax_id as seller_tax_id, c.name as customer, c.name_en as customer_en,
      c.number as customer_number, c.tax_id as customer_tax_id, k.number, k.title, k.signed_on, k.starts_on, k.ends_on, k.currency,
      k.amount_minor, k.tax_minor, t.name as terms, t.name_en as terms_en, trim_scale(k.penalty_per_day)::text as penalty_per_day,
      k.grace_days, k.reference, a.bank, a.number as account
    from contracts k
    join entities e on e.org_id = k.org_id and e.entity_id = k.entity_id
    join customers c on c.org_id = k.org_id and c.customer_id = k.customer_id
    left join payment_terms t on t.org_id = k.org_id and t.terms_id = k.terms_id
    left join lateral (
      select bank, number from own_accounts a where a.org_id = k.org_id and a.entity_id = k.entity_id and a.state = 'active'
        and (a.currency is null or a.currency = k.currency) order by a.currency nulls last, a.recorded_at limit 1) a on true
    where k.org_id = ${ctx.org_id} and k.contract_id = ${contract_id}`)
  if (!row) return null
  const english = locale === 'en'
  const amount = BigInt(row.amount_minor)
  return {
    'seller.name': (english && row.seller_en) || row.seller,
    'seller.tax_id': row.seller_tax_id,
    'customer.name': (english && row.customer_en) || row.customer,
    'customer.number': row.customer_number,
    'customer.tax_id': row.customer_tax_id,
    'contract.number': row.number,
    'contract.title': row.title,
    'contract.signed_on': form.longDay(row.signed_on, locale),
    'contract.starts_on': row.starts_on && form.longDay(row.starts_on, locale),
    'contract.ends_on': row.ends_on && form.longDay(row.ends_on, locale),
    'contract.currency': row.currency,
    'contract.amount': form.grouped(amount, row.currency),
    'contract.amount_in_words': form.inWords(amount, row.currency, locale),
    'contract.tax': form.grouped(BigInt(row.tax_minor), row.currency),
    'contract.terms': english ? row.terms_en : row.terms,
    'contract.penalty_per_day': row.penalty_per_day,
    'contract.grace_days': String(row.grace_days),
    'contract.reference': row.reference,
    'account.bank': row.bank,
    'account.number': row.account,
  }
}
