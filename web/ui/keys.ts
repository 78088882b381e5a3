const mac = /Mac|iPhone|iPad/.test(navigator.platform)

/** Whether a key belongs to what one is typing in, or to an open dialog, rather than to the page. */
export function isTaken(event: KeyboardEvent): boolean {
  const target = event.target instanceof HTMLElement ? event.target : null
  if (target?.closest('input, textarea, select, [contenteditable=true], [role=menu], [role=listbox]')) return true
  return (
    document.querySelector('dialog[open], .ant-modal-wrap:not([style*="display: none"]), .ant-drawer-open') !== null
  )
}

/** A key as shortcuts name it: 'a', 'shift+a', 'mod+k', '?'. */
export function keyOf(event: KeyboardEvent): string {
  const key = event.key.toLowerCase()
  const letter = /^[a-z]$/.test(key)
  const parts = []
  if (event.ctrlKey || event.metaKey) parts.push('mod')
  if (event.altKey) parts.push('alt')
  // The shift of '?' belongs to the sign itself.
  if (event.shiftKey && (letter || key.length > 1)) parts.push('shift')
  return [...parts, key].join('+')
}

const signs: Record<string, string> = mac
  ? { mod: '⌘', shift: '⇧', alt: '⌥', enter: '↵', escape: 'Esc', f1: 'F1' }
  : { mod: 'Ctrl', shift: 'Shift', alt: 'Alt', enter: 'Enter', escape: 'Esc', f1: 'F1' }

/** The keys of a shortcut as they are written on the keyboard of this machine: [['Ctrl', 'K']], [['G'], ['R']]. */
export const signsOf = (shortcut: string): string[][] =>
  shortcut
    .split(' ')
    .map(stroke => stroke.split('+').map(key => signs[key] ?? (key.length === 1 ? key.toUpperCase() : key)))

/**
 * Listens for shortcuts. `find` answers what a shortcut does now, and whether one begins with what was pressed, so that
 * 'g' waits for its second key. Answers how to stop listening.
 */
export function listen(find: (shortcut: string) => { run: (() => void) | null; begins: boolean }): () => void {
  let before = ''
  let forget: ReturnType<typeof setTimeout> | undefined
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || ['Shift', 'Control', 'Meta', 'Alt'].includes(event.key)) return
    const key = keyOf(event)
    if (isTaken(event) && !key.startsWith('mod+')) return
    clearTimeout(forget)
    const together = before ? `${before} ${key}` : key
    before = ''
    const found = find(together)
    const meant = found.run || found.begins || together === key ? found : find(key)
    if (meant.run) {
      event.preventDefault()
      meant.run()
    } else if (meant.begins) {
      event.preventDefault()
      before = together
      forget = setTimeout(() => {
        before = ''
      }, 1500)
    }
  }
  window.addEventListener('keydown', onKey)
  return () => {
    clearTimeout(forget)
    window.removeEventListener('keydown', onKey)
  }
}
