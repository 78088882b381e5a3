import { sql } from 'kysely'
import { tellEnd } from '../invoices/billing-runs.ts'
import { type Code, freshCodes, keepCodes } from '../invoices/dispatch-codes.ts'
import type { Leaves } from '../invoices/letter-job.ts'
import { foreseeWays, sendWays, waysOf } from '../invoices/send-ways.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import { keepFiles, writeMade } from '../kernel/files.ts'
import type { Upload } from '../kernel/http.ts'
import type { JobHandler } from '../kernel/jobs.ts'
import { loadInvoices } from './load.ts'
import { withLetterheads } from './letterheads.ts'
import type { InvoiceNotice, PaperLook } from './paper.ts'
import { renderPaper } from './render.ts'
import { words } from './words.ts'

/** Papers that are kept in one transaction, and those that are made at a time: a clerk who wants one waits behind few. */
const portion = 100
const width = 4

type Wanted = { invoice_id: string; paper: InvoiceNotice; look: PaperLook; code: Code | null }
type Made = { invoice_id: string; upload: Upload | null; code: Code | null }
type Surroundings = { home: string; leaves: Leaves; public_origin: string }

/**
 * Makes the papers of what one transaction of a run issued, keeps them, and sends each invoice the way its customer wants
 * it. Begun again it goes on behind the last papers that were kept; no invoice has two of a run or goes out twice. [INV-18]
 */
export const makeBillingPapers = (around: Surroundings): JobHandler => {
  const { home, leaves } = around
  return async run => {
    const { run_id, batch } = run.input as { run_id: string; batch: number }
    const prepare = async (after: string | null) => {
      const wanted = await run.step(ctx => loadWanted(ctx, around, run_id, batch, after))
      return makeAll(home, wanted)
    }
    let done = 0
    // The next are made while the ones before are kept.
    for (let next = prepare(null); ; ) {
      const made = await next
      const last = made.at(-1)
      if (!last) {
        await run.step(ctx => tellEnd(ctx, run_id))
        return { run_id, batch, done }
      }
      next = prepare(last.invoice_id)
      next.catch(() => {})
      await run.step(ctx => keep(ctx, run_id, made, leaves))
      done += made.length
      await run.progress(done)
    }
  }
}

async function loadWanted(
  ctx: Context,
  { home, leaves, public_origin }: Surroundings,
  run_id: string,
  batch: number,
  after: string | null,
): Promise<Wanted[]> {
  const rows = await ctx.tx.rows(sql<{ invoice_id: string; locale: string }>`
    select p.invoice_id, c.locale from billing_papers p
    join invoices v on v.org_id = p.org_id and v.invoice_id = p.invoice_id
    join customers c on c.org_id = v.org_id and c.customer_id = v.bill_to_id
    where p.org_id = ${ctx.org_id} and p.run_id = ${run_id} and p.batch = ${batch} and p.state = 'waiting'
      and (${after}::uuid is null or p.invoice_id > ${after}::uuid)
    order by p.invoice_id limit ${portion}`)
  if (rows.length === 0) return []
  const ids = rows.map(row => row.invoice_id)
  // The code is of the dispatch that is made when the paper is kept, so a bill that will not go out bears none.
  const go = await foreseeWays(ctx, await waysOf(ctx, ids), leaves)
  const fresh = await freshCodes(ctx, public_origin, go.size)
  const codes = new Map([...go].map((id, at) => [id, fresh[at] as Code]))
  const found = await loadInvoices(ctx, ids, id => codes.get(id)?.link ?? null, 'customer')
  const papers = await withLetterheads(ctx, home, 'invoice_notice', found)
  const who = await ctx.tx.first(sql<{ name: string }>`
    select name from people where org_id = ${ctx.org_id} and person_id = ${ctx.actor.person_id}`)
  const at = Temporal.Instant.from(ctx.now).toZonedDateTimeISO(ctx.actor.time_zone).toPlainDateTime().toString()
  return rows.map(({ invoice_id, locale }, index) => ({
    invoice_id,
    paper: papers[index] as InvoiceNotice,
    look: { locale: locale === 'en' ? 'en' : 'zh', size: 'a4', printed: { at, by: who?.name ?? null } },
    code: codes.get(invoice_id) ?? null,
  }))
}

