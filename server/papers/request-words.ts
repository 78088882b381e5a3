import type { TaxInvoiceKind } from '../taxinvoices/names-contract.ts'
import type { PaperLocale } from './paper.ts'

/** What the form says by which a tax invoice is asked for within the house: the one paper that names what it asks for. [PAP-2] */
const zh = {
  title: '开票申请单',
  buyer: '购买方名称',
  tax_id: '纳税人识别号',
  address: '地址',
  phone: '电话',
  bank: '开户行及账号',
  kind: '票种',
  drafted_on: '申请日',
  applicant: '申请人',
  customer: '客户',
  approved_by: '审批人',
  header_reason: '抬头说明',
  remarks: '票面备注',
  kinds: {
    special: '数电专票',
    ordinary: '数电普票',
    paper_special: '纸质专票',
    paper_ordinary: '纸质普票',
    commercial: '商业单据',
  } as Record<TaxInvoiceKind, string>,
  lines: '开票内容',
  heads: ['序', '项目', '税收分类编码', '来源账单', '数量', '不含税金额', '税码 · 税率', '税额', '价税合计'],
  sum: '合计',
  signatures: ['申请人', '复核人', '审批人'],
}

const en: typeof zh = {
  title: 'Tax Invoice Request',
  buyer: 'Buyer',
  tax_id: 'Tax ID',
  address: 'Address',
  phone: 'Phone',
  bank: 'Bank account',
  kind: 'Kind',
  drafted_on: 'Requested on',
  applicant: 'Applicant',
  customer: 'Customer',
  approved_by: 'Approved by',
  header_reason: 'About the header',
  remarks: 'Remarks on it',
  kinds: {
    special: 'Digital, special',
    ordinary: 'Digital, ordinary',
    paper_special: 'Paper, special',
    paper_ordinary: 'Paper, ordinary',
    commercial: 'Commercial invoice',
  },
  lines: 'What is to be invoiced',
  heads: ['#', 'Item', 'Classification', 'Bill', 'Quantity', 'Net', 'Code · rate', 'Tax', 'Amount'],
  sum: 'Total',
  signatures: ['Applicant', 'Checked by', 'Approved by'],
}

export const requestWords: Record<PaperLocale, typeof zh> = { zh, en }
