import type { IconName } from '../ui/Icon.tsx'
import type { Url } from '../ui/url.ts'

/** Somewhere one can go. A new page adds its line to `jobs`; navigation, palette, map of keys and help follow. */
export type Place = {
  to: string
  /** The state it opens with, where a page is a place more than once. */
  search?: Url
  /** Key of its name in the locales. */
  name: string
  icon: IconName
  /** Without it the place is not shown; 'signed_in' is everybody's. */
  permission: string
  /** It is of whole books: nobody who sees some of the customers alone can open it. */
  whole?: boolean
  /** Whether its URL takes `entity_id`, so that it opens narrowed to the entity one works in. */
  by_entity?: boolean
  /** The letter after 'g' that goes there. */
  letter?: string
  /** Its page in `docs/guide/<language>`; the word of `to` unless told. */
  guide?: string
}

export type Job = {
  name: string
  /** Closed until somebody opens it: what one needs now and then. */
  folded?: boolean
  places: readonly Place[]
}

/** By job, not by table: each day, selling and billing, money coming in, what is owed, customers, the books, the house. */
export const jobs: readonly Job[] = [
  {
    name: 'nav.daily',
    places: [
      { to: '/', name: 'nav.home', icon: 'home', permission: 'signed_in', letter: 'h', guide: 'home' },
      { to: '/tasks', name: 'nav.tasks', icon: 'task', permission: 'task.read', letter: 't' },
      { to: '/inbox', name: 'nav.inbox', icon: 'bell', permission: 'signed_in', letter: 'n' },
      { to: '/approvals', name: 'nav.approvals', icon: 'approvals', permission: 'signed_in', letter: 'v' },
      { to: '/imports', name: 'nav.imports', icon: 'import', permission: 'import.read', letter: 'm' },
    ],
  },
  {
    name: 'nav.selling',
    places: [
      {
        to: '/contracts',
        by_entity: true,
        name: 'nav.contracts',
        icon: 'contract',
        permission: 'contract.read',
        letter: 'x',
      },
      {
        to: '/billing',
        by_entity: true,
        name: 'nav.billing',
        icon: 'invoice',
        permission: 'contract.read',
        letter: 'w',
      },
      { to: '/settlements', by_entity: true, name: 'nav.settlements', icon: 'statement', permission: 'contract.read' },
      {
        to: '/invoices',
        by_entity: true,
        name: 'nav.invoices',
        icon: 'invoice',
        permission: 'invoice.read',
        letter: 'i',
      },
      {
        to: '/tax-invoices',
        by_entity: true,
        name: 'nav.tax_invoices',
        icon: 'statement',
        permission: 'tax_invoice.read',
        letter: 'f',
      },
      {
        to: '/tax-documents',
        by_entity: true,
        name: 'nav.tax_documents',
        icon: 'statement',
        permission: 'tax_invoice.read',
      },
      {
        to: '/red-letters',
        by_entity: true,
        name: 'nav.red_letters',
        icon: 'again',
        permission: 'tax_invoice.read',
      },
      {
        to: '/tax-returns',
        by_entity: true,
        name: 'nav.tax_returns',
        icon: 'registers',
        permission: 'report.read',
        whole: true,
      },
      {
        to: '/tax-invoices/gaps',
        by_entity: true,
        name: 'nav.tax_gaps',
        icon: 'balances',
        permission: 'report.read',
        guide: 'tax-gaps',
      },
      { to: '/customer-pages', name: 'nav.customer_pages', icon: 'statement', permission: 'customer.read' },
      {
        to: '/returned-letters',
        name: 'nav.returned_letters',
        icon: 'again',
        permission: 'returned_letter.take',
        whole: true,
      },
    ],
  },
  {
    name: 'nav.money',
    places: [
      {
        to: '/receipts',
        by_entity: true,
        name: 'nav.receipts',
        icon: 'receipt',
        permission: 'receipt.read',
        letter: 'r',
      },
      { to: '/apply', by_entity: true, name: 'nav.apply', icon: 'apply', permission: 'item.apply', letter: 'y' },
      {
        to: '/receipts',
        search: { unapplied: 'yes' },
        by_entity: true,
        name: 'nav.unapplied',
        icon: 'unapplied',
        permission: 'receipt.read',
        letter: 'u',
      },
      {
        to: '/receipts/waiting',
        by_entity: true,
        name: 'nav.waiting_receipts',
        icon: 'approvals',
        permission: 'receipt.read',
        guide: 'waiting-receipts',
      },
      {
        to: '/receipts/posting',
        by_entity: true,
        name: 'nav.posting_times',
        icon: 'why',
        permission: 'receipt.read',
        guide: 'posting-times',
      },
      {
        to: '/payer-letters',
        by_entity: true,
        name: 'nav.payer_letters',
        icon: 'contract',
        permission: 'receipt.read',
      },
      { to: '/payment-advices', name: 'nav.advices', icon: 'receipt', permission: 'receipt.read' },
      { to: '/bills', by_entity: true, name: 'nav.bills', icon: 'registers', permission: 'bill.read' },
      { to: '/refunds', by_entity: true, name: 'nav.refunds', icon: 'exit', permission: 'receipt.read' },
    ],
  },
  {
    name: 'nav.owed',
    places: [
      { to: '/due', by_entity: true, name: 'nav.due', icon: 'why', permission: 'item.read', letter: 'd' },
      { to: '/ageing', by_entity: true, name: 'nav.ageing', icon: 'ageing', permission: 'report.read', letter: 'a' },
      {
        to: '/balances',
        by_entity: true,
        name: 'nav.balances',
        icon: 'balances',
        permission: 'report.read',
        letter: 'b',
      },
      { to: '/ledger', by_entity: true, name: 'nav.ledger', icon: 'ledger', permission: 'report.read', letter: 'l' },
      {
        to: '/statement',
        by_entity: true,
        name: 'nav.statement',
        icon: 'statement',
        permission: 'report.read',
        letter: 's',
      },
      { to: '/reminders', by_entity: true, name: 'nav.reminders', icon: 'bell', permission: 'reminder.read' },
      { to: '/late-charges', name: 'nav.late_charges', icon: 'terms', permission: 'item.read' },
      { to: '/agreements', name: 'nav.agreements', icon: 'contract', permission: 'item.read' },
      { to: '/terms-offers', name: 'nav.terms_offers', icon: 'terms', permission: 'customer.read' },
      {
        to: '/collection-policy',
        by_entity: true,
        name: 'nav.collection_policy',
        icon: 'policies',
        permission: 'payment_policy.read',
      },
    ],
  },
  {
    name: 'nav.files',
    places: [
      { to: '/customers', name: 'nav.customers', icon: 'customers', permission: 'customer.read', letter: 'c' },
      {
        to: '/customers/onboardings',
        name: 'nav.onboardings',
        icon: 'door',
        permission: 'customer.read',
        guide: 'onboardings',
      },
      {
        to: '/customers/grades',
        name: 'nav.grades',
        icon: 'ageing',
        permission: 'customer.read',
        guide: 'grades',
      },
      {
        to: '/customers/documents',
        name: 'nav.documents',
        icon: 'clip',
        permission: 'customer.read',
        guide: 'documents',
      },
      { to: '/customers/twins', name: 'nav.twins', icon: 'apply', permission: 'customer.read', guide: 'twins' },
      { to: '/terms', name: 'nav.terms', icon: 'terms', permission: 'customer.read', letter: 'e' },
    ],
  },
  {
    name: 'nav.books',
    places: [
      {
        to: '/journal',
        by_entity: true,
        name: 'nav.journal',
        icon: 'ledger',
        permission: 'account.read',
        whole: true,
        letter: 'j',
      },
      {
        to: '/registers',
        by_entity: true,
        name: 'nav.registers',
        icon: 'registers',
        permission: 'report.read',
        letter: 'k',
      },
      {
        to: '/trial-balance',
        by_entity: true,
        name: 'nav.trial_balance',
        icon: 'balances',
        permission: 'account.read',
        whole: true,
      },
      {
        to: '/account-ledger',
        by_entity: true,
        name: 'nav.account_ledger',
        icon: 'ledger',
        permission: 'account.read',
        whole: true,
      },
      { to: '/accounts', name: 'nav.accounts', icon: 'accounts', permission: 'account.read' },
      { to: '/periods', name: 'nav.periods', icon: 'periods', permission: 'period.read', letter: 'p' },
      { to: '/rates', name: 'nav.rates', icon: 'rates', permission: 'account.read' },
      {
        to: '/number-series',
        by_entity: true,
        name: 'nav.number_series',
        icon: 'registers',
        permission: 'account.read',
        whole: true,
      },
      { to: '/events', name: 'nav.events', icon: 'why', permission: 'event.read', whole: true },
      { to: '/openings', name: 'nav.openings', icon: 'opening', permission: 'opening.read', letter: 'o' },
    ],
  },
  {
    name: 'nav.settings',
    folded: true,
    places: [
      { to: '/organisation', name: 'nav.organisation', icon: 'organisation', permission: 'organisation.read' },
      { to: '/people', name: 'nav.people', icon: 'people', permission: 'person.read' },
      { to: '/roles', name: 'nav.roles', icon: 'roles', permission: 'person.read' },
      { to: '/customer-rules', name: 'nav.customer_rules', icon: 'terms', permission: 'customer.read' },
      { to: '/receipt-rules', name: 'nav.receipt_rules', icon: 'receipt', permission: 'receipt.read' },
      {
        to: '/contracts/wordings',
        name: 'nav.wordings',
        icon: 'contract',
        permission: 'contract.read',
        guide: 'wordings',
      },
      { to: '/contracts/steps', name: 'nav.steps', icon: 'tick', permission: 'contract.read', guide: 'steps' },
      {
        to: '/payment-methods',
        name: 'nav.payment_methods',
        icon: 'receipt',
        permission: 'payment_policy.read',
      },
      { to: '/senders', name: 'nav.senders', icon: 'print', permission: 'entity.read' },
      { to: '/policies', name: 'nav.policies', icon: 'policies', permission: 'approval.read' },
      { to: '/keys', name: 'nav.keys', icon: 'key', permission: 'key.manage' },
      { to: '/sign-ins', name: 'nav.sign_ins', icon: 'door', permission: 'event.read' },
      { to: '/me', name: 'nav.my_account', icon: 'me', permission: 'signed_in' },
    ],
  },
]

/** The place an address belongs to: the one with most of its state, so that a narrowed list is found before the list. */
export function placeAt(path: string, search: Url): Place | null {
  const fits = jobs
    .flatMap(job => job.places)
    .filter(place => path === place.to || (place.to !== '/' && path.startsWith(`${place.to}/`)))
    .filter(place => Object.entries(place.search ?? {}).every(([key, value]) => search[key] === value))
  return fits.toSorted((a, b) => weightOf(b) - weightOf(a))[0] ?? null
}

const weightOf = (place: Place) => place.to.length * 10 + Object.keys(place.search ?? {}).length

/** The name of the page of the guide that tells about a place. */
export const guideOf = (place: Place) => place.guide ?? place.to.slice(1)

/** The job a place belongs to. */
export const jobOf = (place: Place) => jobs.find(job => job.places.includes(place)) ?? null
