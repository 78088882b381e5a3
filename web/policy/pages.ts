import { lazyRouteComponent } from '@tanstack/react-router'

/** The pages of the payment policy, its papers, and what follows where it is not kept, each in a chunk of its own. */
export const policyPages = [
  ['/collection-policy', lazyRouteComponent(() => import('./PolicyPage.tsx'), 'PolicyPage')],
  ['/agreements', lazyRouteComponent(() => import('../collections/AgreementsPage.tsx'), 'AgreementsPage')],
  ['/reminders', lazyRouteComponent(() => import('../reminders/RemindersPage.tsx'), 'RemindersPage')],
  ['/late-charges', lazyRouteComponent(() => import('../collections/LateChargesPage.tsx'), 'LateChargesPage')],
  ['/terms-offers', lazyRouteComponent(() => import('./OffersPage.tsx'), 'OffersPage')],
  ['/payment-methods', lazyRouteComponent(() => import('./MethodRulesPage.tsx'), 'MethodRulesPage')],
  ['/senders', lazyRouteComponent(() => import('../papers/SendersPage.tsx'), 'SendersPage')],
] as const
