import { useAnswer } from '../lists.ts'
import type { Choice } from '../ui/Field.tsx'

/** The departments people can belong to, as choices. */
export function useDepartments(): readonly Choice[] {
  const rows = useAnswer('listDepartments', { archived: false }).data?.rows ?? []
  return rows.map(row => ({ value: row.department_id, label: `${row.code} ${row.name}` }))
}
