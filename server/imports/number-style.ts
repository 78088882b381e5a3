/** Which sign separates the fraction in a file's amounts. Pure. */
import type { ImportMap } from './contract.ts'
import { columnIndex, fieldsOf, type ImportKind } from './fields.ts'

/**
 * The sign a file's amounts show: the last of two different ones, or one that is not followed by a group of three. Where
 * no amount shows it, or some show one and some the other, it is the point; rows that do not fit are refused. [IMP-18]
 */
export function decimalOf(
  kind: ImportKind,
  map: ImportMap,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): '.' | ',' {
  const names = fieldsOf[kind].flatMap(({ field, form }) => {
    const pair = map.pairs[field]
    return form === 'amount' || form === 'decimal'
      ? [map.columns[field] ?? [], pair ? [pair.debit, pair.credit] : []]
      : []
  })
  const places = names.flat(2).flatMap(name => columnIndex(header, name) ?? [])
  let shown: '.' | ',' | null = null
  for (const cells of rows)
    for (const at of places) {
      const sign = signOf(cells[at] ?? '')
      if (sign && shown && sign !== shown) return '.'
      shown ??= sign
    }
  return shown ?? '.'
}

/** The decimal sign one number shows; null where it shows none, or could be read either way (1,234). */
export function signOf(text: string): '.' | ',' | null {
  const number = /\d[\d.,' \u00a0\u202f]*/.exec(text.normalize('NFKC'))?.[0] ?? ''
  const signs = [...number.matchAll(/[.,]/g)]
  const last = signs.at(-1)
  if (!last) return null
  const sign = last[0] as '.' | ','
  const other = sign === ',' ? '.' : ','
  if (number.includes(other)) return signs.filter(one => one[0] === sign).length === 1 ? sign : null
  if (signs.length > 1) return other // 1.234.567: groups
  const [before = '', after = ''] = number.split(sign)
  return after.trim().length === 3 && before.length <= 3 && before !== '0' ? null : sign
}
