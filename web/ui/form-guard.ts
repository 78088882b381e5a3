/** What holds a form: over the page, or where money is applied on it. */
const forms = '.ant-drawer, .ant-modal, form, .bench'
const over = '.ant-drawer, .ant-modal'
/** What narrows or finds: nothing of it would be sent. */
const filters = '[data-seeks]'
const searches = 'input[type=search]'
/** What is typed to find something in a picker goes along with a form alone. */
const pickers = '[role=combobox]'
const sends = 'form, .bench, :is(.ant-drawer-footer, .ant-modal-footer) .ant-btn-primary'
const crosses = '.ant-drawer-close, .ant-modal-close'
/** A list that hangs open over a form takes Escape for itself. */
const lists =
  '.ant-select-dropdown:not(.ant-select-dropdown-hidden), .ant-picker-dropdown:not(.ant-picker-dropdown-hidden)'

const halt = (event: Event) => {
  event.preventDefault()
  event.stopImmediatePropagation()
}

const within = (event: Event, selector: string) =>
  event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null

/** A form with something typed that cannot be read is not sent as if nothing were typed: the cursor goes there. */
function holdUnread(event: Event): void {
  if (event.type === 'click' && !within(event, '.ant-btn-primary, button[type=submit], [data-sends]')) return
  const unread = within(event, forms)?.querySelector<HTMLElement>('[data-unread]')
  if (!unread) return
  halt(event)
  unread.closest('details')?.setAttribute('open', '')
  unread.focus()
}

/** Keeps in mind that something was typed into a form that would be sent. */
function noteTyped(event: Event): void {
  const form = within(event, over)
  if (!form || within(event, filters)) return
  if (within(event, pickers) ? form.querySelector(sends) : !within(event, searches)) form.setAttribute('data-typed', '')
}

/** The form that lies on top, if something was typed into it. */
function typedOnTop(): HTMLElement | null {
  const top = [...document.querySelectorAll<HTMLElement>(over)].findLast(form => form.offsetParent ?? form.clientHeight)
  return top?.hasAttribute('data-typed') ? top : null
}

/** Whether something was filled in on the page itself that is not sent yet; the page marks it with `data-typed`. */
export const typedOnPage = (): boolean => document.querySelector('main [data-typed], main [data-unread]') !== null

const typedForms = ':is(.ant-drawer, .ant-modal)[data-typed]'

/** Whether something was typed into a form over the page that is not sent yet. */
export const typedInDrawer = (): boolean => document.querySelector(typedForms) !== null

/** What was typed into the forms over the page is sent, or let go. */
export function letDrawersGo(): void {
  for (const form of document.querySelectorAll(typedForms)) form.removeAttribute('data-typed')
}

/** What was filled in on the page is sent, or let go. */
export function letGo(): void {
  for (const form of document.querySelectorAll('main [data-typed]')) form.removeAttribute('data-typed')
}

/** The hidden field antd measures growing texts with could be reached by Tab: its attribute is spelt `tab-index` there. */
function keepFromTab(): void {
  for (const field of document.querySelectorAll<HTMLElement>('body > textarea[aria-hidden]')) field.tabIndex = -1
}

/**
 * Listens for as long as the page stands. What was typed into a form does not go with Escape or its cross alone: `ask`
 * asks first and calls what goes on.
 */
export function guardForms(ask: (goOn: () => void) => void): void {
  new MutationObserver(keepFromTab).observe(document.body, { childList: true })
  addEventListener('click', holdUnread, true)
  addEventListener('submit', holdUnread, true)
  addEventListener('input', noteTyped, true)
  const hold = (event: Event, form: HTMLElement) => {
    halt(event)
    ask(() => {
      form.removeAttribute('data-typed')
      form.querySelector<HTMLElement>(crosses)?.click()
    })
  }
  addEventListener(
    'click',
    event => {
      const form = within(event, crosses)?.closest<HTMLElement>(over)
      if (form?.hasAttribute('data-typed')) hold(event, form)
    },
    true,
  )
  addEventListener(
    'keydown',
    event => {
      if (event.key !== 'Escape' || event.isComposing || document.querySelector(lists)) return
      const form = typedOnTop()
      if (form?.querySelector(crosses)) hold(event, form)
    },
    true,
  )
}
