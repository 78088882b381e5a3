/** Writing cells for spreadsheets. */

/**
 * A cell that a spreadsheet will not run: text beginning (behind blanks) with = + - @, also full-width, or with a tab
 * or carriage return, gets a quote mark before it. Plain numbers, '-12.50', stay. (OWASP, CSV injection.)
 */
export function safeCell(text: string): string {
  if (/^[+-]?\d+(?:\.\d+)?$/.test(text)) return text
  return /^(?:[\t\r]|\s*[=+\-@＝＋－＠])/.test(text) ? `'${text}` : text
}

/** One line of a CSV file (RFC 4180), with its line end; each cell made safe. */
export function csvLine(cells: readonly string[], delimiter = ','): string {
  const written = cells.map(cell => {
    const text = safeCell(cell)
    return /["\r\n\t]|^\s|\s$/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text
  })
  return `${written.join(delimiter)}\r\n`
}
