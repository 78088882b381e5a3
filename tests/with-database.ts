/**
 * Runs a command with a migrated database of its own in `DUEBOOK_TEST_URL`:
 *   node tests/with-database.ts [--durable] <command> [arguments]
 */
import { constants } from 'node:os'
import { spawn } from 'node:child_process'
import { testDatabase } from './database.ts'

const words = process.argv.slice(2)
const durable = words[0] === '--durable'
const [command, ...args] = durable ? words.slice(1) : words
if (!command) {
  console.error('usage: node tests/with-database.ts [--durable] <command> [arguments]')
  process.exit(64)
}

// The command is told by the same terminal; this program outlives it to stop the server.
let child: ReturnType<typeof spawn> | undefined
let ended: NodeJS.Signals | undefined
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => {
    ended = name
    child?.kill(name)
  })

const database = await testDatabase(durable)
console.error(`DUEBOOK_TEST_URL='${database.url}'`)
try {
  if (!ended)
    process.exitCode = await new Promise<number>((resolve, reject) => {
      child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, DUEBOOK_TEST_URL: database.url } })
      child.once('error', reject)
      child.once('close', (code, name) => resolve(code ?? 128 + constants.signals[name ?? 'SIGTERM']))
    })
} finally {
  await database.stop()
}
if (ended) process.exitCode = 128 + constants.signals[ended]
