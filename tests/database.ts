import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, escapeIdentifier } from 'pg'
import { HomeHeld, startEmbedded } from '../server/db/embedded.ts'
import { migrate } from '../server/db/migrate.ts'
import { moldOf } from '../server/testing/scratch.ts'

export interface TestDatabase {
  url: string
  stop: () => Promise<void>
}

const prefix = 'duebook-tests-'

/**
 * A migrated database for one run, gone afterwards: that of `DUEBOOK_TEST_URL` as it stands, a new one in the server
 * of `DATABASE_URL`, or an embedded server in a temporary folder. `durable` waits for the disk, as in real life. Its
 * files lie in a folder of their own, in `DUEBOOK_TEST_HOME`.
 */
export async function testDatabase(durable: boolean): Promise<TestDatabase> {
  const { DUEBOOK_TEST_URL: running, DATABASE_URL: server } = process.env
  const database = running
    ? { url: running, stop: async () => {} }
    : server
      ? await scratchDatabase(server)
      : await embeddedDatabase(durable)
  const files = mkdtempSync(join(tmpdir(), 'duebook-files-'))
  process.env.DUEBOOK_TEST_HOME ??= files
  const stop = async () => {
    await database.stop()
    rmSync(files, { recursive: true, force: true })
  }
  try {
    await migrate(database.url)
  } catch (error) {
    await stop()
    throw error
  }
  return { url: database.url, stop }
}

async function embeddedDatabase(durable: boolean): Promise<TestDatabase> {
  await clearKilledRuns()
  const home = mkdtempSync(join(tmpdir(), prefix))
  const settings = durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
  const server = await startEmbedded(home, { settings, log: message => console.error(message) })
  return {
    url: server.url,
    stop: async () => {
      await server.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** A run that was killed could not stop its server; the next run does, and leaves alone those that still run. */
async function clearKilledRuns(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter(folder => folder.startsWith(prefix))) {
    const home = join(tmpdir(), name)
    if (statSync(home, { throwIfNoEntry: false })?.uid !== process.getuid?.()) continue
    // Without this file nothing runs there yet, or nothing any more.
    if (!existsSync(join(home, 'run.json'))) continue
    try {
      await (await startEmbedded(home)).stop()
      rmSync(home, { recursive: true, force: true })
    } catch (error) {
      if (!(error instanceof HomeHeld)) console.error(`${home} could not be cleared: ${(error as Error).message}`)
    }
  }
}

async function scratchDatabase(server: string): Promise<TestDatabase> {
  const name = `duebook_test_${process.pid}_${Date.now().toString(36)}`
  const url = new URL(server)
  url.pathname = `/${name}`
  await onServer(server, `create database ${escapeIdentifier(name)} template template0 encoding 'UTF8'`)
  return {
    url: url.href,
    async stop() {
      for (const each of [name, moldOf(name)])
        await onServer(server, `drop database if exists ${escapeIdentifier(each)} with (force)`)
    },
  }
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
