import { createReadStream, createWriteStream } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import type { Line } from '../kernel/contract.ts'
import { Refusal } from '../kernel/errors.ts'
import { receiveFile } from '../kernel/files.ts'
import { type FileAnswer, parseInput } from '../kernel/http.ts'
import { runLine } from '../kernel/run.ts'
import { type Command, CommandProblem, say, tell } from './command.ts'
import { type OpenedModules, openModules } from './open.ts'
import { findPerson } from './person.ts'
import { inWords } from './sentences.ts'

const options = {
  as: { type: 'string' },
  org: { type: 'string' },
  key: { type: 'string' },
  file: { type: 'string' },
  out: { type: 'string' },
} as const

/** Asks one line of the contracts, as somebody, exactly as over HTTP. */
export const doVerb: Command = {
  async run(args) {
    const { positionals, values } = parseArgs({ args, allowPositionals: true, options })
    const [name, json = '{}', ...more] = positionals
    if (more.length > 0) throw new CommandProblem('usage: duebook do VERB [JSON | @FILE | -] --as EMAIL')
    const opened = await openModules({ join: true })
    try {
      const { lines } = opened.modules.kernel
      if (name === undefined) {
        for (const { line } of lines.values()) say(`${line.name.padEnd(32)} ${line.summary.en}`)
        return 0
      }
      const line = lines.get(name)?.line
      if (!line) throw new CommandProblem(`There is no "${name}"; "duebook do" lists what can be asked.`)
      return await ask(opened, line, await readJson(json), values)
    } finally {
      await opened.close()
    }
  },
}

type Values = { as?: string; org?: string; key?: string; file?: string; out?: string }

async function ask(opened: OpenedModules, line: Line, given: unknown, values: Values): Promise<number> {
  const person = await findPerson(opened, values.as, values.org)
  const actor = await person.actor(line.permission)
  const raw = line.many && !Array.isArray(given) ? [given] : given
  const file = line.upload ? await upload(opened, values.file) : null
  try {
    const whole = file ? { ...(raw as object), file } : raw
    const input = parseInput(line, whole)
    const { answer, parked } = await runLine(opened.modules.kernel, actor, line.name, input, {
      key: values.key,
      raw: whole,
    })
    if (line.file && !parked) await writeAnswer(answer as FileAnswer, values.out)
    else say(JSON.stringify(answer, null, 2))
    if (parked) tell('It waits for a second person.')
    return 0
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    for (const sentence of await inWords(error.problems, actor.locale)) tell(sentence)
    return 1
  } finally {
    if (file) await rm(file.path, { force: true })
  }
}

async function readJson(given: string): Promise<unknown> {
  const source =
    given === '-' ? await text(process.stdin) : given.startsWith('@') ? await readGiven(given.slice(1)) : given
  try {
    return JSON.parse(source)
  } catch (error) {
    throw new CommandProblem(`This is not JSON: ${(error as Error).message}`)
  }
}

async function readGiven(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => {
    throw new CommandProblem(`${resolve(path)} cannot be read.`)
  })
}

async function upload(opened: OpenedModules, path: string | undefined) {
  if (!path) throw new CommandProblem('This needs a file: --file PATH')
  return receiveFile(opened.settings.home, createReadStream(path), basename(path), 'application/octet-stream')
}

async function writeAnswer(file: FileAnswer, out: string | undefined): Promise<void> {
  const path = resolve(out ?? file.file_name.replaceAll(/[/\\]/g, '_'))
  const body = Buffer.isBuffer(file.body) ? Readable.from([file.body]) : file.body
  await pipeline(body, createWriteStream(path, { mode: 0o600 }))
  tell(path)
}
