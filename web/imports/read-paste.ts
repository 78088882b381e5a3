/**
 * Rows pasted from a spreadsheet, as the text of a file with tabs; null for anything else: a table has at least two rows
 * of at least two cells, and most rows are as wide as the widest.
 */
export function readPaste(text: string): string | null {
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  while (lines.at(-1)?.trim() === '') lines.pop()
  const widths = lines.filter(line => line.trim() !== '').map(line => line.split('\t').length)
  const widest = Math.max(0, ...widths)
  if (widths.length < 2 || widest < 2) return null
  if (widths.filter(width => width === widest).length < widths.length / 2) return null
  return `${lines.join('\n')}\n`
}
