import type { TFunction } from 'i18next'
import type { ComponentType } from 'react'
import type { IconName } from './Icon.tsx'
import type { Url } from './url.ts'

/** A sentence of the locales, and what stands in its gaps. */
export type Reason = { key: string; values?: Record<string, unknown> }

/** What an action works with; none of it belongs to the page the action was started from. */
export type Tools = {
  t: TFunction
  /** Goes to a page, with its state. */
  go: (to: string, search?: Url) => void
  /** Opens a form over the page one is on, in its address: it is there again after a reload, and Back closes it. */
  begin: (form: string, search?: Url) => void
  /** Puts a dialog or drawer over the page; its code is loaded only now, and it gets the way to close itself. */
  show: <P extends { onClose: () => void }>(load: () => Promise<ComponentType<P>>, props: Omit<P, 'onClose'>) => void
  /** Performs a deed, says that it is done or waits for a second person, and asks anew for what is shown. */
  done: (deed: () => Promise<unknown>, said: string) => Promise<void>
}

/**
 * One thing a clerk can do. Header, row menu, bulk bar, command palette and the map of keys all show this one object, so
 * that a deed has one name, one key and one reason why not, wherever it is found. `T` is what it is done to; an action
 * of nothing in particular (record a receipt) has none. It stands in `web/<module>/actions.ts`.
 */
export type Action<T = void> = {
  /** `noun.verb`, as the permission is named where there is one of its own. */
  id: string
  /** Key of its name in the locales: the verb a clerk would say. */
  label: string
  icon: IconName
  /** Without it the action is not shown; 'signed_in' is everybody's. */
  permission: string
  /** 'a', 'shift+a', 'mod+enter', or two keys one after the other: 'g r'. */
  shortcut?: string
  /** 'main' is what one came for, 'grave' what is hard to take back. */
  weight?: 'main' | 'grave'
  /** Whether it can be done to the subject now; else why not, which is shown instead of hiding the action. */
  enabled?: (subject: T) => true | Reason
  perform: (subject: T, tools: Tools) => void | Promise<void>
  /** Does it to several at once; an action without it is not offered for a selection. */
  performMany?: (subjects: readonly T[], tools: Tools) => void | Promise<void>
  /** To so many at once, where it is not done in portions. */
  most?: number
}

/** An action with its subject: what a button or a line of a menu needs. */
export type Deed = {
  id: string
  label: string
  icon: IconName
  shortcut: string | null
  weight: 'main' | 'grave' | null
  /** Why not now; null where it can be done. */
  why_not: Reason | null
  run: () => void
}

type Binding = { may: (permission: string) => boolean; tools: Tools; onError: (error: unknown) => void }

const isAllowed = (may: Binding['may'], permission: string) => permission === 'signed_in' || may(permission)

function deedOf(
  action: Omit<Action, 'perform'>,
  why_not: Reason | null,
  work: () => void | Promise<void>,
  to: Binding,
) {
  const { id, label, icon, shortcut = null, weight = null } = action
  const run = () => {
    Promise.resolve().then(work).catch(to.onError)
  }
  return { id, label, icon, shortcut, weight, why_not, run } satisfies Deed
}

/** The actions one may do to a subject, each with the reason why not now. */
export function deedsOf<T>(actions: readonly Action<T>[], subject: T, to: Binding): Deed[] {
  return actions
    .filter(action => isAllowed(to.may, action.permission))
    .map(action => {
      const enabled = action.enabled?.(subject) ?? true
      const { enabled: _, perform, performMany: __, most: ___, ...rest } = action
      return deedOf(rest, enabled === true ? null : enabled, () => perform(subject, to.tools), to)
    })
}

/** The actions one may do to a whole selection; one that does not fit every member says why of the first it does not fit. */
export function deedsOfMany<T>(actions: readonly Action<T>[], subjects: readonly T[], to: Binding): Deed[] {
  return actions.flatMap(action => {
    const { enabled, perform: _, performMany, most, ...rest } = action
    if (!performMany || !isAllowed(to.may, action.permission)) return []
    const found = subjects.map(subject => enabled?.(subject) ?? true).find(answer => answer !== true)
    const many: Reason | null =
      most !== undefined && subjects.length > most ? { key: 'table.too_many', values: { count: most } } : null
    return [deedOf(rest, many ?? found ?? null, () => performMany(subjects, to.tools), to)]
  })
}
