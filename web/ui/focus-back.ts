/** What floats over the page: focus in it belongs to it, and ends with it. */
const floats = '.ant-modal-wrap, .ant-drawer, .ant-select-dropdown, .ant-picker-dropdown, .ant-popover, [role=menu]'

let last: HTMLElement | null = null

/** After a dialog, the keyboard goes on where it was: at the button that opened it, or at the page where that is gone. */
function giveBack(): void {
  if (document.activeElement !== document.body || document.querySelector('.ant-modal-wrap, .ant-drawer-open')) return
  const place = last?.isConnected ? last : document.getElementById('main')
  place?.focus({ preventScroll: true })
}

/** Ctrl and Enter press the deed of the form one is in, from wherever in it: a list of items may stand before it. */
function sendForm(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing || event.defaultPrevented) return
  const form = event.target instanceof Element ? event.target.closest('.ant-drawer, .ant-modal') : null
  const deed = form?.querySelector<HTMLElement>(':is(.ant-drawer-footer, .ant-modal-footer) .ant-btn-primary')
  if (!deed) return
  event.preventDefault()
  deed.click()
}

/** Listens for as long as the page stands. */
export function keepFocus(): void {
  document.addEventListener('keydown', sendForm)
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement && !target.closest(floats)) last = target
  })
  new MutationObserver(changes => {
    if (changes.some(({ removedNodes }) => removedNodes.length > 0)) giveBack()
  }).observe(document.body, { childList: true })
}

/**
 * Puts the cursor where one begins to type in the form that just opened: at what asks for it, else at the first field;
 * a thumb chooses for itself. (A form that still fades in cannot be focused, so `autoFocus` alone comes too early.)
 */
export function focusFirst(open: boolean): void {
  const body = [...document.querySelectorAll('.ant-modal-body, .ant-drawer-body')].at(-1)
  if (!open || !body || body.contains(document.activeElement)) return
  const asking = body.querySelector<HTMLElement>('[data-focus]')
  const first = body.querySelector<HTMLElement>('input:not([type=file]):not([disabled]), textarea:not([disabled])')
  const field = asking ?? (matchMedia('(pointer: coarse)').matches ? null : first)
  field?.focus()
}
