import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { filesFolder } from '../kernel/files.ts'
import { testFiles } from './house.ts'

/** A multipart body as a browser sends it: fields, and one file. */
export function multipart(
  fields: Record<string, string>,
  file?: { name: string; content: Buffer | string; mime?: string },
): { body: Buffer; headers: Record<string, string> } {
  const boundary = '----duebook-test-boundary'
  const parts = Object.entries(fields).map(([name, value]) =>
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  )
  if (file)
    parts.push(
      Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\ncontent-type: ${file.mime ?? 'text/csv'}\r\n\r\n`,
      ),
      Buffer.from(file.content),
      Buffer.from('\r\n'),
    )
  const body = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)])
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } }
}

/** Every file that lies in the home, on its way or kept, that holds a text. */
export async function lying(text: string): Promise<string[]> {
  const all = await readdir(filesFolder(testFiles), { recursive: true, withFileTypes: true })
  const found: string[] = []
  for (const one of all) {
    if (!one.isFile()) continue
    const path = join(one.parentPath, one.name)
    const content = await readFile(path).catch(() => Buffer.alloc(0))
    if (content.includes(text)) found.push(path)
  }
  return found
}
