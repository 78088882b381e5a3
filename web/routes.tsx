import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import i18next from 'i18next'
import { SignInPage } from './access/SignInPage.tsx'
import { askAhead } from './ask-ahead.ts'
import { Refused } from './client.ts'
import { languageChosen } from './preferences.ts'
import { door, queries } from './queries.ts'
import { meQuery } from './session.ts'
import { PageFailed, PageMissing } from './shell/PageFailed.tsx'
import { Shell } from './shell/Shell.tsx'
import { typedOnPage } from './ui/form-guard.ts'
import { Loading } from './ui/states.tsx'
import { toast } from './ui/toast.tsx'
import { parseSearch, stringifySearch, type Url } from './ui/url.ts'
import { policyPages } from './policy/pages.ts'
import { portalPages } from './portal/pages.ts'
import { recordPages } from './record/pages.ts'
import { taxPages } from './taxinvoices/pages.ts'
import { pageWords, pageWordsAhead, speak } from './words.ts'

const root = createRootRoute({ component: Outlet, notFoundComponent: PageMissing })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (url): Url => url as Url,
  component: SignInPage,
})

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  validateSearch: (url): Url => url as Url,
  component: lazyRouteComponent(() => import('./access/InvitationPage.tsx'), 'InvitationPage'),
})

/** What a customer sees behind a link; in a chunk of its own, since nobody of ours loads it. */
const customersPage = createRoute({
  getParentRoute: () => root,
  path: '/page',
  loader: pageWords,
  component: lazyRouteComponent(() => import('./invoices/CustomersPage.tsx'), 'CustomersPage'),
})

/** Pages of other things than an invoice: goods to confirm, an account to agree; also behind the short link of an SMS. */
const visitors = {
  getParentRoute: () => root,
  loader: pageWords,
  component: lazyRouteComponent(() => import('./portal/VisitorsPage.tsx'), 'VisitorsPage'),
}
const visitorsPage = createRoute({ ...visitors, path: '/page/customer' })
const textedPage = createRoute({ ...visitors, path: '/p' })

/** The page on which a customer to be fills in its account opening. */
const openingPage = createRoute({
  getParentRoute: () => root,
  path: '/page/opening',
  loader: pageWords,
  component: lazyRouteComponent(() => import('./portal/OpeningPage.tsx'), 'OpeningPage'),
})

/** Everything behind the door. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Shell,
  errorComponent: PageFailed,
  beforeLoad: async ({ location }) => {
    try {
      const me = await queries.ensureQueryData(meQuery)
      if (!languageChosen() && (me.locale === 'en' || me.locale === 'zh')) await speak(me.locale, false)
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 401) throw error
      const enrol = error.problems.some(problem => problem.code === 'second_factor_needed')
      throw redirect({ to: '/sign-in', search: { next: location.href, ...(enrol ? { step: 'enrol' } : {}) } })
    }
  },
})

/** A page in a chunk of its own, with its state in the URL. */
function page<P extends string>(path: P, component: ReturnType<typeof lazyRouteComponent>) {
  return createRoute({
    getParentRoute: () => inside,
    path,
    validateSearch: (url): Url => url as Url,
    // The page itself loads meanwhile.
    loader: ({ params }) => {
      askAhead(path, params)
      return pageWords()
    },
    staleTime: Number.POSITIVE_INFINITY,
    component,
  })
}

