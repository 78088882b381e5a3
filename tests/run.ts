/**
 * npm test [-- part of a file's name …]: the checks, then every test on one database, then the verification of what
 * they left in it. With names, the matching files alone. The counts of the test runner are the last thing printed.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { check } from './check.ts'
import { testDatabase } from './database.ts'
import { longJourneys } from './long-journeys.ts'

const root = join(import.meta.dirname, '..')
const filters = process.argv.slice(2)
// What takes longest begins first, so that at the end no worker waits for one long file.
const files = ['tests/*.test.ts', 'e2e/*.test.ts', 'server/**/*.test.ts', 'web/**/*.test.ts']
  .flatMap(pattern => globSync(pattern, { cwd: root }).sort())
  .filter(file => (filters.length === 0 ? !longJourneys.includes(file) : filters.some(filter => file.includes(filter))))
if (files.length === 0) {
  console.error(`No test file has ${filters.join(' or ')} in its name.`)
  process.exit(1)
}

let tests: ChildProcess | undefined
let ended = false
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => {
    ended = true
    tests?.kill(name)
  })

/** Runs the files; answers the exit status and the closing lines, which are held back. */
async function runTests(url: string): Promise<{ status: number; closing: string[] }> {
  const env: NodeJS.ProcessEnv = { ...process.env, DUEBOOK_TEST_URL: url }
  if (process.stdout.isTTY) env.FORCE_COLOR = '1'
  // A test that hangs is named, and the others end.
  const flags = ['--test', '--test-reporter=spec', '--test-concurrency=3', '--test-timeout=400000']
  tests = spawn(process.execPath, [...flags, ...files], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const status = new Promise<number>(resolve => tests?.once('close', code => resolve(code ?? 1)))
  const closing: string[] = []
  if (tests.stdout)
    // The line may be coloured.
    for await (const line of createInterface({ input: tests.stdout }))
      if (closing.length > 0 || /^(\u001b\[\d+m)*ℹ tests \d+/.test(line)) closing.push(line)
      else console.log(line)
  return { status: await status, closing }
}

/** What `duebook verify` says of everything the tests wrote; nothing while there is no verifier. */
async function findings(url: string): Promise<unknown[]> {
  const verifier = join(root, 'server/ledger/verify.ts')
  if (!existsSync(verifier)) return []
  const { verifyAll } = (await import(verifier)) as { verifyAll: (url: string) => Promise<unknown[]> }
  return verifyAll(url)
}

const checked = filters.length > 0 || (await check())
if (!ended) {
  const database = await testDatabase(false)
  try {
    const { status, closing } = ended ? { status: 1, closing: [] } : await runTests(database.url)
    const found = ended ? [] : await findings(database.url)
    if (found.length > 0) console.log(`The verification found ${found.length} problems:`)
    for (const finding of found) console.log(JSON.stringify(finding))
    if (!checked) console.log('The checks failed; see the top.')
    console.log(closing.join('\n'))
    process.exitCode = status === 0 && found.length === 0 && checked ? 0 : 1
  } finally {
    await database.stop()
  }
}
if (ended) process.exitCode = 130
