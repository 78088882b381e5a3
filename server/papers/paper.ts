/** What the papers say, before it is put into words: amounts in minor units, days as days, names as they are. */
import type { OpenDiscount } from '../customers/terms.ts'
import type { documentKinds } from '../customers/file-names-contract.ts'
import type { Minor } from '../kernel/money.ts'
import type { TaxInvoiceKind } from '../taxinvoices/names-contract.ts'
import type { PolicyShort, PolicyText } from '../policy/policies-contract.ts'

export const paperKinds = [
  'invoice_notice',
  'statement',
  'receipt_voucher',
  'official_receipt',
  'application_sheet',
  'contract_wording',
  'credit_file',
  'agreement',
  'refund_request',
  'payment_policy',
  'settlement_bill',
  'tax_request',
] as const
export type PaperKind = (typeof paperKinds)[number]
export type PaperLocale = 'zh' | 'en'
/** A4 stands upright; A5 lies, as wide as A4, so that two of them make one A4. */
export type PaperSize = 'a4' | 'a5'

/** Who writes. What the house does not know is null and leaves no gap. */
export type Sender = {
  /** By which its address and seal are found; a sample names none. */
  entity_id?: string
  name: string
  name_en: string | null
  tax_id: string | null
  address?: string | null
  /** As English papers say it, where it is written otherwise. */
  address_en?: string | null
  phone?: string | null
  email?: string | null
  /** A PNG, laid over the place to sign. */
  seal?: Uint8Array | null
}

/** Where money is to go; a paper without it asks for no transfer. */
export type BankAccount = { holder: string; bank: string; account: string; swift?: string | null }

export type Party = { number: string; name: string; name_en: string | null; tax_id: string | null }

/** A paper that no longer counts says so over every page. */
export type Mark = 'void' | 'replaced' | 'draft' | 'sample' | null

type Document = {
  sender: Sender
  customer: Party
  number: string
  mark: Mark
  /** The number of what stands in its place. */
  replaced_by: string | null
  currency: string
  reference: string | null
  note: string | null
  /** What the code on the paper says to a camera; no code where null. */
  qr: string | null
}

/** 账单（付款通知书）; of a credit note every amount is what is taken back. */
export type InvoiceNotice = Document & {
  kind: 'invoice' | 'charge' | 'credit_note' | 'opening'
  /** Whose camera the code is for: it opens the customer's own page, or the document for colleagues who sign in. */
  qr_for: 'customer' | 'house'
  issued_on: string
  due_on: string | null
  terms: { name: string; name_en: string } | null
  credits_number: string | null
  net_minor: Minor
  tax_minor: Minor
  amount_minor: Minor
  open_minor: Minor
  lines: readonly {
    description: string
    quantity: string | null
    unit: string | null
    unit_price: string | null
    /** In per cent: '13'. */
    tax_rate: string
    net_minor: Minor
    tax_minor: Minor
    amount_minor: Minor
  }[]
  instalments: readonly { kind: string; due_on: string | null; amount_minor: Minor; open_minor: Minor }[]
  /** What is payable by which day with the discount for paying early; none once its days are over. */
  discounts: readonly Pick<OpenDiscount, 'until_on' | 'percent' | 'payable_minor'>[]
  /** What the collection policy tells whoever pays; null where none holds. */
  policy: PolicyShort | null
  /** By what it had best be paid; null where nothing is proposed. */
  method: PolicyShort['ways'][number] | null
  bank: BankAccount | null
}

/** What the money of a receipt paid; positive. */
export type Paid = {
  applied_on: string
  kind: string
  number: string
  customer_name: string
  document_minor: Minor
  applied_minor: Minor
}

/** 收款单, 收款收据 and 收款核销单 say the same receipt in three forms. */
export type ReceiptPaper = Document & {
  received_on: string
  posted_on: string
  method: string
  payer_name: string | null
  is_advance: boolean
  amount_minor: Minor
  bank_charge_minor: Minor
  unapplied_minor: Minor
  paid: readonly Paid[]
}

/** 往来对账单: one part a currency. */
export type StatementPaper = {
  sender: Sender
  customer: Party
  as_of: string
  from: string | null
  style: 'open_item' | 'movement'
  not_a_demand: boolean
  parts: readonly {
    currency: string
    opening_minor: Minor
    closing_minor: Minor
    overdue_minor: Minor
    rows: readonly {
      on: string
      kind: string
      number: string
      issued_on: string
      due_on: string | null
      amount_minor: Minor
      applied_minor: Minor
      open_minor: Minor
      debit_minor: Minor
      credit_minor: Minor
      balance_minor: Minor
      days_overdue: number | null
    }[]
  }[]
}

