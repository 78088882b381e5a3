import type { Duplex } from 'node:stream'
import type pg from 'pg'

/** What of the driver's connection a copy uses. */
type Wire = {
  stream: Duplex
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(message: string): void
}

/** A statement of the copy protocol, as the driver wants one to look. */
class Copy {
  readonly text: string
  readonly onData: (chunk: Buffer) => void
  readonly onReady: () => void
  readonly done = Promise.withResolvers<void>()
  wire: Wire | undefined
  failed: Error | undefined
  // The driver calls this when the connection ends under the statement.
  callback = (error?: Error) => {
    if (error) this.done.reject(error)
  }

  constructor(text: string, onData: (chunk: Buffer) => void, onReady: () => void = () => {}) {
    this.text = text
    this.onData = onData
    this.onReady = onReady
    this.done.promise.catch(() => {})
  }

  submit(connection: unknown): void {
    this.wire = connection as Wire
    this.wire.query(this.text)
  }
  handleCopyInResponse(): void {
    this.onReady()
  }
  handleCopyData(message: { chunk: Buffer }): void {
    this.onData(message.chunk)
  }
  handleError(error: Error): void {
    this.failed = error
    this.done.reject(error)
  }
  handleReadyForQuery(): void {
    if (!this.failed) this.done.resolve()
  }
  handleCommandComplete(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
}

const blockSize = 64 * 1024
const highWater = 4 * 1024 * 1024

/**
 * What `copy … to stdout` sends, in blocks of about 64 KB that end with a row. Reads no further than the reader: at most
 * 4 MB wait. The connection must not be a pipelined one, and is of no use when the reader leaves early.
 */
export async function* copyOut(client: pg.Client, text: string): AsyncGenerator<Buffer> {
  const blocks: Buffer[] = []
  let rows: Buffer[] = []
  let [size, waiting] = [0, 0]
  let ended = false
  let wake = Promise.withResolvers<void>()
  const copy = new Copy(text, chunk => {
    // The driver reuses its buffer.
    rows.push(Buffer.from(chunk))
    size += chunk.length
    if (size < blockSize) return
    blocks.push(Buffer.concat(rows, size))
    waiting += size
    rows = []
    size = 0
    if (waiting > highWater) copy.wire?.stream.pause()
    wake.resolve()
  })
  client.query(copy)
  const end = copy.done.promise.finally(() => {
    ended = true
    wake.resolve()
  })
  end.catch(() => {})
  for (;;) {
    const block = blocks.shift()
    if (block) {
      waiting -= block.length
      if (waiting <= highWater / 2) copy.wire?.stream.resume()
      yield block
    } else if (ended) break
    else {
      await wake.promise
      wake = Promise.withResolvers()
    }
  }
  await end
  if (size > 0) yield Buffer.concat(rows, size)
}

/** Sends `chunks` to `copy … from stdin`, no faster than the server takes them. Throws what the server finds wrong. */
export async function copyIn(client: pg.Client, text: string, chunks: AsyncIterable<Buffer>): Promise<void> {
  const ready = Promise.withResolvers<void>()
  const copy = new Copy(
    text,
    () => {},
    () => ready.resolve(),
  )
  client.query(copy)
  await Promise.race([ready.promise, copy.done.promise])
  const { wire } = copy
  if (!wire) return copy.done.promise
  try {
    for await (const chunk of chunks) {
      if (copy.failed) break
      wire.sendCopyFromChunk(chunk)
      if (wire.stream.writableNeedDrain) await drained(wire.stream)
    }
  } catch (error) {
    wire.sendCopyFail('the source ended early')
    await copy.done.promise.catch(() => {})
    throw error
  }
  if (!copy.failed) wire.endCopyFrom()
  return copy.done.promise
}

async function drained(stream: Duplex): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const events = { drain: () => resolve(), close: () => reject(new Error('the connection ended')) }
  for (const [name, listener] of Object.entries(events)) stream.once(name, listener)
  return promise.finally(() => {
    for (const [name, listener] of Object.entries(events)) stream.off(name, listener)
  })
}
