import { open } from 'node:fs/promises'
import type { Upload } from './http.ts'

/** The first bytes of an upload. */
export async function headOf(upload: Upload, length = 32): Promise<Uint8Array> {
  const file = await open(upload.path)
  try {
    const head = new Uint8Array(length)
    await file.read(head, 0, length, 0)
    return head
  } finally {
    await file.close()
  }
}
