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

/** States, reasons, sides and gaps of red letters. */
export const redNames: Record<Locale, Record<string, string>> = {
  en: {
    draft: 'Draft',
    waiting: 'Waits',
    confirmed: 'Confirmed',
    refused: 'Refused',
    expired: 'Lapsed',
    withdrawn: 'Withdrawn',
    stopped: 'Stopped',
    issued: 'Red invoice issued',
    '01': 'Mistake',
    '02': 'Goods returned',
    '03': 'Service ended',
    '04': 'Allowance',
    seller: 'Seller',
    buyer: 'Buyer',
    none: 'Not used',
    deducted: 'Deducted',
    booked: 'Booked',
    credit_note: 'Credit note without red tax invoice',
    red_invoice: 'Red tax invoice without credit note',
  },
  zh: {
    draft: '草稿',
    waiting: '待确认',
    confirmed: '已确认',
    refused: '对方否认',
    expired: '超时作废',
    withdrawn: '已撤销',
    stopped: '平台中止',
    issued: '已开红字发票',
    '01': '开票有误',
    '02': '销货退回',
    '03': '服务中止',
    '04': '销售折让',
    seller: '销售方',
    buyer: '购买方',
    none: '未用途确认、未入账',
    deducted: '已用途确认',
    booked: '已入账',
    credit_note: '有红字应收单无红字发票',
    red_invoice: '有红字发票无红字应收单',
  },
}
