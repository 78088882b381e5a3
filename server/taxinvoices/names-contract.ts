/** Kinds of tax invoices: digital 数电票 and paper, special 专票 and ordinary 普票, and the commercial invoice for export. */
export const taxInvoiceKinds = ['special', 'ordinary', 'paper_special', 'paper_ordinary', 'commercial'] as const
export type TaxInvoiceKind = (typeof taxInvoiceKinds)[number]

/** Where a request stands; the last two before void follow from the documents that came back. */
export const taxRequestStates = ['draft', 'requested', 'approved', 'exported', 'part_issued', 'issued', 'void'] as const
export type TaxRequestState = (typeof taxRequestStates)[number]
