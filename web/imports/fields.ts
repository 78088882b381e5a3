import type { TFunction } from 'i18next'
import type { Answer } from '../client.ts'

export type Preview = Answer<'previewImport'>
export type ImportMap = Preview['map']
export const kinds = ['invoices', 'receipts', 'contracts', 'customers', 'openings', 'settlements', 'history'] as const
export type Kind = (typeof kinds)[number]

/** The name of a field of an import: its own, else that of the column on the screens, else as it is. */
export function importField(t: TFunction, exists: (key: string) => boolean, field: string): string {
  for (const key of [`import_fields.${field}`, `columns.${field}`, `columns.${field}_minor`])
    if (exists(key)) return t(key)
  return field
}

/** A value of a choice in words; as it is where there are none. */
export function importValue(t: TFunction, exists: (key: string) => boolean, field: string, value: string): string {
  for (const key of [
    `import_values.${field}.${value}`,
    `kinds.${value}`,
    `customer_kinds.${value}`,
    `${field}s.${value}`,
  ])
    if (exists(key)) return t(key)
  return value
}

/** Where a field comes from: a column of the file, one for each side, one value for every row, or nowhere. */
export type Origin = { column: string } | { debit: string; credit: string } | { constant: string } | null

export function originOf(map: ImportMap, field: string): Origin {
  const pair = map.pairs[field]
  if (pair) return pair
  const column = map.columns[field]
  if (column !== undefined) return { column: Array.isArray(column) ? column.join(' + ') : column }
  const constant = map.constants[field]
  return constant === undefined ? null : { constant }
}

/** The map with one field taken from elsewhere. */
export function withOrigin(map: ImportMap, field: string, origin: Origin): ImportMap {
  const { [field]: _column, ...columns } = map.columns
  const { [field]: _constant, ...constants } = map.constants
  const { [field]: _pair, ...pairs } = map.pairs
  const bare = { ...map, columns, constants, pairs }
  if (!origin) return bare
  if ('column' in origin) return { ...bare, columns: { ...columns, [field]: origin.column } }
  if ('debit' in origin) return { ...bare, pairs: { ...pairs, [field]: origin } }
  return { ...bare, constants: { ...constants, [field]: origin.constant } }
}
