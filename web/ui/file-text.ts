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

/** A text as rows of cells: apart by tabs where there are any, else by semicolons; blank lines are left out. */
export function cellsOf(text: string): string[][] {
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '')
  const separator = lines.some(line => line.includes('\t')) ? '\t' : ';'
  return lines.map(line => line.split(separator).map(cell => cell.trim().replace(/^"(.*)"$/, '$1')))
}
