import type { Action } from '../ui/action.ts'
import type { RegisterRow } from './registers.tsx'

/** Whether something of a write-off that stands has not come back. */
const mayComeBack = (row: RegisterRow) => row.state === 'standing' && BigInt(row.left_minor ?? 0) > 0n

/** What can be done with a debt that was written off. */
export const writeOffActions: readonly Action<RegisterRow>[] = [
  {
    id: 'item.recover',
    label: 'registers.recover',
    icon: 'back',
    permission: 'item.write_off',
    enabled: row => mayComeBack(row) || { key: 'registers.nothing_left' },
    perform: (row, { show }) => show(async () => (await import('./RecoverDialog.tsx')).RecoverDialog, { row }),
  },
]
