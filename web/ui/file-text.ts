/** A text file as text: Chinese programs write GB18030 where they do not write UTF-8. */
export async function fileText(file: File): Promise<string> {
  const bytes = await file.arrayBuffer()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

/** A file with commas as it would be copied: cells apart by tabs, those in quotation marks kept whole. */
export function separated(text: string): string {
  if (text.includes('\t') || text.includes(';')) return text
  return text
    .split(/\r?\n/)
    .map(
      line =>
        line
          .match(/("([^"]|"")*"|[^,]*)(,|$)/g)
          ?.map(cell => cell.replace(/,$/, ''))
          .slice(0, -1)
          .join('\t') ?? line,
    )
    .join('\n')
}

/** A row of a text, with the line it stands on, from 1. */
export type TextRow = { line: number; cells: string[] }

/** A text as rows of cells: apart by tabs where there are any, else by semicolons; blank lines are left out, and counted. */
export function rowsOf(text: string): TextRow[] {
  const lines = text.split(/\r?\n/).map((written, at) => ({ written, line: at + 1 }))
  const separator = text.includes('\t') ? '\t' : ';'
  return lines
    .filter(({ written }) => written.trim() !== '')
    .map(({ written, line }) => ({
      line,
      cells: written.split(separator).map(cell => cell.trim().replace(/^"(.*)"$/, '$1')),
    }))
}

/** The rows of a text without their lines. */
export const cellsOf = (text: string): string[][] => rowsOf(text).map(row => row.cells)

/** Rows of a file as they would be copied, each on the line it has in the file. */
export function copied(rows: readonly { row: number; cells: readonly string[] }[]): string {
  const lines: string[] = []
  for (const { row, cells } of rows) {
    while (lines.length < row - 1) lines.push('')
    lines.push(cells.map(cell => cell.replace(/\s+/g, ' ')).join('\t'))
  }
  return lines.join('\n')
}
