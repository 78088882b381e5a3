import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { type Identity, openIdentity } from '../access/identity.ts'
import { createApp, createModules, type Modules } from '../app.ts'
import { connect, type Database } from '../db/connect.ts'
import { unlockPersonal } from '../kernel/personal.ts'

export type TestHouse = { app: FastifyInstance; db: Database; modules: Modules; identity: Identity; url: string }

/** The one secret of all tests of a process: whoever unlocks with another takes the keys of the others away. */
export const testSecret = 'a secret of the tests, and of nothing else'

export const testOrigin = 'http://duebook.test'

/** Where the files of the tests lie: a folder of the run, gone with its database. */
export const testFiles = process.env.DUEBOOK_TEST_HOME ?? join(tmpdir(), 'duebook-tests-home')

/** The whole server on any migrated database. */
export async function openHouseAt(url: string, max = 8): Promise<TestHouse & { close(): Promise<void> }> {
  const log = pino({ level: process.env.LOG_LEVEL ?? 'silent' })
  unlockPersonal(testSecret)
  const db = connect(url, { max })
  const identity = openIdentity({
    url,
    secret: 'only for tests, never for anything else',
    public_origin: testOrigin,
    max: 3,
  })
  const home = testFiles
  const modules = createModules({ db, log, identity, public_origin: testOrigin, home, mail: null })
  const app = await createApp({
    modules,
    log,
    home,
    migration: '',
    metrics_token: null,
    queue: () => null,
  })
  await app.ready()
  const close = async () => {
    await app.close()
    await modules.sealer.stop()
    await identity.close()
    await db.close()
  }
  return { app, db, modules, identity, url, close }
}
