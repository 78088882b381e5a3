import { useBlocker } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { letDrawersGo, letGo, typedInDrawer, typedOnPage } from './form-guard.ts'

const DiscardDialog = lazy(() => import('./DiscardDialog.tsx').then(found => ({ default: found.DiscardDialog })))

type Place = { pathname: string; search: unknown }

/** Whether two places show the same form: a page keeps its form while only what is listed beside it changes. */
const sameForm = (one: Place, other: Place) =>
  one.pathname === other.pathname &&
  (one.search as { receipt?: string }).receipt === (other.search as { receipt?: string }).receipt

/** Whether a drawer that stands in the address is left: by Back, or for another page. */
const leavesDrawer = (one: Place, other: Place) => {
  const [form, next] = [one, other].map(place => {
    const { new: begun, new_of, draft } = place.search as { new?: string; new_of?: string; draft?: string }
    return begun === undefined ? draft : `${begun} ${new_of}`
  })
  return form !== undefined && (form !== next || one.pathname !== other.pathname)
}

/** Asks before one leaves a page or a drawer in which something was typed that is not sent yet; the browser asks before it is closed. */
export function KeepTyped() {
  const [answer, setAnswer] = useState<((stays: boolean) => void) | null>(null)
  useBlocker({
    shouldBlockFn: ({ current, next }) => {
      const page = typedOnPage() && !sameForm(current, next)
      const drawer = typedInDrawer() && leavesDrawer(current, next)
      if (!page && !drawer) return false
      return new Promise<boolean>(resolve => setAnswer(() => resolve))
    },
    enableBeforeUnload: () => typedOnPage() || typedInDrawer(),
  })
  if (!answer) return null
  return (
    <Suspense fallback={null}>
      <DiscardDialog
        goOn={() => {
          letGo()
          letDrawersGo()
          answer(false)
        }}
        onClose={() => {
          setAnswer(null)
          // Going on says so right behind; what is answered first counts.
          queueMicrotask(() => answer(true))
        }}
      />
    </Suspense>
  )
}