/** Makes papers, a few at a time, and writes each to its place; one that cannot be made is told as such. */
async function makeAll(home: string, wanted: readonly Wanted[]): Promise<Made[]> {
  const made: Made[] = []
  const turns = wanted.entries()
  const work = async () => {
    for (const [at, { invoice_id, paper, look, code }] of turns) {
      made[at] = { invoice_id, upload: null, code }
      // One paper that fails is told beside its invoice; it does not stop those of the others.
      const rendered = await renderPaper('invoice_notice', [paper], look).catch(() => null)
      if (!rendered) continue
      const name = `${words[look.locale].titles[paper.kind]} ${paper.number}`.replace(/[\\/:*?"<>|]/g, '_')
      const upload = await writeMade(home, rendered.pdf, `${name}.pdf`, 'application/pdf')
      made[at] = { invoice_id, upload, code }
    }
  }
  await Promise.all(Array.from({ length: width }, work))
  return made
}

/** Keeps papers that were made and sends their invoices out. */
async function keep(ctx: Context, run_id: string, all: readonly Made[], leaves: Leaves): Promise<void> {
  // Load. Whoever was quicker has made some already.
  const waiting = await ctx.tx.rows(sql<{ invoice_id: string }>`
    select invoice_id from billing_papers
    where org_id = ${ctx.org_id} and run_id = ${run_id} and invoice_id = any (${all.map(one => one.invoice_id)}::uuid[])
      and state = 'waiting' order by invoice_id for update`)
  const still = new Set(waiting.map(row => row.invoice_id))
  const made = all.filter(one => still.has(one.invoice_id))
  const ways = await waysOf(ctx, [...still])
  const recorded_at = await moment(ctx)

  // Write.
  const uploads = made.flatMap(({ invoice_id, upload, code }) => (upload ? [{ invoice_id, upload, code }] : []))
  const files = await keepFiles(
    ctx,
    uploads.map(one => one.upload),
    'invoice_paper',
    recorded_at,
  )
  const file = new Map(uploads.map(({ invoice_id }, at) => [invoice_id, files[at] as string]))
  const sent = await sendWays(
    ctx,
    ways.filter(way => file.has(way.invoice_id)),
    leaves,
  )
  const codes = uploads.flatMap(({ invoice_id, code }) => {
    const dispatch_id = sent.get(invoice_id)?.dispatch_id
    return code && dispatch_id ? [{ ...code, dispatch_id }] : []
  })
  await keepCodes(ctx, codes)
  await ctx.tx.rows(sql`
    update billing_papers p set state = case when w.file_id is null then 'failed' else 'made' end, file_id = w.file_id,
      dispatch_id = w.dispatch_id, dispatch_problem = w.problem
    from unnest(${made.map(one => one.invoice_id)}::uuid[], ${made.map(one => file.get(one.invoice_id) ?? null)}::uuid[],
      ${made.map(one => sent.get(one.invoice_id)?.dispatch_id ?? null)}::uuid[],
      ${made.map(one => sent.get(one.invoice_id)?.problem ?? null)}::text[]) as w (invoice_id, file_id, dispatch_id, problem)
    where p.org_id = ${ctx.org_id} and p.run_id = ${run_id} and p.invoice_id = w.invoice_id`)

  // Record.
  const data = { kind: 'invoice_notice', size: 'a4', run_id }
  await record(
    ctx,
    'invoice.printed',
    recorded_at,
    uploads.map(({ invoice_id }) => ({ subject_id: invoice_id, data })),
  )
}
