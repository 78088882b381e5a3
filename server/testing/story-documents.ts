import assert from 'node:assert/strict'
import { isCode, type Line, minor, send, type Story, thing } from './story-line.ts'

type Step = (story: Story, line: Line) => Promise<void>

/** What a story can say of documents that were wrong. */
export const documentSteps: Record<string, Step> = {
  /**
   * `correct I1 80.00 [USD] as I2 on 2026-03-01 [of C2] [issued …] [due …] [rate …] [retention …] [carried=60.00] [left=20.00]`:
   * the right invoice, charge, credit note or receipt; the totals in the end are those of the answer.
   */
  async correct(story, line) {
    const [name, sum, code] = line.words
    const { options } = line
    const old = thing(story, name)
    const currency = isCode(code) ? code : old.currency
    const kind = await kindOf(story, old.document_id)
    const customer_number = options.get('of')
    const shared = {
      amount_minor: minor(sum, currency),
      currency,
      rate: options.get('rate'),
      posted_on: options.get('posted'),
      number: options.get('number') ?? options.get('as'),
      ...(customer_number ? { customer_number } : {}),
    }
    const parts = line.words.filter(word => word.includes('@')).map(word => word.split('@'))
    const right =
      kind === 'receipts'
        ? { ...shared, received_on: options.get('issued') ?? options.get('on') }
        : {
            ...shared,
            issued_on: options.get('issued') ?? '2026-01-01',
            due_on: parts.length > 0 ? undefined : options.get('due'),
            instalments:
              parts.length > 0
                ? parts.map(([part, due_on]) => ({ due_on, amount_minor: minor(part, currency) }))
                : undefined,
          }
    await replace(story, line, kind, right)
  },

  /** `void R1 on 2026-03-01 [left=100.00]`: the document was wrong and nothing takes its place. */
  async void(story, line) {
    const kind = await kindOf(story, thing(story, line.words[0]).document_id)
    await replace(story, line, kind, null)
  },

  /** `state I1 corrected`. */
  async state(story, { words }) {
    const { document_id } = thing(story, words[0])
    const kind = await kindOf(story, document_id)
    const reply = await story.org.admin.get(`/api/${kind}/${document_id}`)
    assert.equal(reply.body.state, words[1])
  },
}

async function kindOf(story: Story, document_id: string): Promise<'invoices' | 'receipts'> {
  const reply = await story.org.admin.get(`/api/invoices/${document_id}`)
  return reply.status === 200 ? 'invoices' : 'receipts'
}

async function replace(story: Story, line: Line, kind: 'invoices' | 'receipts', right: object | null): Promise<void> {
  const [name] = line.words
  const old = thing(story, name)
  const body = {
    corrected_on: line.options.get('on'),
    reason: 'story',
    [kind === 'invoices' ? 'invoice' : 'receipt']: right,
  }
  const answer = await send(story, line, `/api/${kind}/${old.document_id}/correction`, body)
  if (!answer) return
  for (const list of ['carried', 'left'] as const) {
    const expected = line.words.find(word => word.startsWith(`${list}=`))?.slice(list.length + 1)
    const total = (answer[list] as { amount_minor: string }[]).reduce(
      (sum, part) => sum + BigInt(part.amount_minor),
      0n,
    )
    if (expected !== undefined) assert.equal(String(total), minor(expected, old.currency), `${name} ${list}`)
  }
  const as = line.options.get('as')
  if (!as || !right) return
  const document_id = answer.invoice_id ?? answer.receipt_id
  const read = await story.org.admin.get(`/api/${kind}/${document_id}`)
  assert.equal(read.status, 200, JSON.stringify(read.body))
  const item_ids = read.body.item_id
    ? [read.body.item_id]
    : read.body.items.map((item: { item_id: string }) => item.item_id)
  story.things.set(as, { document_id, item_ids, currency: read.body.currency })
}
