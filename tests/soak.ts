/**
 * npm run soak: what takes too long for every run of the tests. 100,000 random verbs, and 50 kills of the program or of
 * its PostgreSQL in the middle of an import; every broken body to every line; every page in both languages, in light and dark, at three widths;
 * the browser journeys that are too long for every run.
 * SOAK_SEED, SOAK_VERBS and SOAK_KILLS change it.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { verifyAll } from '../server/ledger/verify.ts'
import { fuzz } from '../server/testing/fuzz.ts'
import { testHouse } from '../server/testing/organisation.ts'
import { killRounds } from './killing.ts'
import { longJourneys } from './long-journeys.ts'

const seed = Number(process.env.SOAK_SEED ?? Date.now() % 2 ** 31)
const verbs = Number(process.env.SOAK_VERBS ?? 100_000)
const kills = Number(process.env.SOAK_KILLS ?? 50)
const atOnce = 10_000

// Opened here, it is closed behind the last test and not behind the first.
await testHouse()

for (let done = 0; done < verbs; done += atOnce) {
  const own = seed + done / atOnce
  const some = Math.min(atOnce, verbs - done)
  test(`${some} random verbs from seed ${own}, ${done + some} in all`, async t => {
    const { refused, points } = await fuzz({ seed: own, verbs: some })
    t.diagnostic(`${refused} refused, ${points} points`)
  })
}

test('everything holds after all verbs', async () => {
  assert.deepEqual(await verifyAll(process.env.DUEBOOK_TEST_URL as string), [])
})

test(`killed ${kills} times at random moments, from seed ${seed}`, async t => {
  await killRounds({ rounds: kills, seed, rows: 5000, tell: text => t.diagnostic(text) })
})

/** Runs a file of tests by itself. */
function alone(file: string, look: Record<string, string>): void {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const run = spawnSync(process.execPath, ['--test', file], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...env, ...look },
    encoding: 'utf8',
  })
  assert.equal(run.status, 0, run.stdout.slice(-4000))
}

test('every broken body is sent to every line', () => alone('tests/walk.test.ts', { WALK_THIRD: 'all' }))

for (const file of longJourneys) test(`the journeys of ${file}`, () => alone(file, {}))

for (const language of ['zh', 'en'])
  for (const theme of ['light', 'dark'])
    for (const width of ['1440', '1024', '390'])
      test(`no page keeps anybody out: ${language}, ${theme}, ${width} px`, () =>
        alone('e2e/access.test.ts', {
          E2E_STATES: '1',
          E2E_LANGUAGE: language,
          E2E_THEME: theme,
          E2E_WIDTH: width,
        }))

// The real files once more, on every day instead of a sample.
process.env.DUEBOOK_SOAK = '1'
await import('../server/imports/imports-real.test.ts')