const pages = [
  ...[...policyPages, ...portalPages, ...recordPages, ...taxPages].map(([path, component]) => page(path, component)),
  page(
    '/',
    lazyRouteComponent(() => import('./home/HomePage.tsx'), 'HomePage'),
  ),
  page(
    '/ageing',
    lazyRouteComponent(() => import('./reports/AgeingPage.tsx'), 'AgeingPage'),
  ),
  page(
    '/balances',
    lazyRouteComponent(() => import('./reports/BalancesPage.tsx'), 'BalancesPage'),
  ),
  page(
    '/ledger',
    lazyRouteComponent(() => import('./reports/LedgerPage.tsx'), 'LedgerPage'),
  ),
  page(
    '/statement',
    lazyRouteComponent(() => import('./reports/StatementPage.tsx'), 'StatementPage'),
  ),
  page(
    '/imports',
    lazyRouteComponent(() => import('./imports/ImportsPage.tsx'), 'ImportsPage'),
  ),
  page(
    '/imports/$import_id',
    lazyRouteComponent(() => import('./imports/ImportPage.tsx'), 'ImportPage'),
  ),
  page(
    '/customers',
    lazyRouteComponent(() => import('./customers/CustomersPage.tsx'), 'CustomersPage'),
  ),
  page(
    '/customers/twins',
    lazyRouteComponent(() => import('./customers/TwinsPage.tsx'), 'TwinsPage'),
  ),
  page(
    '/customers/documents',
    lazyRouteComponent(() => import('./customerfile/DocumentsPage.tsx'), 'DocumentsPage'),
  ),
  page(
    '/customers/onboardings',
    lazyRouteComponent(() => import('./customerfile/OnboardingsPage.tsx'), 'OnboardingsPage'),
  ),
  page(
    '/customers/onboardings/$onboarding_id',
    lazyRouteComponent(() => import('./customerfile/OnboardingPage.tsx'), 'OnboardingPage'),
  ),
  page(
    '/customers/grades',
    lazyRouteComponent(() => import('./customerfile/GradesPage.tsx'), 'GradesPage'),
  ),
  page(
    '/customer-rules',
    lazyRouteComponent(() => import('./customerfile/RulesPage.tsx'), 'RulesPage'),
  ),
  page(
    '/customers/$customer_id',
    lazyRouteComponent(() => import('./customers/CustomerPage.tsx'), 'CustomerPage'),
  ),
  page(
    '/invoices',
    lazyRouteComponent(() => import('./invoices/InvoicesPage.tsx'), 'InvoicesPage'),
  ),
  page(
    '/invoices/$invoice_id',
    lazyRouteComponent(() => import('./invoices/InvoicePage.tsx'), 'InvoicePage'),
  ),
  page(
    '/billing',
    lazyRouteComponent(() => import('./billing/BillingPage.tsx'), 'BillingPage'),
  ),
  page(
    '/settlements',
    lazyRouteComponent(() => import('./billing/SettlementsPage.tsx'), 'SettlementsPage'),
  ),
  page(
    '/settlements/$settlement_id',
    lazyRouteComponent(() => import('./billing/SettlementPage.tsx'), 'SettlementPage'),
  ),
  page(
    '/billing/$run_id',
    lazyRouteComponent(() => import('./billing/BillingRunPage.tsx'), 'BillingRunPage'),
  ),
  page(
    '/contracts/wordings',
    lazyRouteComponent(() => import('./contracts/WordingsPage.tsx'), 'WordingsPage'),
  ),
  page(
    '/contracts/steps',
    lazyRouteComponent(() => import('./contracts/StepsPage.tsx'), 'StepsPage'),
  ),
  page(
    '/contracts',
    lazyRouteComponent(() => import('./contracts/ContractsPage.tsx'), 'ContractsPage'),
  ),
  page(
    '/contracts/$contract_id',
    lazyRouteComponent(() => import('./contracts/ContractPage.tsx'), 'ContractPage'),
  ),
  page(
    '/receipts',
    lazyRouteComponent(() => import('./receipts/ReceiptsPage.tsx'), 'ReceiptsPage'),
  ),
  page(
    '/receipts/waiting',
    lazyRouteComponent(() => import('./receipts/WaitingPage.tsx'), 'WaitingPage'),
  ),
  page(
    '/receipts/posting',
    lazyRouteComponent(() => import('./receipts/PostingPage.tsx'), 'PostingPage'),
  ),
  page(
    '/payer-letters',
    lazyRouteComponent(() => import('./receipts/LettersPage.tsx'), 'LettersPage'),
  ),
  page(
    '/receipt-rules',
    lazyRouteComponent(() => import('./receipts/ReceiptRulesPage.tsx'), 'ReceiptRulesPage'),
  ),
  page(
    '/receipts/$receipt_id',
    lazyRouteComponent(() => import('./receipts/ReceiptPage.tsx'), 'ReceiptPage'),
  ),
  page(
    '/bills',
    lazyRouteComponent(() => import('./bills/BillsPage.tsx'), 'BillsPage'),
  ),
  page(
    '/bills/calendar',
    lazyRouteComponent(() => import('./bills/BillCalendarPage.tsx'), 'BillCalendarPage'),
  ),
  page(
    '/bills/$bill_id',
    lazyRouteComponent(() => import('./bills/BillPage.tsx'), 'BillPage'),
  ),
  page(
    '/refunds',
    lazyRouteComponent(() => import('./receipts/RefundsPage.tsx'), 'RefundsPage'),
  ),
  page(
    '/refunds/$refund_id',
    lazyRouteComponent(() => import('./receipts/RefundPage.tsx'), 'RefundPage'),
  ),
  page(
    '/apply',
    lazyRouteComponent(() => import('./receipts/ApplyPage.tsx'), 'ApplyPage'),
  ),
  page(
    '/openings',
    lazyRouteComponent(() => import('./ledger/OpeningsPage.tsx'), 'OpeningsPage'),
  ),
  page(
    '/openings/$opening_id',
    lazyRouteComponent(() => import('./ledger/OpeningPage.tsx'), 'OpeningPage'),
  ),
  page(
    '/me',
    lazyRouteComponent(() => import('./access/MyPage.tsx'), 'MyPage'),
  ),
  page(
    '/people',
    lazyRouteComponent(() => import('./access/PeoplePage.tsx'), 'PeoplePage'),
  ),
  page(
    '/people/$person_id',
    lazyRouteComponent(() => import('./access/PersonPage.tsx'), 'PersonPage'),
  ),
  page(
    '/roles',
    lazyRouteComponent(() => import('./access/RolesPage.tsx'), 'RolesPage'),
  ),
  page(
    '/keys',
    lazyRouteComponent(() => import('./access/KeysPage.tsx'), 'KeysPage'),
  ),
  page(
    '/sign-ins',
    lazyRouteComponent(() => import('./access/SignInsPage.tsx'), 'SignInsPage'),
  ),
  page(
    '/periods',
    lazyRouteComponent(() => import('./ledger/PeriodsPage.tsx'), 'PeriodsPage'),
  ),
  page(
    '/accounts',
    lazyRouteComponent(() => import('./ledger/AccountsPage.tsx'), 'AccountsPage'),
  ),
  page(
    '/rates',
    lazyRouteComponent(() => import('./ledger/RatesPage.tsx'), 'RatesPage'),
  ),
  page(
    '/terms',
    lazyRouteComponent(() => import('./customers/TermsPage.tsx'), 'TermsPage'),
  ),
  page(
    '/organisation',
    lazyRouteComponent(() => import('./access/OrganisationPage.tsx'), 'OrganisationPage'),
  ),
  page(
    '/policies',
    lazyRouteComponent(() => import('./approvals/PoliciesPage.tsx'), 'PoliciesPage'),
  ),
  page(
    '/due',
    lazyRouteComponent(() => import('./ledger/DuePage.tsx'), 'DuePage'),
  ),
  page(
    '/journal',
    lazyRouteComponent(() => import('./ledger/JournalPage.tsx'), 'JournalPage'),
  ),
  page(
    '/registers',
    lazyRouteComponent(() => import('./reports/RegistersPage.tsx'), 'RegistersPage'),
  ),
  page(
    '/trial-balance',
    lazyRouteComponent(() => import('./ledger/TrialBalancePage.tsx'), 'TrialBalancePage'),
  ),
  page(
    '/account-ledger',
    lazyRouteComponent(() => import('./ledger/AccountLedgerPage.tsx'), 'AccountLedgerPage'),
  ),
  page(
    '/tasks',
    lazyRouteComponent(() => import('./tasks/TasksPage.tsx'), 'TasksPage'),
  ),
  page(
    '/inbox',
    lazyRouteComponent(() => import('./tasks/InboxPage.tsx'), 'InboxPage'),
  ),
  // No place of the navigation: for whoever builds a page.
  page(
    '/styleguide',
    lazyRouteComponent(() => import('./styleguide/StyleguidePage.tsx'), 'StyleguidePage'),
  ),
  page(
    '/approvals',
    lazyRouteComponent(() => import('./approvals/ApprovalsPage.tsx'), 'ApprovalsPage'),
  ),
]

