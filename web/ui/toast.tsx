import { useSyncExternalStore } from 'react'
import { Icon } from './Icon.tsx'

/** What one may do next about it, such as to look at what was made. */
export type Next = { label: string; act: () => void }

type Toast = { key: number; kind: 'well' | 'waits' | 'wrong'; text: string; next?: Next | undefined }

const listeners = new Set<() => void>()
let toasts: readonly Toast[] = []
let last = 0

function change(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

/** Says a sentence at the foot of the page for a few seconds; what went wrong, or leads on, stays longer. */
export function toast(kind: Toast['kind'], text: string, next?: Next): void {
  const key = ++last
  change([...toasts.slice(-2), { key, kind, text, next }])
  setTimeout(() => away(key), kind === 'wrong' || next ? 10_000 : 4_000)
}

const away = (key: number) => change(toasts.filter(one => one.key !== key))

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Where the sentences appear; readers of screens hear them as they come. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts)
  return (
    <output className="toasts" aria-live="polite">
      {shown.map(one => (
        <div key={one.key} className={`toast ${one.kind}`}>
          <Icon name={one.kind === 'wrong' ? 'cross' : one.kind === 'waits' ? 'why' : 'tick'} />
          <span>{one.text}</span>
          {one.next && (
            <button
              type="button"
              className="plain"
              onClick={() => {
                away(one.key)
                one.next?.act()
              }}
            >
              {one.next.label}
            </button>
          )}
        </div>
      ))}
    </output>
  )
}
