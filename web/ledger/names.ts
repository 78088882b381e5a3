import type { TFunction } from 'i18next'
/** A kind of item or document in the reader's words. */
export const kindName = (t: TFunction, kind: string) => t(`kinds.${kind}`)

/** Where a document of a kind is shown; null for those that have no page of their own. */
export function documentPlace(
  kind: string,
): '/invoices/$invoice_id' | '/receipts/$receipt_id' | '/refunds/$refund_id' | null {
  if (['invoice', 'charge', 'credit_note', 'retention'].includes(kind)) return '/invoices/$invoice_id'
  if (['receipt', 'advance'].includes(kind)) return '/receipts/$receipt_id'
  if (kind === 'refund') return '/refunds/$refund_id'
  return null
}

/** Code and name of an account in the reader's language. */
export const accountName = (row: { code: string; name: string; name_en: string }, language: string) =>
  `${row.code} ${language === 'zh' ? row.name : row.name_en}`
