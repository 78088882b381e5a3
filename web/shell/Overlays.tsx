import { lazy, Suspense, useEffect } from 'react'
import { Dialogs } from '../ui/Dialogs.tsx'
import { KeepTyped } from '../ui/KeepTyped.tsx'
import { Forms } from './Forms.tsx'
import { keymap, palette } from './open.ts'
import { useRemember } from './recent.ts'
import { useKeyboard } from './useKeyboard.ts'

const loadPalette = () => import('./Palette.tsx')
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }))
const Keymap = lazy(async () => ({ default: (await import('./Keymap.tsx')).Keymap }))

/** What stands over the page: dialogs of actions, palette, map of keys; and the ear for shortcuts. */
export function Overlays() {
  const searching = palette.use()
  const reading = keymap.use()
  useKeyboard()
  useRemember()
  useEffect(() => {
    // It should be there at once when its key is pressed.
    const later = setTimeout(() => void loadPalette().catch(() => null), 1500)
    return () => clearTimeout(later)
  }, [])
  return (
    <>
      <Dialogs />
      <Forms />
      <KeepTyped />
      <Suspense fallback={null}>
        {searching && <Palette onClose={() => palette.set(false)} />}
        {reading && <Keymap onClose={() => keymap.set(false)} />}
      </Suspense>
    </>
  )
}
