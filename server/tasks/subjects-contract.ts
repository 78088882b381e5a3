import type { PermissionWord } from '../access/permissions.ts'

/**
 * A kind of document that people speak of: what it takes to see one, where it stands, and where it is shown. Its customer and
 * entity carry the scope, as they do for the document itself.
 */
export type SubjectDeclared = {
  /** The permission to read one. */
  read: PermissionWord
  table: string
  key: string
  /** Where it is shown; the sign stands for its id. */
  page: string
  /** How it is called, over its row `d`; empty where its kind and its customer say all. */
  called: string
  /** Whether its row names a customer, and an entity. */
  customer: boolean
  entity: boolean
  /** The word of its kind, over its row `d`, where a kind has kinds of its own. */
  kind?: string
  /** It tells of everybody’s customers: for nobody who sees some of them alone. */
  whole?: boolean
}

/** A document of a customer in an entity's books. */
const owned = (read: PermissionWord, table: string, key: string, page: string, called = 'd.number') =>
  ({ read, table, key, page, called, customer: true, entity: true }) satisfies SubjectDeclared

const day = (column: string) => `to_char(d.${column}, 'YYYY-MM-DD')`
/** An entity's code before what is told of its document. */
const ofEntity = (called: string) =>
  `(select e.code from entities e where e.org_id = d.org_id and e.entity_id = d.entity_id) || ' ' || ${called}`

/** Every kind of document that takes comments and tasks; a further one is one line here and its word in both locales. */
export const subjects = {
  customer: { ...owned('customer.read', 'customers', 'customer_id', '/customers/$'), entity: false },
  invoice: { ...owned('invoice.read', 'invoices', 'invoice_id', '/invoices/$'), kind: 'd.kind' },
  receipt: owned('receipt.read', 'receipts', 'receipt_id', '/receipts/$'),
  item: { ...owned('item.read', 'open_items', 'item_id', '/due?item=$'), kind: 'd.kind' },
  import: { ...alone('import.read', 'imports', 'import_id', '/imports/$', 'd.file_name'), entity: false },
  contract: owned('contract.read', 'contracts', 'contract_id', '/contracts/$'),
  contract_draft: owned('contract.read', 'contract_drafts', 'draft_id', '/contracts?view=drafts&draft=$', 'd.title'),
  settlement: owned('contract.read', 'settlements', 'settlement_id', '/settlements/$'),
  tax_request: owned('tax_invoice.read', 'tax_requests', 'tax_request_id', '/tax-invoices/$'),
  tax_invoice: owned('tax_invoice.read', 'tax_invoices', 'tax_invoice_id', '/tax-documents/$'),
  red_confirmation: owned('tax_invoice.read', 'red_confirmations', 'confirmation_id', '/red-letters/$'),
  bill: owned('bill.read', 'bills', 'bill_id', '/bills/$'),
  refund: owned('receipt.read', 'refunds', 'refund_id', '/refunds/$'),
  waiting_receipt: owned(
    'receipt.read',
    'waiting_receipts',
    'waiting_id',
    '/receipts/waiting?waiting=$',
    day('received_on'),
  ),
  payer_letter: owned('receipt.read', 'payer_letters', 'letter_id', '/payer-letters?letter=$', 'd.payer_name'),
  payment_advice: owned('receipt.read', 'payment_advices', 'advice_id', '/payment-advices?advice=$', day('paid_on')),
  reminder: owned('reminder.read', 'reminders', 'reminder_id', '/reminders?reminder=$', day('reminded_on')),
  late_charge: owned('item.read', 'late_charges', 'late_charge_id', '/late-charges?view=register&charge=$'),
  agreement: owned('item.read', 'agreements', 'agreement_id', '/agreements?agreement=$'),
  terms_offer: owned('customer.read', 'terms_offers', 'offer_id', '/terms-offers?offer=$', day('figured_on')),
  payment_policy: alone(
    'payment_policy.read',
    'payment_policies',
    'policy_id',
    '/collection-policy?version=$',
    ofEntity('d.version'),
  ),
  onboarding: {
    ...owned('customer.read', 'onboardings', 'onboarding_id', '/customers/onboardings/$', `''`),
    entity: false,
  },
  opening: alone('opening.read', 'openings', 'opening_id', '/openings/$', ofEntity(day('cutover_on'))),
  entry: {
    ...alone('account.read', 'entries', 'entry_id', '/journal?entry=$', ofEntity(day('posted_on'))),
    whole: true,
  },
} satisfies Record<string, SubjectDeclared>

/** A document of an entity's books that names no customer. */
function alone(read: PermissionWord, table: string, key: string, page: string, called: string) {
  return { ...owned(read, table, key, page, called), customer: false }
}

/** What a comment or a task may be about. A credit note or charge is found among the invoices. */
export type SubjectKind = keyof typeof subjects
export const subjectKinds = Object.keys(subjects) as [SubjectKind, ...SubjectKind[]]
