import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const bin = (name: string) => join(root, 'node_modules', '.bin', name)
const tsc = join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc')

const checks: Record<string, string[] | null> = {
  format: [bin('biome'), 'format', '.'],
  types: [tsc, '--project', 'tsconfig.json'],
  'types of the web': existsSync(join(root, 'web/tsconfig.json')) ? [tsc, '--project', 'web/tsconfig.json'] : null,
  lint: [bin('oxlint'), '--type-aware', '--deny-warnings'],
  'dead code': existsSync(join(root, 'server/main.ts')) ? [bin('knip'), '--no-progress'] : null,
}

/** The rules of the house are tests, and a run of the tests holds them anyhow. */
const house = { house: [process.execPath, '--test', '--test-reporter=spec', 'tests/house.test.ts'] }

/** Runs the checks side by side and prints what the failing ones say. Answers whether all of them passed. */
export async function check(list: Record<string, string[] | null> = checks): Promise<boolean> {
  const results = await Promise.all(
    Object.entries(list).map(async ([name, words]) => {
      if (!words) return true
      const problem = await complaint(words)
      if (problem === null) console.log(`ok   ${name}`)
      else console.log(`FAIL ${name}\n${problem}`)
      return problem === null
    }),
  )
  return results.every(Boolean)
}

function complaint([command = '', ...args]: string[]): Promise<string | null> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  return new Promise(resolve => {
    execFile(command, args, { cwd: root, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve(error ? `${stdout}${stderr}`.trim() || `${basename(command)}: ${error.message}` : null),
    )
  })
}

if (import.meta.main) process.exitCode = (await check({ ...checks, ...house })) ? 0 : 1
