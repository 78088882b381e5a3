import { lazyRouteComponent } from '@tanstack/react-router'

/** The record as a whole; each page in a chunk of its own. */
export const recordPages = [
  ['/events', lazyRouteComponent(() => import('./EventsPage.tsx'), 'EventsPage')],
  ['/number-series', lazyRouteComponent(() => import('./SeriesPage.tsx'), 'SeriesPage')],
] as const
