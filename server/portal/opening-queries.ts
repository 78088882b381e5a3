import { sql } from 'kysely'
import { checkTaxId } from '../customers/tax-id.ts'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import type { FileAnswer } from '../kernel/http.ts'
import { sendKeptFile } from '../kernel/sealed-files.ts'
import { among } from '../ledger/queries.ts'
import type { openingContract } from './opening-contract.ts'
import { detailsOf } from './opening-forms.ts'
import { papersOf } from './opening-visits.ts'

type Lines = typeof openingContract
type Row = Answered<Lines['listOpeningForms']>['rows'][number]

const columns = sql`
  o.form_id, o.entity_id, e.code as entity_code, o.addressee, o.name, o.state, o.expires_at, o.submitted_at, o.submitted_by,
  o.reason, o.customer_id, o.onboarding_id, p.name as recorded_by_name, o.recorded_at, (
    select count(*)::int from opening_papers x
    where x.org_id = o.org_id and x.form_id = o.form_id and x.dropped_at is null) as papers`
const tables = sql`opening_forms o join entities e on e.org_id = o.org_id and e.entity_id = o.entity_id
  left join people p on p.org_id = o.org_id and p.person_id = o.recorded_by`

/** Applications of customers, the latest first. */
export async function listOpeningForms(
  ctx: Context,
  { state, after, limit }: Taken<Lines['listOpeningForms']>,
): Promise<Answered<Lines['listOpeningForms']>> {
  const column = { sql: sql.ref('o.form_id'), field: 'form_id', type: 'uuid', descending: true } as const
  const keys = keyset<Row>([column], after)
  const conditions = [sql`o.org_id = ${ctx.org_id}`, keys.where, among('o.state', state, 'text')]
  const rows = await ctx.tx.rows(sql<Row>`
    select ${columns} from ${tables} where ${sql.join(conditions, sql` and `)} order by ${keys.order} limit ${limit + 1}`)
  return keys.page(rows, limit)
}

/** One application; of the account number only its end. Refuses `opening_form_unknown`. */
export async function readOpeningForm(
  ctx: Context,
  { form_id }: Taken<Lines['readOpeningForm']>,
): Promise<Answered<Lines['readOpeningForm']>> {
  const row = await ctx.tx.first(sql<Row & { sealed: string | null }>`
    select ${columns}, o.sealed from ${tables} where o.org_id = ${ctx.org_id} and o.form_id = ${form_id}`)
  if (!row) refuse('opening_form_unknown', { form_id })
  const { sealed, ...shown } = row
  const [details, files] = await Promise.all([detailsOf(ctx, { form_id, sealed }), papersOf(ctx, form_id)])
  if (!details) return { ...shown, details, files, tax_id_check: null }
  const { account, tax_id, country } = details
  const masked = { ...account, number: account.number && `…${account.number.replace(/[\s-]/g, '').slice(-4)}` }
  const tax_id_check = tax_id ? checkTaxId(tax_id, country) : null
  return { ...shown, details: { ...details, account: masked }, files, tax_id_check }
}

/** A paper of an application. Refuses `file_unknown`. */
export const readOpeningPaper =
  (home: string) =>
  async (ctx: Context, { form_id, file_id }: Taken<Lines['readOpeningPaper']>): Promise<FileAnswer> => {
    const row = await ctx.tx.first(sql<{ file_id: string; name: string; mime: string; sha256: string }>`
      select f.file_id, f.name, f.mime, encode(f.sha256, 'hex') as sha256
      from opening_papers p join files f on f.org_id = p.org_id and f.file_id = p.file_id
      join opening_forms o on o.org_id = p.org_id and o.form_id = p.form_id
      where p.org_id = ${ctx.org_id} and p.form_id = ${form_id} and p.file_id = ${file_id}`)
    if (!row) refuse('file_unknown', { file_id })
    return sendKeptFile(ctx, home, row)
  }
