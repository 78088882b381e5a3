/** What floats over the page: focus in it belongs to it, and ends with it. */
const floats = '.ant-modal-wrap, .ant-drawer, .ant-select-dropdown, .ant-picker-dropdown, .ant-popover, [role=menu]'

let last: HTMLElement | null = null

/** After a dialog, the keyboard goes on where it was: at the button that opened it, or at the page where that is gone. */
function giveBack(): void {
  if (document.activeElement !== document.body || document.querySelector('.ant-modal-wrap, .ant-drawer-open')) return
  const place = last?.isConnected ? last : document.getElementById('main')
  place?.focus({ preventScroll: true })
}

/** Listens for as long as the page stands. */
export function keepFocus(): void {
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement && !target.closest(floats)) last = target
  })
  new MutationObserver(changes => {
    if (changes.some(({ removedNodes }) => removedNodes.length > 0)) giveBack()
  }).observe(document.body, { childList: true })
}
