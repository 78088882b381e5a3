import type { Database } from '../db/connect.ts'
import type { Jobs } from '../kernel/jobs.ts'
import { type Kernel, mount } from '../kernel/run.ts'
import { bouncesContract } from './contract.ts'
import { fetchReturned, type Mailbox, mailboxSweep } from './mailbox.ts'
import { listReturned } from './queries.ts'
import { readReturned, takeReturned } from './take.ts'

type Surroundings = { db: Database; jobs: Jobs; home: string; mailbox: Mailbox | null }

/** Messages that come back about letters: their lines, and the look into the mailbox where there is one. */
export function mountBounces(kernel: Kernel, { db, jobs, home, mailbox }: Surroundings): void {
  mount(kernel, bouncesContract, {
    takeReturned: takeReturned(home),
    listReturned,
    readReturned: readReturned(home),
  })
  if (!mailbox) return
  jobs.handlers.set('returned_letters.fetch', fetchReturned(mailbox, home, jobs.log))
  jobs.sweeps.push(mailboxSweep(db))
}
