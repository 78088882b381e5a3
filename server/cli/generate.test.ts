import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scratchDatabase } from '../testing/scratch.ts'
import { generatedFiles, mountedAt, writtenFile } from './generate.ts'

test('what is generated stands there as the program would write it; else run "npm run duebook -- generate"', async () => {
  const scratch = await scratchDatabase('generated')
  const mounted = await mountedAt(scratch.url)
  try {
    const stale: string[] = []
    for (const [path, text] of await generatedFiles(scratch.url, mounted.modules))
      if ((await writtenFile(path)) !== text) stale.push(path)
    assert.deepEqual(stale, [])
  } finally {
    await mounted.close()
    await scratch.drop()
  }
})
