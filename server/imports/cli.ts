import { createReadStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Actor } from '../kernel/context.ts'
import type { Answered } from '../kernel/contract.ts'
import { Refusal } from '../kernel/errors.ts'
import { receiveFile } from '../kernel/files.ts'
import type { FileAnswer } from '../kernel/http.ts'
import { parseInput } from '../kernel/http.ts'
import { type Jobs, runJob } from '../kernel/jobs.ts'
import { formatMinor } from '../kernel/money.ts'
import { type Kernel, runLine } from '../kernel/run.ts'
import { importKinds, type importsContract } from './contract.ts'
import { layouts } from './layouts.ts'
import { sentences } from './refusals-file.ts'

/** What the command line gives: the modules, where files lie, and who asks. */
export type ImportApp = {
  modules: { kernel: Kernel; jobs: Jobs }
  settings: { home: string }
  findPerson: (
    email: string | undefined,
    org: string | undefined,
  ) => Promise<{ org_id: number; actor(permission: string): Promise<Actor> }>
}

type Import = Answered<(typeof importsContract)['readImport']>

const usage = `usage: duebook import KIND FILE --map MAP.json [--dry-run] [--as EMAIL] [--org NAME]
       duebook import KIND FILE --layout LAYOUT [--days ymd|mdy|dmy] [--create-customers] [--dry-run] …
kinds: ${importKinds.join(', ')}
layouts: ${layouts.map(one => one.layout).join(', ')}`

/**
 * `duebook import KIND FILE --map MAP.json [--dry-run]`, or with `--layout` and no map: brings a file in here and now, tells how far it is and what it
 * brought. Answers 0, or 1 where rows were refused, with the first of them and where their file is; 64 where the command
 * was not understood.
 */
export async function importCommand(args: string[], app: ImportApp): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      map: { type: 'string' },
      layout: { type: 'string' },
      days: { type: 'string' },
      'create-customers': { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      as: { type: 'string' },
      org: { type: 'string' },
    },
  })
  const [kind, path] = positionals
  if (!kind || !path || !(values.map || values.layout) || !importKinds.some(one => one === kind)) {
    tell(usage)
    return 64
  }
  const { kernel, jobs } = app.modules
  const person = await app.findPerson(values.as, values.org)
  const { org_id } = person
  const ask = async (name: string, raw: unknown) => {
    const line = kernel.lines.get(name)?.line
    if (!line) throw new Error(`${name} is not mounted`)
    const actor = await person.actor(line.permission)
    return (await runLine(kernel, actor, name, parseInput(line, raw))).answer
  }
  try {
    const file = await receiveFile(
      app.settings.home,
      createReadStream(path),
      basename(path),
      'application/octet-stream',
    )
    const what = values.map
      ? { file, kind, map: await readFile(values.map, 'utf8') }
      : await byLayout(ask, { file, kind, layout: values.layout }, values)
    const started = (await ask('import.start', { ...what, dry_run: String(values['dry-run']) })) as {
      import_id: string
      job_id: string
    }
    const read = () => ask('import.read', { import_id: started.import_id }) as Promise<Import>
    const watch = setInterval(() => void read().then(showProgress, () => {}), 1000)
    await runJob(jobs, org_id, started.job_id).finally(() => clearInterval(watch))
    const done = await untilEnded(read)
    showResult(done)
    if (done.problem) tell((await sentences('en'))(done.problem))
    if (Number(done.rows_refused) > 0) await showRefusals(ask, done, path)
    return done.state === 'done' && Number(done.rows_refused) === 0 ? 0 : 1
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const say = await sentences('en')
    for (const problem of error.problems) tell(say(problem))
    return 1
  }
}

/** Keeps the file and takes the map its layout means, with what only a person can say. */
async function byLayout(
  ask: (name: string, raw: unknown) => Promise<unknown>,
  what: { file: unknown; kind: string; layout: string | undefined },
  said: { days?: string | undefined; 'create-customers': boolean },
) {
  const { file_id, map } = (await ask('import.preview', what)) as Answered<(typeof importsContract)['previewImport']>
  const days = said.days === undefined ? {} : { day_order: said.days }
  const whole = { ...map, ...days, create_customers: said['create-customers'] }
  return { file_id, kind: what.kind, map: JSON.stringify(whole) }
}

/** Where a server runs, its own worker may have taken the job first; then this waits for it. */
async function untilEnded(read: () => Promise<Import>): Promise<Import> {
  for (;;) {
    const row = await read()
    if (row.state !== 'waiting' && row.state !== 'running') return row
    showProgress(row)
    await new Promise(done => setTimeout(done, 500))
  }
}

const tell = (line: string) => process.stderr.write(`${line}\n`)
const say = (line: string) => process.stdout.write(`${line}\n`)

function showProgress(row: Import): void {
  tell(`${row.rows_done} of ${row.rows_total ?? '…'} rows`)
}

function showResult(row: Import): void {
  const skipped = Number(row.rows_skipped) > 0 ? `, ${row.rows_skipped} skipped` : ''
  const what = row.dry_run ? 'would be taken in' : 'taken in'
  say(`${row.state}: ${row.rows_ok} ${what}, ${row.rows_known} known already, ${row.rows_refused} refused${skipped}`)
  for (const { entity_code, currency, rows, amount_minor } of row.totals)
    say(`  ${entity_code} ${currency} ${formatMinor(BigInt(amount_minor), currency)} in ${rows}`)
}

async function showRefusals(
  ask: (name: string, raw: unknown) => Promise<unknown>,
  row: Import,
  path: string,
): Promise<void> {
  const { import_id } = row
  const sentence = await sentences('en')
  const { rows } = (await ask('import.refusals', { import_id, limit: 10 })) as Answered<
    (typeof importsContract)['listRefusals']
  >
  for (const refused of rows)
    tell(`row ${refused.row}: ${refused.problems.map(problem => sentence(problem as never)).join('; ')}`)
  const file = (await ask('import.refusals_file', { import_id, locale: 'en' })) as FileAnswer
  const target = resolve(`${path.replace(/\.[^./]*$/, '')}.refused.csv`)
  await writeFile(target, file.body)
  tell(`All refused rows with their reasons: ${target}`)
}
