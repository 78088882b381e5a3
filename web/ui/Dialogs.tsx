import { type ComponentType, useSyncExternalStore } from 'react'
import type { Tools } from './action.ts'
import { keepFocus } from './focus-back.ts'
import { guardForms } from './form-guard.ts'
import { toast } from './toast.tsx'
import i18next from 'i18next'

type Shown = { key: number; dialog: ComponentType<{ onClose: () => void }>; props: object }

const listeners = new Set<() => void>()
let shown: readonly Shown[] = []
let last = 0

function change(next: readonly Shown[]): void {
  shown = next
  for (const listener of listeners) listener()
}

keepFocus()

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Puts a dialog over whatever page is there; it stays until it closes itself. */
export const show: Tools['show'] = (load, props) => {
  const key = ++last
  load()
    .then(dialog => change([...shown, { key, dialog: dialog as Shown['dialog'], props }]))
    .catch(() => toast('wrong', i18next.t('state.offline')))
}

guardForms(goOn => show(() => import('./DiscardDialog.tsx').then(found => found.DiscardDialog), { goOn }))

/** Where dialogs of actions stand. */
export function Dialogs() {
  const open = useSyncExternalStore(subscribe, () => shown)
  return open.map(({ key, dialog: Dialog, props }) => (
    <Dialog key={key} {...props} onClose={() => change(shown.filter(one => one.key !== key))} />
  ))
}
