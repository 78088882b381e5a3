import { type CSSProperties, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'

export type MenuChoice = {
  key: string
  label: ReactNode
  act: () => void
  /** Why it cannot be chosen now; it stays where it is and says so. */
  why_not?: string
  /** One of several of which this one holds. */
  chosen?: boolean
}

/** Choices that belong together, with a line above. */
export type MenuPart = { key: string; head?: string; choices: readonly MenuChoice[] }

type MenuProps = {
  label: string
  className?: string
  head?: ReactNode
  choices?: readonly MenuChoice[]
  parts?: readonly MenuPart[]
  children: ReactNode
}

/** A button that opens a short menu: arrows walk it, Escape and a click elsewhere close it. It opens where there is room. */
export function Menu({ label, className = '', head, choices = [], parts, children }: MenuProps) {
  const [place, setPlace] = useState<CSSProperties | null>(null)
  const frame = useRef<HTMLDivElement>(null)
  const open = place !== null
  useEffect(() => {
    if (!open) return
    frame.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus()
    const elsewhere = (event: Event) => {
      if (!frame.current?.contains(event.target as Node)) setPlace(null)
    }
    const away = () => setPlace(null)
    document.addEventListener('pointerdown', elsewhere)
    window.addEventListener('resize', away)
    return () => {
      document.removeEventListener('pointerdown', elsewhere)
      window.removeEventListener('resize', away)
    }
  }, [open])
  const walk = (event: KeyboardEvent) => {
    if (!open) return
    if (event.key === 'Escape') {
      event.stopPropagation()
      setPlace(null)
      frame.current?.querySelector('button')?.focus()
    }
    if (event.key === 'Tab') setPlace(null)
    const items = [...(frame.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])]
    const at = items.indexOf(document.activeElement as HTMLElement)
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key]
    if (next === undefined) return
    event.preventDefault()
    items[(next + items.length) % items.length]?.focus()
  }
  const all = parts ?? [{ key: 'all', choices }]
  return (
    <div ref={frame} className="menu" onKeyDown={walk} onClick={event => event.stopPropagation()}>
      <button
        type="button"
        className={`plain ${className}`}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={event => setPlace(open ? null : placeOf(event.currentTarget))}
      >
        {children}
      </button>
      {open && (
        <div className="menu-list" style={place}>
          {head && <div className="menu-head small soft">{head}</div>}
          <div role="menu" aria-label={label}>
            {all.map(part => (
              <div key={part.key} role="group" aria-label={part.head} className="menu-part">
                {part.head && (
                  <div className="menu-head small faint" aria-hidden="true">
                    {part.head}
                  </div>
                )}
                {part.choices.map(choice => (
                  <Choice key={choice.key} choice={choice} close={() => setPlace(null)} />
                ))}
              </div>
            ))}
          </div>
        </div>
      )}
    </div>
  )
}

function Choice({ choice, close }: { choice: MenuChoice; close: () => void }) {
  const { label, act, why_not, chosen } = choice
  return (
    <button
      type="button"
      role={chosen === undefined ? 'menuitem' : 'menuitemradio'}
      {...(chosen === undefined ? {} : { 'aria-checked': chosen })}
      {...(why_not ? { 'aria-disabled': true, title: why_not } : {})}
      className={`plain${why_not ? ' why-not' : ''}`}
      tabIndex={-1}
      onClick={() => {
        close()
        act()
      }}
    >
      {label}
      {why_not && <span className="small faint why-not-line">{why_not}</span>}
    </button>
  )
}

/** Below the button where there is room, else above it; never out of the window. */
function placeOf(button: HTMLElement): CSSProperties {
  const { top, bottom, left, right, width } = button.getBoundingClientRect()
  const below = window.innerHeight - bottom
  const sideways =
    left + 240 > window.innerWidth ? { right: Math.max(8, window.innerWidth - right) } : { left: Math.max(8, left) }
  const upright =
    below > 280 || below > top
      ? { top: bottom + 4, maxHeight: below - 12 }
      : { bottom: window.innerHeight - top + 4, maxHeight: top - 12 }
  return { position: 'fixed', minWidth: Math.max(width, 200), ...sideways, ...upright }
}
