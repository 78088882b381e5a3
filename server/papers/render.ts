import { Worker } from 'node:worker_threads'
import { refuse } from '../kernel/errors.ts'
import type { MadePaper, PaperJob } from './compile.ts'
import { jobOf } from './job.ts'
import type { PaperData, PaperKind, PaperLook } from './paper.ts'
import type { Made } from './render-worker.ts'

/** How many threads make papers, how many PDFs one makes before a fresh one takes its place, how long one PDF may take. */
type PressOptions = { threads: number; turns: number; limit_ms: number; waiting: number }

type Press = { print(job: PaperJob): Promise<MadePaper>; close(): Promise<void> }
type Waiting = { job: PaperJob; done: (made: MadePaper) => void; failed: (error: unknown) => void }
type Thread = { worker: Worker; turns: number; busy: Waiting | null; timer: NodeJS.Timeout | null }

/**
 * The threads that make papers, begun when there is work. A thread that takes too long or breaks is replaced, and its
 * paper is refused (`busy`) or fails; so is any paper while too many wait. None of them keeps the program alive. [PAP-6]
 */
export function createPress(options: PressOptions): Press {
  const threads: Thread[] = []
  const queue: Waiting[] = []

  function begin(): Thread {
    const worker = new Worker(new URL('./render-worker.ts', import.meta.url), {
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    })
    const thread: Thread = { worker, turns: 0, busy: null, timer: null }
    worker.on('message', (made: Made) => {
      const asked = thread.busy
      release(thread)
      if ('made' in made) asked?.done(made.made)
      else asked?.failed(new Error(made.problem))
      if (thread.turns >= options.turns) dismiss(thread)
      next()
    })
    worker.on('error', error => {
      const asked = thread.busy
      release(thread)
      dismiss(thread)
      asked?.failed(error)
      next()
    })
    threads.push(thread)
    return thread
  }

  function release(thread: Thread): void {
    if (thread.timer) clearTimeout(thread.timer)
    thread.busy = null
    thread.timer = null
    thread.worker.unref()
  }

  function dismiss(thread: Thread): void {
    const at = threads.indexOf(thread)
    if (at >= 0) threads.splice(at, 1)
    void thread.worker.terminate()
  }

  function next(): void {
    const idle = threads.find(thread => thread.busy === null)
    const thread = idle ?? (threads.length < options.threads && queue.length > 0 ? begin() : null)
    if (!thread) return
    const asked = queue.shift()
    if (!asked) return
    thread.busy = asked
    thread.turns++
    thread.timer = setTimeout(() => {
      release(thread)
      dismiss(thread)
      asked.failed(tooLong())
      next()
    }, options.limit_ms)
    thread.worker.ref()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    thread.worker.postMessage(asked.job)
  }

  return {
    print(job) {
      if (queue.length >= options.waiting) return Promise.reject(tooLong())
      return new Promise((done, failed) => {
        queue.push({ job, done, failed })
        next()
      })
    },
    async close() {
      await Promise.all(threads.splice(0).map(thread => thread.worker.terminate()))
    },
  }
}

/** A refusal to be thrown later, in the request that waits for it. */
function tooLong(): unknown {
  try {
    refuse('busy')
  } catch (refusal) {
    return refusal
  }
}

let press: Press | undefined

/**
 * Papers of one kind as one PDF, each paper with pages of its own: what is said comes from `papers` alone, how from
 * `look`. It reads no database, file or clock; the same papers in the same look are the same PDF. Refuses `busy` when it
 * takes longer than a minute.
 */
export async function renderPaper<K extends PaperKind>(
  kind: K,
  papers: readonly PaperData[K][],
  look: PaperLook,
): Promise<MadePaper> {
  press ??= createPress({ threads: 2, turns: 600, limit_ms: 60_000, waiting: 100 })
  return press.print(jobOf(kind, papers, look))
}
