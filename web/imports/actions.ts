import type { Action } from '../ui/action.ts'

/** Brings in what one looks at; by its key and in the palette as well, since the button stands below all that is understood. */
export const startImport: Action<{ ready: boolean; start: () => Promise<void> }> = {
  id: 'import.start',
  label: 'import.start',
  icon: 'import',
  permission: 'import.run',
  shortcut: 'mod+enter',
  weight: 'main',
  enabled: ({ ready }) => (ready ? true : { key: 'import.not_ready' }),
  perform: ({ start }) => start(),
}
