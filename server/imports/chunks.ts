import type { ReadOptions } from './read.ts'
import type { FileTable } from './read.ts'
import { contractChunks } from './contract-chunks.ts'
import type { ImportMap } from './contract.ts'
import type { ImportKind } from './fields.ts'
import { contentHash, SeenCounter } from './identity.ts'
import type { Row } from './take.ts'
import type { RowReader } from './understand.ts'

/** How many rows of a file are one transaction. */
export const chunkRows = 2000

/** Rows of a file that are taken in together. `count` has those too that the map passes over. */
export type Chunk = { rows: Row[]; count: number; first_row: number; last_row: number }

/** How a map says a file is to be read. A file whose last line is cut off is refused. */
export function readOptions(map: ImportMap): ReadOptions {
  return {
    ...(map.encoding === 'detect' ? {} : { encoding: map.encoding }),
    ...(map.header_row === undefined ? {} : { header_row: map.header_row }),
    ...(map.sheet === undefined ? {} : { sheet: map.sheet }),
    complete: true,
  }
}

/**
 * The rows of a table in chunks, understood, each with the id it is known by. The first `done` rows are read again, so
 * that twins are counted from the beginning, but not given. [IMP-8]
 */
export async function* chunksOf(
  table: FileTable,
  kind: ImportKind,
  map: ImportMap,
  reader: RowReader,
  done: number,
): AsyncGenerator<Chunk> {
  if (kind === 'contracts') {
    yield* contractChunks(table, map, reader, done, chunkRows)
    return
  }
  const seen = new SeenCounter()
  let chunk: Chunk | null = null
  let count = 0
  for await (const { row, cells } of table.rows) {
    const understood = reader(cells)
    const external_id = understood && identify(kind, map, understood.values, seen)
    if (++count <= done) continue
    chunk ??= { rows: [], count: 0, first_row: row, last_row: row }
    chunk.count++
    chunk.last_row = row
    if (understood && external_id !== null) chunk.rows.push({ row, ...understood, external_id })
    if (chunk.count === chunkRows) {
      yield chunk
      chunk = null
    }
  }
  if (chunk) yield chunk
}

/** The id a row brings, else its content and how many twins it has so far: the nth twin of one file is that of another. */
function identify(kind: ImportKind, map: ImportMap, values: Row['values'], seen: SeenCounter): string {
  if (values.external_id !== undefined) return values.external_id as string
  const hash = contentHash(kind, values, map.merge_numbers)
  return `${hash}#${seen.add(hash)}`
}
