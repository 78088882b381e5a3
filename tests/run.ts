/**
 * npm test [-- part of a file's name …]: the checks, then every test on one database, then the verification of what
 * they left in it. With names, the matching files alone. The counts of the test runner are the last thing printed.
 */
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, matchesGlob, relative } from 'node:path'
import { createInterface } from 'node:readline'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { check } from './check.ts'
import { testDatabase } from './database.ts'
import { longJourneys } from './long-journeys.ts'

const root = join(import.meta.dirname, '..')
const filters = process.argv.slice(2)
// What takes longest begins first, so that at the end no worker waits for one long file.
const longest = ['tests/*.test.ts', 'server/testing/*.test.ts', 'server/cli/*.test.ts', 'server/db/*.test.ts']
const patterns = [...longest, 'e2e/*.test.ts', 'server/**/*.test.ts', 'web/**/*.test.ts']
const files = [...new Set(patterns.flatMap(pattern => globSync(pattern, { cwd: root }).sort()))].filter(file =>
  filters.length === 0 ? !longJourneys.includes(file) : filters.some(filter => file.includes(filter)),
)
if (files.length === 0) {
  console.error(`No test file has ${filters.join(' or ')} in its name.`)
  process.exit(1)
}

/** So many files are named at the end with how long they took. */
const shownLongest = 40

/** So many small files share a process: loading the whole program takes each longer than its tests do. */
const together = 12

/**
 * The files as they are run: those of the modules and the pages a dozen to a process, in a file that takes one after the
 * other; by itself what is long, and what has hooks of its own, since hooks are of a whole process.
 */
function grouped(folder: string): string[] {
  const alone = (file: string) =>
    !/^(server|web)\//.test(file) ||
    longest.some(pattern => matchesGlob(file, pattern)) ||
    /^(before|after)(Each)?\(/m.test(readFileSync(join(root, file), 'utf8'))
  const shared = files.filter(file => !alone(file))
  const groups = Array.from({ length: Math.ceil(shared.length / together) }, (_, at) => {
    const paths = shared.slice(at * together, (at + 1) * together).map(file => join(root, file))
    // A hook would close the house as soon as the tests that are loaded are over, while the next file is read.
    const house = JSON.stringify(join(root, 'server/testing/organisation.ts'))
    const lines = [
      "import { test } from 'node:test'",
      `import { closeHouse, shareHouse } from ${house}`,
      'shareHouse()',
      ...paths.map(path => `await import(${JSON.stringify(path)})`),
      "test('the house of these files closes', closeHouse)",
    ]
    const group = join(folder, `group-${at + 1}.test.mjs`)
    writeFileSync(group, `${lines.join('\n')}\n`)
    return group
  })
  return [...files.filter(alone).map(file => join(root, file)), ...groups]
}

const stop = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort())
const ended = () => stop.signal.aborted

/** Runs the files in their order; answers the exit status and the closing lines, which are held back. */
async function runTests(url: string): Promise<{ status: number; closing: string[] }> {
  process.env.DUEBOOK_TEST_URL = url
  if (process.stdout.isTTY) process.env.FORCE_COLOR = '1'
  let status = 0
  // A test that hangs is named, and the others end. Given as patterns, the files would run in the order of their names.
  const folder = mkdtempSync(join(tmpdir(), 'duebook-groups-'))
  const tests = run({ files: grouped(folder), cwd: root, concurrency: 3, timeout: 400_000, signal: stop.signal })
  tests.on('test:fail', ({ todo }) => {
    if (todo === undefined) status = 1
  })
  const took: { file: string; seconds: number }[] = []
  tests.on('test:summary', ({ file, duration_ms }) => {
    if (file) took.push({ file: relative(root, file), seconds: Math.round(duration_ms / 1000) })
  })
  const closing: string[] = []
  // The line may be coloured.
  for await (const line of createInterface({ input: tests.compose(new spec()) }))
    if (closing.length > 0 || /^(\u001b\[\d+m)*ℹ tests \d+/.test(line)) closing.push(line)
    else console.log(line)
  rmSync(folder, { recursive: true })
  took.sort((a, b) => b.seconds - a.seconds)
  if (took.length > 1) console.log('What took longest, side by side:')
  for (const { file, seconds } of took.slice(0, shownLongest)) console.log(`  ${seconds} s ${file}`)
  return { status: ended() ? 1 : status, closing }
}

/** What `duebook verify` says of everything the tests wrote; nothing while there is no verifier. */
async function findings(url: string): Promise<unknown[]> {
  const verifier = join(root, 'server/ledger/verify.ts')
  if (!existsSync(verifier)) return []
  const { verifyAll } = (await import(verifier)) as { verifyAll: (url: string) => Promise<unknown[]> }
  return verifyAll(url)
}

const checked = filters.length > 0 || (await check())
if (!ended()) {
  const database = await testDatabase(false)
  try {
    const { status, closing } = ended() ? { status: 1, closing: [] } : await runTests(database.url)
    const found = ended() ? [] : await findings(database.url)
    if (found.length > 0) console.log(`The verification found ${found.length} problems:`)
    for (const finding of found) console.log(JSON.stringify(finding))
    if (!checked) console.log('The checks failed; see the top.')
    console.log(closing.join('\n'))
    process.exitCode = status === 0 && found.length === 0 && checked ? 0 : 1
  } finally {
    await database.stop()
  }
}
if (ended()) process.exitCode = 130
