import { ConfigProblem } from './config.ts'
import { type Command, CommandProblem, tell } from './cli/command.ts'
import { HomeHeld } from './db/embedded.ts'
import { MigrationProblem } from './db/migrate.ts'
import { DatabaseProblem } from './db/own-server.ts'

/** What follows a command, what it is for in one sentence, and its file, read when it is asked for. */
const commands: Record<string, { usage: string; summary: string; load: () => Promise<Command> }> = {
  start: {
    usage: '',
    summary: 'serve people and run jobs, until Ctrl-C',
    load: async () => (await import('./cli/start.ts')).start,
  },
  worker: {
    usage: '',
    summary: 'run jobs only, beside a server on the same DATABASE_URL',
    load: async () => (await import('./cli/worker.ts')).worker,
  },
  migrate: {
    usage: '',
    summary: "bring the database to this program's schema",
    load: async () => (await import('./cli/migrate.ts')).migrateCommand,
  },
  do: {
    usage: 'VERB [JSON | @FILE | -] --as EMAIL',
    summary:
      'ask anything of the API from here; without a verb, lists what can be asked (--file uploads, --out downloads)',
    load: async () => (await import('./cli/do.ts')).doVerb,
  },
  import: {
    usage: 'KIND FILE --map MAP.json [--dry-run] --as EMAIL',
    summary: 'bring in customers, openings, invoices, receipts, settlements or contracts from CSV or XLSX',
    load: async () => (await import('./cli/import.ts')).importFile,
  },
  backup: {
    usage: 'FILE',
    summary: 'write everything into one file, also while people work (DUEBOOK_BACKUP_KEY encrypts it)',
    load: async () => (await import('./cli/backup.ts')).backup,
  },
  restore: {
    usage: 'FILE [--check]',
    summary:
      'bring a backup back: restored and verified beside the data, then put in its place; --check only proves it',
    load: async () => (await import('./cli/restore.ts')).restore,
  },
  verify: {
    usage: '',
    summary: 'recompute every hash, balance and total, and name what differs',
    load: async () => (await import('./cli/verify.ts')).verify,
  },
  demo: {
    usage: '',
    summary: 'fill a made-up company to look around in',
    load: async () => (await import('./cli/demo.ts')).demo,
  },
  generate: {
    usage: '',
    summary: 'write the generated files anew (for developers)',
    load: async () => (await import('./cli/generate.ts')).generate,
  },
}

/** What each command is for. */
function help(): string {
  const all = Object.entries(commands).map(([name, { usage, summary }]) => ({
    summary,
    left: `  duebook ${name} ${usage}`.trimEnd(),
  }))
  const width = Math.max(...all.map(({ left }) => left.length))
  const lines = all.map(({ left, summary }) => `${left.padEnd(width)}   ${summary}`)
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
    process.stdout.write(`${help()}\n`)
    return name === undefined ? 64 : 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    tell(`There is no command "${name}".\n\n${help()}`)
    return 64
  }
  try {
    return await (await command.load()).run(args)
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
