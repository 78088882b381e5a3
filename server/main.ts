import { ConfigProblem } from './config.ts'
import { type Command, CommandProblem, tell } from './cli/command.ts'
import { HomeHeld } from './db/embedded.ts'
import { MigrationProblem } from './db/migrate.ts'
import { DatabaseProblem } from './db/own-server.ts'

/** Each command in a file of its own, read when it is asked for. */
const commands: Record<string, () => Promise<Command>> = {
  start: async () => (await import('./cli/start.ts')).start,
  worker: async () => (await import('./cli/worker.ts')).worker,
  migrate: async () => (await import('./cli/migrate.ts')).migrateCommand,
  do: async () => (await import('./cli/do.ts')).doVerb,
  import: async () => (await import('./cli/import.ts')).importFile,
  backup: async () => (await import('./cli/backup.ts')).backup,
  restore: async () => (await import('./cli/restore.ts')).restore,
  verify: async () => (await import('./cli/verify.ts')).verify,
  demo: async () => (await import('./cli/demo.ts')).demo,
  generate: async () => (await import('./cli/generate.ts')).generate,
}

/** What each command is for. */
async function help(): Promise<string> {
  const all = await Promise.all(Object.entries(commands).map(async ([name, load]) => ({ name, ...(await load()) })))
  const left = all.map(({ name, usage }) => `  duebook ${name} ${usage}`.trimEnd())
  const width = Math.max(...left.map(text => text.length))
  const lines = all.map(({ summary }, at) => `${left[at]?.padEnd(width)}   ${summary}`)
  return `usage: duebook <command>\n\n${lines.join('\n')}\n\nThe environment is described in docs/operations.md.`
}

/** Sentences for the person at the keyboard; anything else is a bug and shows its trace. */
function isSentence(error: unknown): error is Error {
  const { code } = error as { code?: string }
  return (
    error instanceof CommandProblem ||
    error instanceof ConfigProblem ||
    error instanceof HomeHeld ||
    error instanceof MigrationProblem ||
    error instanceof DatabaseProblem ||
    code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ||
    code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' ||
    code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL'
  )
}

/** Runs a command line and answers the exit status: 64 where it was not understood. */
async function main(name: string | undefined, args: string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(`${await help()}\n`)
    return name === undefined ? 64 : 0
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!load) {
    tell(`There is no command "${name}".\n\n${await help()}`)
    return 64
  }
  try {
    return await (await load()).run(args)
  } catch (error) {
    if (!isSentence(error)) throw error
    tell(error.message)
    return 1
  }
}

// Whoever reads our answer may leave before its end (`| head`); that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})
process.exitCode = await main(process.argv[2], process.argv.slice(3))
