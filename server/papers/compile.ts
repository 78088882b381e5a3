import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { assert } from '../kernel/errors.ts'

/** One PDF to be made: what the templates read, and the pictures they may show. */
export type PaperJob = { job: string; seals: readonly Uint8Array[]; at: number }
/** A PDF with its pages; `complete` is false where a sign was in none of the fonts. */
export type MadePaper = { pdf: Uint8Array; pages: number; complete: boolean; warnings: string[] }

/** There is no such folder: everything the compiler can read is handed to it here, and nothing lies around it. */
const place = '/duebook-papers'
/** Where a job lies while it is made. As an input of the compiler it would be part of all it knows, and every template be set anew. */
const jobPlace = `${place}/job.json`
/** Whether the job is taken for a single page, which is set once instead of twice. */
const solePlace = `${place}/sole.json`
/** A paper that is told in no more signs may be a single page. */
const shortJob = 9_000
/** So many papers are made before what the compiler has kept of the earliest is let go. */
const evictEvery = 8
const fonts = {
  '@embedpdf/fonts-latin': ['NotoSans-Regular.ttf', 'NotoSans-Bold.ttf'],
  '@embedpdf/fonts-sc': ['NotoSansHans-Regular.otf', 'NotoSansHans-Bold.otf'],
}

/** What would reach out of the templates: a package of the network, a file, a program of somebody else's. */
const reaching = /@(preview|local)|\b(read|plugin|csv|yaml|toml|xml|bibliography|include)\s*\(|#include/

/**
 * Makes a compiler that knows the templates and the fonts and can read nothing else. Synchronous and heavy: it belongs
 * into a worker. [PAP-1]
 */
export function createCompiler(): (job: PaperJob) => MadePaper {
  const { resolve } = createRequire(import.meta.url)
  const blobs = Object.entries(fonts).flatMap(([name, files]) =>
    files.map(file => readFileSync(join(resolve(name), '../../fonts', file))),
  )
  const compiler = NodeCompiler.create({ workspace: place, fontArgs: [{ fontBlobs: blobs }] })
  const templates = join(import.meta.dirname, 'templates')
  for (const name of readdirSync(templates)) {
    const source = readFileSync(join(templates, name), 'utf8')
    assert(!reaching.test(source), `the template ${name} reads nothing from outside`)
    compiler.addSource(`${place}/${name}`, source)
  }
  let made = 0
  return job => {
    try {
      return compileWith(compiler, job)
    } finally {
      // What a long paper was set from is worth gigabytes and is not asked for again; of short ones the last few are kept.
      if (job.job.length > 200_000) compiler.evictCache(0)
      else if (++made % evictEvery === 0) compiler.evictCache(1)
    }
  }
}

function compileWith(compiler: NodeCompiler, { job, seals, at }: PaperJob): MadePaper {
  const shown = seals.map((seal, index) => ({ path: `${place}/seal-${index}.png`, seal }))
  for (const { path, seal } of shown) compiler.mapShadow(path, Buffer.from(seal))
  compiler.mapShadow(jobPlace, Buffer.from(job))
  try {
    const compile = (sole: boolean) => {
      compiler.mapShadow(solePlace, Buffer.from(String(sole)))
      return compiler.compile({ mainFilePath: `${place}/main.typ` })
    }
    const guess = job.length <= shortJob
    let result = compile(guess)
    if (guess && (result.result?.numOfPages ?? 1) !== 1) result = compile(false)
    const warnings = messages(result.takeWarnings()?.shortDiagnostics)
    const document = result.result
    if (!document)
      throw new Error(`the paper does not compile: ${messages(result.takeDiagnostics()?.shortDiagnostics).join('; ')}`)
    const { pdf, complete } = exported(compiler, document, at)
    return { pdf, pages: document.numOfPages, complete, warnings }
  } finally {
    for (const path of [...shown.map(one => one.path), jobPlace]) compiler.unmapShadow(path)
  }
}

const messages = (diagnostics: { message: string }[] | undefined) => (diagnostics ?? []).map(one => one.message)

/**
 * PDF/A-2b, as archives want it. It refuses a sign that no font has; such a paper is still made, as a plain PDF with a
 * blank box in the sign's place, since a customer with a rare name must get his paper too.
 */
function exported(compiler: NodeCompiler, document: Parameters<NodeCompiler['pdf']>[0], at: number) {
  try {
    const pdf = compiler.pdf(document, { pdfStandard: 'a-2b', creationTimestamp: at })
    return { pdf: new Uint8Array(pdf), complete: true }
  } catch (error) {
    if (!/could not be displayed/.test(String((error as Error).message ?? error))) throw error
    return { pdf: new Uint8Array(compiler.pdf(document, { creationTimestamp: at })), complete: false }
  }
}
