import { shutDown } from '../kernel/operations.ts'
import { startQueue } from '../kernel/queue.ts'
import { type Command, CommandProblem, tell } from './command.ts'
import { openModules } from './open.ts'
import { untilTold } from './start.ts'

/** Runs jobs and serves nobody; for a second machine on the same `DATABASE_URL`. */
export const worker: Command = {
  async run() {
    const ended = untilTold()
    const opened = await openModules()
    const { modules, log } = opened
    try {
      if (!opened.settings.databaseUrl)
        throw new CommandProblem(
          'A worker stands beside a server on the same database: set DATABASE_URL. "duebook start" runs jobs itself.',
        )
      const queue = await startQueue(modules.jobs, opened.url, 4)
      tell('Running jobs')
      await ended.promise
      tell('Ending …')
      await shutDown([{ name: 'jobs', end: () => queue.stop() }], log)
    } finally {
      await opened.close()
    }
    return 0
  },
}
