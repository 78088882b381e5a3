import { lazyRouteComponent } from '@tanstack/react-router'

/** The pages of tax invoices, red letters and the month's return, each in a chunk of its own. */
export const taxPages = [
  ['/tax-invoices', lazyRouteComponent(() => import('./RequestsPage.tsx'), 'RequestsPage')],
  ['/tax-invoices/gaps', lazyRouteComponent(() => import('./GapsPage.tsx'), 'GapsPage')],
  ['/tax-invoices/$tax_request_id', lazyRouteComponent(() => import('./RequestPage.tsx'), 'RequestPage')],
  ['/tax-documents', lazyRouteComponent(() => import('./DocumentsPage.tsx'), 'DocumentsPage')],
  ['/tax-documents/$tax_invoice_id', lazyRouteComponent(() => import('./DocumentPage.tsx'), 'DocumentPage')],
  ['/tax-returns', lazyRouteComponent(() => import('./ReturnPage.tsx'), 'ReturnPage')],
  ['/red-letters', lazyRouteComponent(() => import('./RedPage.tsx'), 'RedPage')],
  ['/red-letters/$confirmation_id', lazyRouteComponent(() => import('./ConfirmationPage.tsx'), 'ConfirmationPage')],
] as const
