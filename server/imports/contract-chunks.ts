import { createHash } from 'node:crypto'
import type { Chunk } from './chunks.ts'
import type { ImportMap } from './contract.ts'
import { contentHash, contractKey, SeenCounter } from './identity.ts'
import type { FileTable } from './read.ts'
import type { Row } from './take.ts'
import type { RowReader } from './understand.ts'

type Read = Omit<Row, 'external_id'>

/**
 * The rows of contracts in chunks of about `size`, each contract whole wherever its rows stand in the file, in the order in
 * which contracts begin. A contract of which a row cannot be read is refused with all its rows. What is passed over is counted
 * with the first chunk. The first `done` rows are not given again. [IMP-21]
 */
export async function* contractChunks(
  table: FileTable,
  map: ImportMap,
  reader: RowReader,
  done: number,
  size: number,
): AsyncGenerator<Chunk> {
  const contracts = new Map<string | number, Read[]>()
  let [passed, first_row] = [0, 0]
  for await (const { row, cells } of table.rows) {
    first_row ||= row
    const understood = reader(cells)
    if (!understood) {
      passed++
      continue
    }
    const key = contractKey(understood.values) ?? row
    const of = contracts.get(key)
    if (of) of.push({ row, ...understood })
    else contracts.set(key, [{ row, ...understood }])
  }
  const seen = new SeenCounter()
  const empty = (): Chunk => ({ rows: [], count: 0, first_row: 0, last_row: 0 })
  let [chunk, before] = [{ ...empty(), count: passed }, 0]
  const cut = (): Chunk | null => {
    const whole = chunk
    const given = before >= done
    before += whole.count
    chunk = empty()
    const rows = whole.rows.map(({ row }) => row)
    const [least, most] = [Math.min(...rows), Math.max(...rows)]
    return given
      ? { ...whole, first_row: rows.length > 0 ? least : first_row, last_row: rows.length > 0 ? most : first_row }
      : null
  }
  for (const of of contracts.values()) {
    const external_id = identify(of, map, seen)
    chunk.rows.push(...together(of).map(row => ({ ...row, external_id })))
    chunk.count += of.length
    if (chunk.count < size) continue
    const whole = cut()
    if (whole) yield whole
  }
  const rest = chunk.count > 0 ? cut() : null
  if (rest) yield rest
}

/** The id the contract brings, else what its rows say. */
function identify(rows: readonly Read[], map: ImportMap, seen: SeenCounter): string {
  const given = rows.find(({ values }) => values.external_id !== undefined)?.values.external_id
  if (given !== undefined) return given as string
  const hashes = rows.map(({ values }) => contentHash('contracts', values, map.merge_numbers))
  const hash =
    hashes.length === 1
      ? (hashes[0] as string)
      : createHash('sha256').update(hashes.join('\n')).digest('base64url').slice(0, 32)
  return `${hash}#${seen.add(hash)}`
}

/** Where a row of a contract cannot be read, the others are refused with it. */
function together(rows: readonly Read[]): Read[] {
  const wrong = rows.find(({ problems }) => problems.length > 0)
  if (!wrong) return [...rows]
  return rows.map(row =>
    row.problems.length > 0
      ? row
      : { ...row, problems: [{ code: 'contract_row_refused' as const, params: { row: wrong.row } }] },
  )
}
