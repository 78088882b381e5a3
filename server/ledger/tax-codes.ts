import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuseAll } from '../kernel/errors.ts'
import type { Day } from '../kernel/values.ts'
import type { booksContract } from './books-contract.ts'

/** A tax code with the days its rate is law and the source that says so. */
export type TaxCodeSeed = {
  code: string
  valid_from: Day
  valid_to: Day | null
  kind: 'taxed' | 'zero' | 'exempt' | 'out_of_scope'
  /** Per cent. */
  rate: string
  name: string
  name_en: string
  source: string
}

const law = '增值税法（2026-01-01 起施行；此前为增值税暂行条例及财税公告，税率相同）'
const before = '增值税暂行条例、财税〔2016〕36 号'
const of2017 = '财税〔2017〕37 号'
const of2018 = '财税〔2018〕32 号'
const of2019 = '财政部 税务总局 海关总署公告 2019 年第 39 号；增值税法'
const always = '1994-01-01' as Day

const seed = (
  code: string,
  kind: TaxCodeSeed['kind'],
  rate: string,
  name: string,
  name_en: string,
  source: string,
  days: { from?: string; to?: string } = {},
): TaxCodeSeed => ({
  code,
  kind,
  rate,
  name,
  name_en,
  source,
  valid_from: (days.from ?? always) as Day,
  valid_to: (days.to ?? null) as Day | null,
})

/**
 * Output tax codes of China, each valid on the days on which its rate was law. 0 % (零税率), exempt (免税) and outside
 * the tax (不征税) are three different codes though each adds nothing: they stand in different lines of the return.
 */
export const taxCodeSeeds: readonly TaxCodeSeed[] = [
  seed('VAT17', 'taxed', '17', '增值税 17%', 'VAT 17 %', before, { to: '2018-04-30' }),
  seed('VAT16', 'taxed', '16', '增值税 16%', 'VAT 16 %', of2018, { from: '2018-05-01', to: '2019-03-31' }),
  seed('VAT13', 'taxed', '13', '增值税 13%（低税率）', 'VAT 13 % (lower rate)', of2017, { to: '2017-06-30' }),
  seed('VAT13', 'taxed', '13', '增值税 13%', 'VAT 13 %', of2019, { from: '2019-04-01' }),
  seed('VAT11', 'taxed', '11', '增值税 11%', 'VAT 11 %', before, { from: '2012-01-01', to: '2018-04-30' }),
  seed('VAT10', 'taxed', '10', '增值税 10%', 'VAT 10 %', of2018, { from: '2018-05-01', to: '2019-03-31' }),
  seed('VAT9', 'taxed', '9', '增值税 9%', 'VAT 9 %', of2019, { from: '2019-04-01' }),
  seed('VAT6', 'taxed', '6', '增值税 6%', 'VAT 6 %', law),
  seed('VAT3', 'taxed', '3', '征收率 3%', 'Simplified VAT 3 %', law),
  seed('VAT1', 'taxed', '1', '小规模减按 1%', 'Reduced VAT 1 %', '财政部 税务总局公告 2023 年第 19 号', {
    from: '2023-01-01',
    to: '2027-12-31',
  }),
  seed('VAT0', 'zero', '0', '零税率', 'Zero-rated', law),
  seed('EXEMPT', 'exempt', '0', '免税', 'Exempt', law),
  seed('NOTAX', 'out_of_scope', '0', '不征税', 'Outside the tax', law),
]

/** Gives an organisation the tax codes it lacks; those it has stay as they are. [LGR-1] */
export async function seedTaxCodes(ctx: Pick<Context, 'tx' | 'org_id'>): Promise<void> {
  const column = <K extends keyof TaxCodeSeed>(key: K) => taxCodeSeeds.map(each => each[key])
  await ctx.tx.rows(sql`
    insert into tax_codes (org_id, code, valid_from, valid_to, kind, rate, name, name_en, source)
    select ${ctx.org_id}::int4, t.* from unnest(${column('code')}::text[], ${column('valid_from')}::date[], ${column('valid_to')}::date[],
      ${column('kind')}::text[], ${column('rate')}::numeric[], ${column('name')}::text[], ${column('name_en')}::text[],
      ${column('source')}::text[]) as t (code, valid_from, valid_to, kind, rate, name, name_en, source)
    where not exists (select from tax_codes k where k.org_id = ${ctx.org_id} and k.code = t.code)
    on conflict do nothing`)
}

/** A tax code as it stands from one day to another. */
export type DatedTaxCode = TaxCodeSeed

/** The tax codes of the organisation with the days on which each rate counts; a later one ends the one before. [LGR-24] */
export const readTaxCodes = (ctx: Pick<Context, 'tx' | 'org_id'>): Promise<DatedTaxCode[]> =>
  ctx.tx.rows(sql<DatedTaxCode>`
    select code, valid_from,
      least(valid_to, lead(valid_from) over (partition by code order by valid_from) - 1) as valid_to,
      kind, trim_scale(rate)::text as rate, name, name_en, source
    from tax_codes where org_id = ${ctx.org_id} order by code, valid_from desc`)

/** The tax code as it stands on a day. */
export const taxCodeOn = (codes: readonly DatedTaxCode[], code: string, on: Day): DatedTaxCode | null =>
  codes.find(row => row.code === code && row.valid_from <= on && (!row.valid_to || row.valid_to >= on)) ?? null

type SetTaxCode = Taken<typeof booksContract.setTaxCode>

/**
 * Enters a tax code, or from a day on another rate of one: documents of days before keep theirs. [LGR-24] Refuses
 * `tax_code_earlier` for a day that is not after the latest one of the code, and `tax_code_rate` where not just what is taxed
 * has a rate.
 */
export async function setTaxCode(
  ctx: Context,
  request: SetTaxCode,
): Promise<Answered<typeof booksContract.setTaxCode>> {
  // Load. Codes of an organisation are entered one after another.
  await ctx.tx.rows(sql`select pg_advisory_xact_lock(${ctx.org_id}, hashtext('tax codes'))`)
  const known = await readTaxCodes(ctx)

  // Decide.
  refuseAll(decideTaxCode(known, request))
  const recorded_at = await moment(ctx)

  // Write.
  await insertRows(ctx.tx, 'tax_codes', ctx.org_id, [request])

  // Record.
  await record(ctx, 'tax_code.set', recorded_at, [{ subject_id: ctx.actor.person_id, data: request }])
  return { code: request.code }
}

/** What is wrong with a tax code or with another rate of one. */
export function decideTaxCode(known: readonly DatedTaxCode[], request: SetTaxCode): Problem[] {
  const { code, valid_from, kind, rate } = request
  const latest = known.find(one => one.code === code)
  const problems: Problem[] = []
  if (latest && valid_from <= latest.valid_from)
    problems.push({ index: 0, code: 'tax_code_earlier', params: { code, valid_from: latest.valid_from } })
  if ((kind === 'taxed') !== Number(rate) > 0)
    problems.push({ index: 0, code: 'tax_code_rate', params: { code, rate } })
  return problems
}
