import { renderPaper } from '../server/papers/render.ts'
import { sampleInvoice, sampleLook, sampleReceipt, sampleStatement } from '../server/testing/sample-papers.ts'
import { p95, report, timed } from './measure.ts'

/** The longest a clerk should wait for one paper once the threads run, in ms. */
const limit = 60

/** No two papers of a workload say the same, since the compiler keeps what it has set before. */
const another = (seed: number) => {
  const customer = {
    number: `C${seed}`,
    name: `深圳${seed}号商贸有限公司`,
    name_en: `Trading No. ${seed} Ltd.`,
    tax_id: null,
  }
  const minor = BigInt(seed * 7919)
  const invoice = sampleInvoice(1 + (seed % 5), { number: `B-${seed}`, customer })
  const statement = sampleStatement(10, { customer })
  return {
    invoice: { ...invoice, lines: invoice.lines.map((line, at) => ({ ...line, net_minor: minor + BigInt(at) })) },
    receipt: sampleReceipt({ number: `R-${seed}`, customer, amount_minor: minor }),
    statement: {
      ...statement,
      parts: statement.parts.map(part => ({
        ...part,
        rows: part.rows.map((row, at) => ({ ...row, number: `B-${seed}-${at}`, open_minor: minor + BigInt(at) })),
      })),
    },
  }
}

/**
 * One PDF at a time, as a clerk asks for it: a bill of up to five lines, a receipt, a statement of ten, by turns; 95th
 * percentile. Then a hundred bills as one.
 */
export async function onePdf(amount: number): Promise<void> {
  const turns = [
    (seed: number) => renderPaper('invoice_notice', [another(seed).invoice], sampleLook),
    (seed: number) => renderPaper('official_receipt', [another(seed).receipt], { ...sampleLook, size: 'a5' }),
    (seed: number) => renderPaper('statement', [another(seed).statement], { ...sampleLook, locale: 'en' }),
  ]
  const ask = (seed: number) => turns[seed % turns.length]?.(seed) as Promise<unknown>
  for (let seed = 1; seed <= 3; seed++) await ask(seed)
  const times: number[] = []
  for (let at = 0; at < amount; at++) times.push(await timed(() => ask(100 + at)))
  report('pdf_one', p95(times), 'ms', limit)
  const many = Array.from({ length: 100 }, (_, at) => another(100_000 + at).invoice)
  const ms = await timed(() => renderPaper('invoice_notice', many, sampleLook))
  report('pdf_hundred', ms / many.length, 'ms a paper', limit)
}
