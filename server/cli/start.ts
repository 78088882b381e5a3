import { nobody } from '../access/actors.ts'
import { createApp } from '../app.ts'
import { config } from '../config.ts'
import { migrationFiles } from '../db/migrate.ts'
import { type Ending, shutDown } from '../kernel/operations.ts'
import { type JobQueue, startQueue } from '../kernel/queue.ts'
import { runLine } from '../kernel/run.ts'
import { offerDemo } from '../testing/demo.ts'
import { CommandProblem, type Command, tell } from './command.ts'
import { type OpenedModules, openModules } from './open.ts'

/** Serves people and runs jobs until it is told to end. It listens as soon as the database is migrated. */
export const start: Command = {
  async run() {
    const ended = untilTold()
    let lost: Error | undefined
    const opened = await openModules({
      address: config().publicUrl,
      onLost(error) {
        lost = error
        ended.now()
      },
    })
    const { settings, modules, log } = opened
    const endings: Ending[] = [{ name: 'database', end: async () => opened.close() }]
    let queue: JobQueue | undefined
    try {
      const http = await createApp({
        modules,
        log,
        home: settings.home,
        migration: (await migrationFiles()).at(-1) ?? '',
        metrics_token: settings.metricsToken?.reveal() ?? null,
        queue: () => queue?.healthy() ?? Promise.resolve(false),
      })
      endings.unshift({ name: 'server', end: () => http.close() })
      const address = await listen(() => http.listen({ port: settings.port, host: settings.host }), settings.port)
      tell(`Duebook answers at ${settings.port === 0 ? address : settings.publicUrl}`)
      modules.demo.account = await offerDemo(opened)
      const { account } = modules.demo
      if (account) tell(`A made-up company to look around in: sign in as ${account.email} with ${account.password}`)
      else if (await isNew(opened))
        tell('Nobody is here yet: the first to open it sets up the organisation and its first administrator.')
      queue = await startQueue(modules.jobs, opened.url)
      endings.splice(1, 0, { name: 'jobs', end: () => queue?.stop() ?? Promise.resolve() })
      await ended.promise
      tell(lost ? lost.message : 'Ending …')
    } finally {
      await shutDown(endings, log)
    }
    return lost ? 1 : 0
  },
}

/** Whether nobody has set anything up yet; then whoever comes first does. */
async function isNew({ modules }: OpenedModules): Promise<boolean> {
  const { answer } = await runLine(modules.kernel, nobody, 'organisation.set_up_state', {})
  return (answer as { needed: boolean }).needed
}

async function listen(open: () => Promise<string>, port: number): Promise<string> {
  try {
    return await open()
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'EADDRINUSE') throw new CommandProblem(`Port ${port} is in use; choose another with PORT=…`)
    if (code === 'EACCES')
      throw new CommandProblem(`Port ${port} may not be used by this account; choose another with PORT=…`)
    throw error
  }
}

/** Resolves when the process is told to end; a second telling ends it at once. */
export function untilTold(): { promise: Promise<void>; now: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  let told = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (told) process.exit(130)
      told = true
      resolve()
    })
  return { promise, now: resolve }
}
