import { existsSync } from 'node:fs'
import { type Command, CommandProblem } from './command.ts'
import { type OpenedModules, openModules } from './open.ts'
import { type Person, findPerson } from './person.ts'

/** What the imports bring for the command line; read when it is asked for. */
type ImportCli = {
  importCommand: (
    args: string[],
    app: OpenedModules & { findPerson: (email: string | undefined, org: string | undefined) => Promise<Person> },
  ) => Promise<number>
}

/** Brings a file in, by a mapping. */
export const importFile: Command = {
  async run(args) {
    const place = new URL('../imports/cli.ts', import.meta.url)
    if (!existsSync(place)) throw new CommandProblem('This Duebook cannot import from the command line.')
    const { importCommand } = (await import(place.href)) as ImportCli
    const opened = await openModules({ join: true })
    try {
      return await importCommand(args, { ...opened, findPerson: (email, org) => findPerson(opened, email, org) })
    } finally {
      await opened.close()
    }
  },
}
