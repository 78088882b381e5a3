import { Refusal } from '../kernel/errors.ts'
import type { MadePaper } from './compile.ts'
import type { InvoiceNotice, PaperLocale, Sender } from './paper.ts'
import { renderPaper } from './render.ts'

/** A bill that is none: what a sender looks like on paper, marked over the page. */
const sampleOf = (sender: Sender, locale: PaperLocale): InvoiceNotice => ({
  sender,
  customer: {
    number: 'C-000000',
    name: locale === 'zh' ? '示例客户' : 'Sample Customer',
    name_en: null,
    tax_id: null,
  },
  kind: 'invoice',
  number: 'INV-0000',
  mark: 'sample',
  replaced_by: null,
  currency: 'CNY',
  reference: null,
  note: null,
  qr: null,
  qr_for: 'customer',
  issued_on: '2026-01-01',
  due_on: '2026-01-31',
  terms: null,
  credits_number: null,
  net_minor: 100_000n,
  tax_minor: 13_000n,
  amount_minor: 113_000n,
  open_minor: 113_000n,
  lines: [],
  instalments: [],
  discounts: [],
  policy: null,
  method: null,
  bank: null,
})

/** A sample paper; null where the picture of its seal cannot be drawn. */
export function printSample(sender: Sender, locale: PaperLocale): Promise<MadePaper | null> {
  const printed = { at: '2026-01-01T00:00:00', by: null }
  return renderPaper('invoice_notice', [sampleOf(sender, locale)], { locale, size: 'a4', printed }).catch(error => {
    if (error instanceof Refusal) throw error
    return null
  })
}
