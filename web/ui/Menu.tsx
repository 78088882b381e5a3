import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'

export type MenuChoice = { key: string; label: ReactNode; act: () => void }

type MenuProps = {
  label: string
  className?: string
  head?: ReactNode
  choices: readonly MenuChoice[]
  children: ReactNode
}

/** A button that opens a short menu: arrows walk it, Escape and a click elsewhere close it. */
export function Menu({ label, className = '', head, choices, children }: MenuProps) {
  const [open, setOpen] = useState(false)
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!open) return
    frame.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus()
    const elsewhere = (event: Event) => {
      if (!frame.current?.contains(event.target as Node)) setOpen(false)
    }
    document.addEventListener('pointerdown', elsewhere)
    return () => document.removeEventListener('pointerdown', elsewhere)
  }, [open])
  const walk = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      setOpen(false)
      frame.current?.querySelector('button')?.focus()
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const items = [...(frame.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]
    const at = items.indexOf(document.activeElement as HTMLElement)
    items[(at + step + items.length) % items.length]?.focus()
  }
  return (
    <div ref={frame} className="menu" onKeyDown={walk}>
      <button
        type="button"
        className={`plain ${className}`}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      {open && (
        <div className="menu-list">
          {head && <div className="menu-head small soft">{head}</div>}
          <div role="menu" aria-label={label}>
            {choices.map(choice => (
              <button
                key={choice.key}
                type="button"
                role="menuitem"
                className="plain"
                onClick={() => {
                  setOpen(false)
                  choice.act()
                }}
              >
                {choice.label}
              </button>
            ))}
          </div>
        </div>
      )}
    </div>
  )
}
