import type { Locale } from './export-words.ts'

/** Kinds of tax invoices as an exported file names them. */
export const taxInvoiceKindNames: Record<Locale, Record<string, string>> = {
  en: {
    special: 'Digital, special',
    ordinary: 'Digital, ordinary',
    paper_special: 'Paper, special',
    paper_ordinary: 'Paper, ordinary',
    commercial: 'Commercial invoice',
  },
  zh: {
    special: '数电专票',
    ordinary: '数电普票',
    paper_special: '纸质专票',
    paper_ordinary: '纸质普票',
    commercial: '商业发票',
  },
}

/** Where a request for a tax invoice stands. */
export const taxRequestStateNames: Record<Locale, Record<string, string>> = {
  en: {
    draft: 'Draft',
    requested: 'Requested',
    approved: 'Approved',
    exported: 'Exported',
    part_issued: 'Partly issued',
    issued: 'Issued',
    void: 'Void',
    part_reversed: 'Partly reversed',
    reversed: 'Reversed',
    red: 'Red',
  },
  zh: {
    draft: '草稿',
    requested: '已申请',
    approved: '已批准',
    exported: '已导出',
    part_issued: '部分开具',
    issued: '已开具',
    void: '已作废',
    part_reversed: '部分红冲',
    reversed: '已红冲',
    red: '红字',
  },
}
