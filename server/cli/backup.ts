import { rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { installationSecret } from '../config.ts'
import { writeBackup } from '../db/backup.ts'
import { filesFolder } from '../kernel/files.ts'
import { type Command, CommandProblem, tell } from './command.ts'
import { openDatabase } from './open.ts'

/** Writes a backup of everything, also while the program runs. */
export const backup: Command = {
  async run(args) {
    const { positionals } = parseArgs({ args, allowPositionals: true, options: {} })
    const [file, ...more] = positionals
    if (!file || more.length > 0) throw new CommandProblem('usage: duebook backup FILE')
    const path = resolve(file)
    const opened = await openDatabase({ join: true })
    const part = `${path}.${process.pid}.part`
    try {
      const { settings, url } = opened
      const passphrase = settings.backupKey?.reveal() ?? null
      const secret = installationSecret(settings).reveal()
      const summary = await writeBackup(part, { url, files: filesFolder(settings.home), secret, passphrase })
      await rename(part, path)
      tell(
        `${path}: ${summary.rows} rows of ${summary.tables} tables, ${summary.files} files, as of ${summary.head.made_at}.`,
      )
      if (passphrase === null)
        tell(
          `It is not encrypted, so the secret of this installation is not in it: keep ${join(settings.home, 'secret')} (or DUEBOOK_SECRET) in another safe place.`,
        )
      tell(`It counts as unproven until it was restored: duebook restore ${file} --check`)
      return 0
    } catch (error) {
      await rm(part, { force: true })
      const { code } = error as { code?: string }
      if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOSPC')
        throw new CommandProblem(`${path} cannot be written: ${(error as Error).message}`)
      throw error
    } finally {
      await opened.close()
    }
  },
}
