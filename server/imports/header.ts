/** Where a table begins in a file that begins with other things. */
import type { FileRow } from './read-problem.ts'

/**
 * The row that heads the table: the first with mostly words that the following rows, the next at once, resemble in shape, and below some of
 * whose words stand numbers or days; else the first that fits without that; else the fullest row of words. null where
 * no row is of words: then the file has no header.
 */
export function findHeader(rows: readonly FileRow[]): FileRow | null {
  const candidates = rows.filter((row, index) => heads(row, rows.slice(index + 1, index + 11)))
  const sure = candidates.find(row => hasDataBelow(row, rows))
  if (sure ?? candidates[0]) return sure ?? candidates[0] ?? null
  const worded = rows.filter(ofWords).sort((a, b) => filled(b) - filled(a) || a.row - b.row)
  return worded[0] ?? null
}

/** Names for the columns of a file without a header: A, B … as in a spreadsheet. */
export function columnLetters(width: number): string[] {
  return Array.from({ length: width }, (_, index) => {
    let letters = ''
    for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
      letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
    return letters
  })
}

function heads(row: FileRow, following: readonly FileRow[]): boolean {
  const full = filled(row)
  const least = Math.max(full > 1 ? 2 : 1, full * 0.4)
  const alike = following.map(other => filled(other) >= least && other.cells.length <= row.cells.length + 1)
  const fullest = Math.max(...following.map(filled))
  return ofWords(row) && alike[0] === true && alike.filter(Boolean).length >= alike.length / 2 && full >= fullest * 0.6
}

function hasDataBelow(row: FileRow, rows: readonly FileRow[]): boolean {
  const below = rows.filter(other => other.row > row.row).slice(0, 20)
  return row.cells.some((cell, column) => {
    const values = below.map(other => other.cells[column] ?? '').filter(value => value !== '')
    return isWord(cell) && values.length > 0 && values.filter(value => !isWord(value)).length >= values.length * 0.6
  })
}

function ofWords(row: FileRow): boolean {
  const cells = row.cells.filter(cell => cell !== '')
  return cells.every(cell => cell.length <= 60) && cells.filter(isWord).length >= cells.length * 0.8
}

function isWord(cell: string): boolean {
  return !/^[\p{Sc}+\-(]*\d[\d.,:/\-\s*年月日TZ%)]*$/u.test(cell) && !/^[-/]*$/.test(cell)
}

function filled(row: FileRow): number {
  return row.cells.filter(cell => cell !== '').length
}
