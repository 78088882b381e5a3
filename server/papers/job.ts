import type { PaperJob } from './compile.ts'
import { type Head, senderOf } from './form.ts'
import { agreementForm } from './form-agreement.ts'
import { contractForm } from './form-contract.ts'
import { creditFileForm } from './form-credit-file.ts'
import { invoiceForm } from './form-invoice.ts'
import { applicationForm, receiptForm, voucherForm } from './form-receipt.ts'
import { policyForm } from './form-policy.ts'
import { refundForm } from './form-refund.ts'
import { settlementForm } from './form-settlement.ts'
import { statementForm } from './form-statement.ts'
import { taxRequestForm } from './form-tax-request.ts'
import type { PaperData, PaperKind, PaperLocale, PaperLook } from './paper.ts'
import { words } from './words.ts'

const forms: {
  [K in PaperKind]: (paper: PaperData[K], locale: PaperLocale) => Omit<Head, 'sender' | 'printed' | 'seal'>
} = {
  invoice_notice: invoiceForm,
  statement: statementForm,
  receipt_voucher: voucherForm,
  official_receipt: receiptForm,
  application_sheet: applicationForm,
  contract_wording: contractForm,
  credit_file: creditFileForm,
  agreement: agreementForm,
  refund_request: refundForm,
  payment_policy: policyForm,
  settlement_bill: settlementForm,
  tax_request: taxRequestForm,
}

/** The papers of one kind as the compiler takes them: all that is said as JSON, so that none of it is ever markup. Pure. */
export function jobOf<K extends PaperKind>(kind: K, papers: readonly PaperData[K][], look: PaperLook): PaperJob {
  const { locale, size, printed } = look
  const seals: Uint8Array[] = []
  const told = papers.map(paper => {
    const { seal } = paper.sender
    if (seal) seals.push(seal)
    return {
      ...forms[kind](paper, locale),
      sender: senderOf(paper.sender, locale),
      printed: words[locale].printed(printed.at.slice(0, 16).replace('T', ' '), printed.by),
      compact: size === 'a5',
      seal: seal ? `seal-${seals.length - 1}.png` : null,
    }
  })
  const title = [...new Set(told.map(paper => paper.title))].join(' ') + (told[0] ? ` ${told[0].number}` : '')
  const { reply, signatures, page, ...single } = words[locale]
  const job = {
    kind,
    locale,
    size,
    title,
    author: told[0]?.sender.name ?? '',
    papers: told,
    words: { ...single, page, signatures, reply },
  }
  return { job: JSON.stringify(job), seals, at: Math.floor(Date.parse(`${printed.at.slice(0, 19)}Z`) / 1000) }
}
