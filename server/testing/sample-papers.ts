import type {
  ContractPaper,
  AgreementPaper,
  CreditFilePaper,
  InvoiceNotice,
  PaperLook,
  PolicyPaper,
  ReceiptPaper,
  RefundPaper,
  SettlementPaper,
  StatementPaper,
  TaxRequestPaper,
} from '../papers/paper.ts'
import { standardPolicy } from '../policy/standard-policy.ts'

const sender = {
  name: '测试贸易（深圳）有限公司',
  name_en: 'Test Trading (Shenzhen) Co., Ltd.',
  tax_id: '914403001000000000',
  address: '深圳市南山区科技园高新南一道 8 号',
  phone: '0755-8888 0000',
}
const customer = { number: 'C0042', name: '深圳腾跃商贸有限公司', name_en: 'Tengyue Trading Ltd.', tax_id: null }
const head = {
  sender,
  customer,
  mark: null,
  replaced_by: null,
  currency: 'CNY',
  reference: 'PO-0117',
  note: null,
  qr: null,
}

/** How a sample is printed unless a test says otherwise. */
export const sampleLook: PaperLook = { locale: 'zh', size: 'a4', printed: { at: '2026-11-27T15:04:05', by: '张三' } }

/** A bill of so many lines at 14,130.65 each, with a bank account to pay to. */
export function sampleInvoice(count: number, change: Partial<InvoiceNotice> = {}): InvoiceNotice {
  const lines = Array.from({ length: count }, (_, at) => ({
    description:
      ['工业级温度传感器 TS-200', 'Stainless steel bracket, 40 × 60 mm', '安装与调试服务（含差旅）'][at % 3] ?? '',
    quantity: String(10 + at),
    unit: ['件', 'pcs', null][at % 3] ?? null,
    unit_price: '1250.5',
    tax_rate: '13',
    net_minor: 1_250_500n,
    tax_minor: 162_565n,
    amount_minor: 1_413_065n,
  }))
  const amount_minor = 1_413_065n * BigInt(count)
  return {
    ...head,
    kind: 'invoice',
    qr_for: 'customer',
    number: 'INV-2026-00117',
    issued_on: '2026-01-05',
    due_on: '2026-02-04',
    terms: { name: '月结 30 天', name_en: 'Net 30' },
    credits_number: null,
    net_minor: 1_250_500n * BigInt(count),
    tax_minor: 162_565n * BigInt(count),
    amount_minor,
    open_minor: amount_minor,
    lines,
    instalments: [],
    discounts: [],
    policy: {
      version: 2,
      due_days: 30,
      grace_days: 5,
      late_percent_day: '0.05',
      late_percent_year: null,
      ways: ['transfer', 'bill'],
      contact: '',
    },
    method: 'transfer',
    bank: { holder: sender.name, bank: '招商银行深圳科技园支行', account: '7559 0000 1234 567', swift: 'CMBCCNBS' },
    ...change,
  }
}

/** Money that paid two invoices and left 5,025.00. */
export function sampleReceipt(change: Partial<ReceiptPaper> = {}): ReceiptPaper {
  const paid = (number: string, minor: bigint) => ({
    applied_on: '2026-01-20',
    kind: 'invoice',
    number,
    customer_name: customer.name,
    document_minor: minor,
    applied_minor: minor,
  })
  return {
    ...head,
    number: 'REC-2026-00031',
    received_on: '2026-01-20',
    posted_on: '2026-01-20',
    method: 'transfer',
    payer_name: null,
    is_advance: false,
    amount_minor: 12_000_000n,
    bank_charge_minor: 2_500n,
    unapplied_minor: 502_500n,
    paid: [paid('INV-2026-00117', 10_000_000n), paid('INV-2026-00118', 1_500_000n)],
    ...change,
  }
}

/** A letter of so many rows in CNY, all of them overdue. */
export function sampleStatement(count: number, change: Partial<StatementPaper> = {}): StatementPaper {
  const rows = Array.from({ length: count }, (_, at) => ({
    on: '2026-09-05',
    kind: 'invoice',
    number: `INV-2026-${String(at + 1).padStart(5, '0')}`,
    issued_on: '2026-09-05',
    due_on: '2026-10-05',
    amount_minor: 1_413_065n,
    applied_minor: 0n,
    open_minor: 1_413_065n,
    debit_minor: 1_413_065n,
    credit_minor: 0n,
    balance_minor: 1_413_065n * BigInt(at + 1),
    days_overdue: 26,
  }))
  const closing_minor = 1_413_065n * BigInt(count)
  return {
    sender,
    customer,
    as_of: '2026-10-31',
    from: null,
    style: 'open_item',
    not_a_demand: true,
    parts: [{ currency: 'CNY', opening_minor: 0n, closing_minor, overdue_minor: closing_minor, rows }],
    ...change,
  }
}

/** A contract over two lines with an advance and retention, drawn up from a short wording. */
export function sampleContract(change: Partial<ContractPaper> = {}): ContractPaper {
  const line = { quantity: '2', unit: '台', unit_price: '1000', tax_rate: '13', amount_minor: 226_000n }
  const part = { planned_on: null, months: null }
  return {
    sender,
    customer,
    number: 'K-2026-7',
    currency: 'CNY',
    parts: [
      { kind: 'heading', text: '一、#set page(width: 1pt)' },
      { kind: 'lines', text: '' },
      { kind: 'plan', text: '' },
      { kind: 'text', text: 'Whatever *stands* here is printed as it stands: #read("x") $1$.' },
      { kind: 'signatures', text: '' },
    ],
    lines: [
      { ...line, description: '泵' },
      { ...line, description: 'Valve' },
    ],
    plan: [
      { ...part, kind: 'advance', label: '', planned_on: '2026-02-01', amount_minor: 100_000n },
      { ...part, kind: 'retention', label: '', months: 12, amount_minor: 352_000n },
    ],
    ...change,
  }
}

