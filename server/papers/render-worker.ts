/** A thread that makes papers: it has the compiler, the templates and the fonts, and knows nothing of the house. */
import { parentPort } from 'node:worker_threads'
import { assert } from '../kernel/errors.ts'
import { createCompiler, type MadePaper, type PaperJob } from './compile.ts'

export type Made = { made: MadePaper } | { problem: string }

assert(parentPort, 'papers are made in a thread of their own')
const port = parentPort
const make = createCompiler()

port.on('message', (job: PaperJob) => {
  try {
    const made = make(job)
    port.postMessage({ made } satisfies Made, [made.pdf.buffer as ArrayBuffer])
  } catch (error) {
    port.postMessage({ problem: String((error as Error).message ?? error) } satisfies Made)
  }
})
