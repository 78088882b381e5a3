import { lazyRouteComponent } from '@tanstack/react-router'

/** What customers do on their pages, as we see it; each in a chunk of its own. */
export const portalPages = [
  ['/customer-pages', lazyRouteComponent(() => import('./PagesPage.tsx'), 'PagesPage')],
  ['/returned-letters', lazyRouteComponent(() => import('./ReturnedPage.tsx'), 'ReturnedPage')],
  ['/payment-advices', lazyRouteComponent(() => import('./AdvicesPage.tsx'), 'AdvicesPage')],
] as const