/** The file of a customer of grade B with one paper and one grading. */
export function sampleCreditFile(change: Partial<CreditFilePaper> = {}): CreditFilePaper {
  return {
    sender,
    customer,
    as_of: '2026-11-27',
    base_currency: 'CNY',
    grade: 'B',
    completeness: 80,
    reviewed_on: '2026-06-01',
    review_due_on: '2027-06-01',
    addresses: ['深圳市南山区科技园 9 号'],
    accounts: [
      {
        entity: 'SZ',
        terms: '月结 30 天',
        currency: 'CNY',
        limit_minor: 50_000_000n,
        open_minor: 12_345_678n,
        overdue_minor: 100_000n,
      },
    ],
    figures: {
      figured_on: '2026-11-01',
      billed_minor: 234_500_000n,
      share_bp: 265,
      invoices: 30,
      days_late: '12.5',
      overdue_bp: 81,
      proposed: 'B',
    },
    documents: [{ kind: 'licence', title: '91440300', valid_until: '2030-01-01', standing: 'valid' }],
    gradings: [{ graded_on: '2026-11-02', before: 'A', grade: 'B', by_name: '张三', reason: null }],
    ...change,
  }
}

export function sampleRefund(change: Partial<RefundPaper> = {}): RefundPaper {
  return {
    sender,
    customer,
    number: 'RFD2026-000001',
    mark: null,
    replaced_by: null,
    currency: 'CNY',
    reference: null,
    note: null,
    qr: 'http://duebook.test/refunds/1',
    amount_minor: 100_000n,
    reason: '重复付款',
    requested_on: '2026-11-20',
    requested_by: '李会计',
    approved_by: null,
    paid_on: null,
    own_account: null,
    bank: { holder: customer.name, bank: '中国工商银行深圳分行', tail: '2345' },
    taken: [{ kind: 'receipt', number: 'RCP2026-000007', amount_minor: 100_000n, open_minor: 250_000n }],
    ...change,
  }
}

export function sampleTaxRequest(change: Partial<TaxRequestPaper> = {}): TaxRequestPaper {
  const line = {
    item_name: '*泵*离心泵',
    model: 'P-1',
    classification: '1090131000000000000',
    invoice_number: 'INV-2026-00117',
    quantity: '10',
    unit: '台',
    tax_code: 'VAT13',
    tax_rate: '13',
    net_minor: 10_000_000n,
    tax_minor: 1_300_000n,
    amount_minor: 11_300_000n,
  }
  return {
    sender,
    customer,
    number: 'TXR2026-000001',
    kind: 'special',
    mark: null,
    currency: 'CNY',
    drafted_on: '2026-03-05',
    applicant: '李会计',
    approved_by: null,
    buyer: {
      name: customer.name,
      tax_id: '91350100M000100Y43',
      address: '深圳市南山区科技路 1 号',
      phone: '0755-1234567',
      bank: '中国工商银行深圳分行',
      tail: '2345',
    },
    header_reason: null,
    remarks: '合同 A1',
    note: null,
    net_minor: 20_000_000n,
    tax_minor: 2_600_000n,
    amount_minor: 22_600_000n,
    lines: [line, { ...line, item_name: '*泵*配件', model: null, quantity: null, unit: null }],
    ...change,
  }
}

export function samplePolicy(change: Partial<PolicyPaper> = {}): PolicyPaper {
  return {
    sender,
    version: 2,
    state: 'published',
    valid_from: '2026-12-01',
    valid_until: null,
    written_by: '王芳',
    approved_by: '李明',
    policy: standardPolicy,
    ...change,
  }
}

export function sampleAgreement(change: Partial<AgreementPaper> = {}): AgreementPaper {
  return {
    sender,
    customer,
    number: 'AGR2026-000001',
    kind: 'instalments',
    currency: 'CNY',
    amount_minor: 150_000n,
    agreed_on: '2026-11-27',
    grace_days: 3,
    reverts: true,
    note: null,
    items: [{ number: 'INV2026-000001', due_on: '2026-10-31', agreed_due_on: '2027-01-27', amount_minor: 150_000n }],
    parts: [
      { part: 1, due_on: '2026-12-27', amount_minor: 70_000n },
      { part: 2, due_on: '2027-01-27', amount_minor: 80_000n },
    ],
    ...change,
  }
}

/** What was delivered under two contracts by the end of January; the last line is contested where a test says so. */
export function sampleSettlement(change: Partial<SettlementPaper> = {}): SettlementPaper {
  const line = (description: string, contract_number: string, delivery_number: string | null, happened_on: string) => ({
    description,
    contract_number,
    delivery_number,
    happened_on,
    quantity: delivery_number ? '2' : null,
    unit: delivery_number ? '台' : null,
    unit_price: delivery_number ? '1000' : null,
    amount_minor: 200_000n,
    contested: false,
    contest_note: null,
  })
  return {
    sender,
    customer,
    mark: null,
    currency: 'CNY',
    kind: 'month',
    number: 'STL2026-000003',
    until_on: '2026-01-31',
    reply_by: '2026-02-07',
    answered_on: null,
    invoice_number: null,
    amount_minor: 600_000n,
    lines: [
      line('离心泵', 'CTR2026-000012', 'DLV2026-000031', '2026-01-10'),
      line('离心泵', 'CTR2026-000012', 'DLV2026-000044', '2026-01-20'),
      line('维护服务费', 'CTR2026-000015', null, '2026-01-31'),
    ],
    ...change,
  }
}
