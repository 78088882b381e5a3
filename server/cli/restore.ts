import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Config, config } from '../config.ts'
import type { BackupSummary } from '../db/backup.ts'
import { BackupProblem } from '../db/backup-file.ts'
import { holdHome, startEmbedded } from '../db/embedded.ts'
import { assertOwnServer } from '../db/own-server.ts'
import { clearRemains } from '../db/postgres.ts'
import { loadBackup } from '../db/restore.ts'
import { type Command, CommandProblem, tell } from './command.ts'
import { verifyDatabase } from './verify.ts'

type Loaded = BackupSummary & { secret: boolean }

/** Brings a backup back, or proves that it could be. */
export const restore: Command = {
  async run(args) {
    const { positionals, values } = parseArgs({ args, allowPositionals: true, options: { check: { type: 'boolean' } } })
    const [file, ...more] = positionals
    if (!file || more.length > 0) throw new CommandProblem('usage: duebook restore FILE [--check]')
    const path = resolve(file)
    try {
      if (values.check) return await check(path, config())
      if (config().databaseUrl) return await restoreInto(path, config())
      return await restoreHome(path, config())
    } catch (error) {
      if (error instanceof BackupProblem) throw new CommandProblem(`${path} was not restored: ${error.message}.`)
      throw error
    }
  },
}

/**
 * Restores into a server of its own in `scratch` and verifies it; the server has ended when this returns. Only what is
 * thrown away afterwards may do without waiting for the disk.
 */
async function prove(path: string, scratch: string, settings: Config, keep: boolean): Promise<Loaded> {
  const server = await startEmbedded(scratch, { log: tell, settings: keep ? {} : { fsync: 'off' } })
  try {
    const passphrase = settings.backupKey?.reveal() ?? null
    const loaded = await loadBackup(path, { url: server.url, passphrase, home: scratch })
    await refuseWrong(server.url)
    return loaded
  } finally {
    await server.stop()
  }
}

async function refuseWrong(url: string): Promise<void> {
  const { findings } = await verifyDatabase(url)
  if (findings.length > 0)
    throw new BackupProblem(
      `what came back does not hold, ${findings.length} problems, the first of them ${JSON.stringify(findings[0])}`,
    )
}

const told = (path: string, { head, rows, tables, files }: Loaded) =>
  `${path}, made ${head.made_at} by Duebook ${head.duebook}: ${rows} rows of ${tables} tables and ${files} files came back as they were, and everything holds.`

async function check(path: string, settings: Config): Promise<number> {
  const scratch = await mkdtemp(join(tmpdir(), 'duebook-check-'))
  try {
    tell(told(path, await prove(path, scratch, settings, false)))
    return 0
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** With `DATABASE_URL`: into that database, which must be empty; there is nothing to put in its place. */
async function restoreInto(path: string, settings: Config): Promise<number> {
  const url = settings.databaseUrl?.reveal() ?? ''
  const passphrase = settings.backupKey?.reveal() ?? null
  await assertOwnServer(url)
  await mkdir(settings.home, { recursive: true, mode: 0o700 })
  // An encrypted backup brings the secret; none is written over.
  if (settings.backupKey !== null && settings.secret === null && existsSync(join(settings.home, 'secret')))
    throw new CommandProblem(`${join(settings.home, 'secret')} is there; move it away before a restore.`)
  const loaded = await loadBackup(path, { url, passphrase, home: settings.home })
  await refuseWrong(url)
  tell(told(path, loaded))
  if (!loaded.secret) await tellOfSecret(settings)
  return 0
}

/** What of a home a backup replaces. */
const parts = ['pg', 'files', 'secret']

async function restoreHome(path: string, settings: Config): Promise<number> {
  const home = settings.home
  await mkdir(home, { recursive: true, mode: 0o700 })
  const held = await holdHome(home)
  const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const scratch = join(home, `.restore-${stamp}`)
  try {
    const loaded = await prove(path, scratch, settings, true)
    const before = join(home, `.before-restore-${stamp}`)
    // A killed program may have left its server running in the old data.
    await clearRemains(join(home, 'pg'))
    const moved: string[] = []
    for (const part of parts)
      if (existsSync(join(home, part)) && (part !== 'secret' || loaded.secret)) {
        await mkdir(before, { recursive: true, mode: 0o700 })
        await rename(join(home, part), join(before, part))
        moved.push(part)
      }
    for (const part of parts) if (existsSync(join(scratch, part))) await rename(join(scratch, part), join(home, part))
    tell(told(path, loaded))
    if (moved.length > 0) tell(`What was here before lies in ${before}; delete it when you are sure.`)
    if (!loaded.secret) await tellOfSecret(settings)
    return 0
  } finally {
    await rm(scratch, { recursive: true, force: true })
    held.release()
  }
}

async function tellOfSecret(settings: Config): Promise<void> {
  const file = join(settings.home, 'secret')
  const there = settings.secret !== null || (await readFile(file, 'utf8').catch(() => '')) !== ''
  tell(
    there
      ? 'The backup carries no secret; the one of this installation stays. If the backup comes from another installation, put its secret here before you start.'
      : `The backup carries no secret. Put the one of its installation into ${file}, else second factors and personal fields in events cannot be opened.`,
  )
}
