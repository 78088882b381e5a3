import { existsSync } from 'node:fs'
import { type Command, CommandProblem } from './command.ts'
import { type OpenedModules, openModules } from './open.ts'

/** What the made-up company brings for the command line; read when it is asked for. */
type DemoCli = { demoCommand: (args: string[], app: OpenedModules) => Promise<number> }

/** Fills a made-up company. */
export const demo: Command = {
  async run(args) {
    const place = new URL('../testing/demo.ts', import.meta.url)
    if (!existsSync(place)) throw new CommandProblem('This Duebook has no demo company.')
    const { demoCommand } = (await import(place.href)) as DemoCli
    const opened = await openModules({ join: true })
    try {
      return await demoCommand(args, opened)
    } finally {
      await opened.close()
    }
  },
}
