import { type Command, tell } from './command.ts'
import { openDatabase } from './open.ts'

/** Brings the database to the schema of this program and ends. */
export const migrateCommand: Command = {
  async run() {
    const opened = await openDatabase()
    await opened.close()
    tell('The database is up to date.')
    return 0
  },
}