/** A contract as it is to be signed: its wording, with the tables its places stand for. */
export type ContractPaper = {
  sender: Sender
  customer: Party
  number: string
  currency: string
  parts: readonly { kind: 'title' | 'heading' | 'text' | 'lines' | 'plan' | 'signatures'; text: string }[]
  lines: readonly {
    description: string
    quantity: string | null
    unit: string | null
    unit_price: string | null
    tax_rate: string
    amount_minor: Minor
  }[]
  plan: readonly {
    kind: string
    label: string
    planned_on: string | null
    months: number | null
    amount_minor: Minor
  }[]
}

/** 客户信用档案 of one customer, as one entity prints it. */
export type CreditFilePaper = {
  sender: Sender
  customer: Party
  as_of: string
  base_currency: string
  grade: string | null
  /** In hundredths. */
  completeness: number
  reviewed_on: string | null
  review_due_on: string
  addresses: readonly string[]
  accounts: readonly {
    entity: string
    terms: string | null
    currency: string
    limit_minor: Minor | null
    open_minor: Minor
    overdue_minor: Minor
  }[]
  figures: {
    figured_on: string
    billed_minor: Minor
    share_bp: number
    invoices: number
    days_late: string | null
    overdue_bp: number
    proposed: string
  } | null
  documents: readonly {
    kind: (typeof documentKinds)[number]
    title: string
    valid_until: string | null
    standing: 'lasting' | 'valid' | 'expiring' | 'expired'
  }[]
  gradings: readonly {
    graded_on: string
    before: string | null
    grade: string
    by_name: string
    reason: string | null
  }[]
}

/** 退款申请单: money on account that is to go back to the customer. */
export type RefundPaper = Document & {
  amount_minor: Minor
  reason: string
  requested_on: string
  requested_by: string | null
  approved_by: string | null
  paid_on: string | null
  own_account: string | null
  bank: { holder: string; bank: string; tail: string }
  taken: readonly { kind: string; number: string; amount_minor: Minor; open_minor: Minor }[]
}

/** 延期/分期付款协议. */
export type AgreementPaper = {
  sender: Sender
  customer: Party
  number: string
  kind: 'extension' | 'instalments'
  currency: string
  amount_minor: Minor
  agreed_on: string
  grace_days: number
  reverts: boolean
  note: string | null
  items: readonly { number: string; due_on: string | null; agreed_due_on: string; amount_minor: Minor }[]
  parts: readonly { part: number; due_on: string; amount_minor: Minor }[]
}

/** 收款政策 of an entity, one version. */
export type PolicyPaper = {
  sender: Sender
  version: number
  state: 'draft' | 'approved' | 'published' | 'withdrawn'
  valid_from: string | null
  valid_until: string | null
  written_by: string
  approved_by: string | null
  policy: PolicyText
}

/** 月结对账单: what is to be confirmed before it becomes an invoice. */
export type SettlementPaper = {
  /** Of the month of an account, or the check of one contract before its invoice. */
  kind: 'month' | 'check'
  sender: Sender
  customer: Party
  number: string
  mark: Mark
  currency: string
  until_on: string
  reply_by: string
  answered_on: string | null
  invoice_number: string | null
  amount_minor: Minor
  lines: readonly {
    description: string
    contract_number: string
    delivery_number: string | null
    happened_on: string | null
    quantity: string | null
    unit: string | null
    unit_price: string | null
    amount_minor: Minor
    contested: boolean
    contest_note: string | null
  }[]
}

/** 开票申请单: asked for within the house. */
export type TaxRequestPaper = {
  sender: Sender
  customer: Party
  number: string
  kind: TaxInvoiceKind
  mark: Mark
  currency: string
  drafted_on: string
  applicant: string
  approved_by: string | null
  buyer: {
    name: string
    tax_id: string | null
    address: string | null
    phone: string | null
    bank: string | null
    /** The last four characters of its account. */
    tail: string | null
  }
  header_reason: string | null
  remarks: string | null
  note: string | null
  net_minor: Minor
  tax_minor: Minor
  amount_minor: Minor
  lines: readonly {
    item_name: string
    model: string | null
    classification: string | null
    invoice_number: string
    quantity: string | null
    unit: string | null
    tax_code: string
    /** In per cent: '13'. */
    tax_rate: string
    net_minor: Minor
    tax_minor: Minor
    amount_minor: Minor
  }[]
}

/** What each kind of paper is made from. */
export type PaperData = {
  invoice_notice: InvoiceNotice
  statement: StatementPaper
  receipt_voucher: ReceiptPaper
  official_receipt: ReceiptPaper
  application_sheet: ReceiptPaper
  contract_wording: ContractPaper
  credit_file: CreditFilePaper
  agreement: AgreementPaper
  refund_request: RefundPaper
  payment_policy: PolicyPaper
  settlement_bill: SettlementPaper
  tax_request: TaxRequestPaper
}

/** How a paper is to look, and what its foot says of its printing. */
export type PaperLook = {
  locale: PaperLocale
  size: PaperSize
  printed: { at: string; by: string | null }
}
