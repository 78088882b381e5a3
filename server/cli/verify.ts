import { existsSync } from 'node:fs'
import { verifyEvents } from '../proof/verify.ts'
import { type Command, say, tell } from './command.ts'
import { openDatabase } from './open.ts'

/** What is wrong in a database, one thing a line, and what was looked at. */
export type Verification = { findings: object[]; events: number }

/**
 * Looks through a whole database: the log of events against the events, and every balance and control total against
 * the rows it comes from. `url` is that of the owner.
 */
export async function verifyDatabase(url: string): Promise<Verification> {
  const { findings, logs } = await verifyEvents(url)
  const books = new URL('../ledger/verify.ts', import.meta.url)
  const ledger = existsSync(books)
    ? await ((await import(books.href)) as { verifyAll(url: string): Promise<object[]> }).verifyAll(url)
    : []
  return { findings: [...findings, ...ledger], events: logs.reduce((sum, log) => sum + log.size, 0) }
}

/** Recomputes everything that can be recomputed; silent about what holds. */
export const verify: Command = {
  async run() {
    const opened = await openDatabase({ join: true })
    try {
      const { findings, events } = await verifyDatabase(opened.url)
      for (const finding of findings) say(JSON.stringify(finding))
      if (findings.length === 0) tell(`Everything holds, ${events} sealed events among it.`)
      return findings.length === 0 ? 0 : 1
    } finally {
      await opened.close()
    }
  },
}