const waiting = () => (
  <div className="page">
    <Loading />
  </div>
)

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    invitation,
    customersPage,
    visitorsPage,
    textedPage,
    openingPage,
    inside.addChildren(pages),
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultPendingComponent: waiting,
  defaultErrorComponent: PageFailed,
  scrollRestoration: true,
})

/**
 * Asks for what an address behind the door needs, all at once: who one is, the page itself and its sentences. Left to the
 * router, each would wait for the one before it.
 */
export function loadAhead(path: string): void {
  const [matched, , found] = router.getMatchedRoutes(path)
  if (!found || !matched.some(route => route.id === inside.id)) return
  // Whatever fails here is asked for again, and said, where it is needed.
  void queries.prefetchQuery(meQuery)
  pageWordsAhead()
  for (const route of matched) router.loadRouteChunk(route)?.catch(() => null)
}

let told = 0

door.ended = () => {
  // A form that is being filled stays: one signs in beside it and sends it again.
  if (typedOnPage() || document.querySelector('.ant-modal-wrap, .ant-drawer-open')) {
    if (Date.now() - told > 20_000) toast('waits', i18next.t('door.ended_beside'))
    told = Date.now()
    return
  }
  queries.removeQueries({ queryKey: ['me'] })
  void router.navigate({ to: '/sign-in', search: { next: router.state.location.href } })
}
