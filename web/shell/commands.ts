import type { Action } from '../ui/action.ts'
import { setDensity, setMode, setNarrowSide } from '../preferences.ts'
import { keepSetUp } from '../home/set-up.ts'
import { queries } from '../queries.ts'
import { meQuery } from '../session.ts'
import { startTour } from '../tour/start.ts'
import { speak } from '../words.ts'
import { guide, keymap, palette } from './open.ts'

const everybody = { permission: 'signed_in' } as const
const chosen = (name: string) => document.documentElement.dataset[name]

/** What concerns the house itself; in the palette and in the map of keys, as every other action. */
export const commands: readonly Action[] = [
  {
    id: 'shell.palette',
    label: 'shell.palette',
    icon: 'search',
    shortcut: 'mod+k',
    ...everybody,
    perform: palette.toggle,
  },
  { id: 'shell.search', label: 'shell.search', icon: 'search', shortcut: '/', ...everybody, perform: toSearch },
  { id: 'shell.keys', label: 'shell.keys', icon: 'keyboard', shortcut: '?', ...everybody, perform: keymap.toggle },
  { id: 'shell.guide', label: 'shell.guide', icon: 'help', shortcut: 'f1', ...everybody, perform: guide.toggle },
  { id: 'shell.tour', label: 'shell.tour', icon: 'go', ...everybody, perform: startTour },
  {
    id: 'shell.set_up',
    label: 'shell.set_up',
    icon: 'tick',
    permission: 'entity.manage',
    perform: (_, { go }) => toSetUp(go),
  },
  {
    id: 'shell.side',
    label: 'shell.fold_side',
    icon: 'side',
    shortcut: '[',
    ...everybody,
    perform: () => setNarrowSide(localStorage.getItem('duebook.side') !== 'narrow'),
  },
  {
    id: 'shell.mode',
    label: 'shell.change_look',
    icon: 'sun',
    ...everybody,
    perform: () => setMode(chosen('theme') === 'dark' ? 'light' : 'dark'),
  },
  {
    id: 'shell.density',
    label: 'shell.change_density',
    icon: 'dense',
    ...everybody,
    perform: () => setDensity(chosen('density') === 'compact' ? 'comfortable' : 'compact'),
  },
  {
    id: 'shell.language',
    label: 'shell.change_language',
    icon: 'language',
    ...everybody,
    perform: () => speak(document.documentElement.lang.startsWith('zh') ? 'en' : 'zh'),
  },
]

/** The list of the set-up stands on the home page again, wherever one is. */
function toSetUp(go: (to: string) => void): void {
  const me = queries.getQueryData(meQuery.queryKey)
  if (me) keepSetUp(me.organisation.org_id, 'shown')
  go('/')
}

/** The page's own search where it has one, else the search of everything. */
function toSearch(): void {
  const field = document.querySelector<HTMLInputElement>('main input[type=search]')
  if (!field?.checkVisibility()) return palette.set(true)
  field.focus()
  field.select()
}
