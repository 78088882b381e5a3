import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { ImapFlow } from 'imapflow'
import { sql } from 'kysely'
import type { Logger } from 'pino'
import { type Database, transaction } from '../db/connect.ts'
import { type Context, may } from '../kernel/context.ts'
import { receiveFile } from '../kernel/files.ts'
import { enqueueFor, type JobHandler, type JobRun, type Sweep, wholeOrganisation } from '../kernel/jobs.ts'
import { marksIn } from '../kernel/letter-marks.ts'
import { largestMessage } from './contract.ts'
import { readReport } from './read-report.ts'
import { takeReturned } from './take.ts'

/** The mailbox to which letters come back: `imaps://user:password@host:993/INBOX`. */
export type Mailbox = { url: string }

/** Messages one look takes, and how many days back it looks: what is older nobody waits for. */
const atOnce = 200
const daysBack = 30

/**
 * Every five minutes: who may take messages that came back looks into the mailbox, once for each organisation whose letters leave.
 * [BNC-5]
 */
export function mailboxSweep(db: Database): Sweep {
  return {
    name: 'returned-letters',
    cron: '*/5 * * * *',
    run: org_id =>
      transaction(db.main, 'verb', wholeOrganisation(org_id), async tx => {
        const person = await tx.first(sql<{ person_id: string }>`
          select g.person_id from organisations o
          join role_grants g on g.org_id = o.org_id and g.revoked_at is null and g.customers = '' and g.entity_ids is null
            and (g.valid_from is null or g.valid_from <= current_date) and (g.valid_to is null or g.valid_to >= current_date)
          join role_permissions w on w.org_id = g.org_id and w.role_id = g.role_id and w.permission = 'returned_letter.take'
          join people h on h.org_id = g.org_id and h.person_id = g.person_id and h.state = 'active'
          where o.org_id = ${org_id} and not o.is_demo
            and not exists (
              select from jobs j where j.org_id = o.org_id and j.kind = 'returned_letters.fetch' and j.state in ('waiting', 'running'))
          order by h.recorded_at, h.person_id limit 1`)
        if (person) await enqueueFor(tx, org_id, 'returned_letters.fetch', [{ person_id: person.person_id, input: {} }])
      }),
  }
}

/**
 * Looks into the mailbox and takes what came back about letters of this organisation; each message is marked as seen once it is
 * taken. What is about letters of another organisation is left to its own look; what names no letter is taken where this is the
 * only organisation, else left unread. [BNC-5]
 */
export const fetchReturned =
  ({ url }: Mailbox, home: string, log: Logger): JobHandler =>
  async run => {
    if (!(await run.step(async ctx => may(ctx, 'returned_letter.take')))) return null
    const only = await run.step(isAlone)
    const client = openMailbox(url)
    let [taken, left] = [0, 0]
    await client.connect()
    try {
      const lock = await client.getMailboxLock(decodeURIComponent(new URL(url).pathname.slice(1)) || 'INBOX')
      try {
        const since = new Date(Date.now() - daysBack * 86_400_000)
        const unseen = (await client.search({ seen: false, since }, { uid: true })) || []
        for (const uid of unseen.toReversed().slice(0, atOnce)) {
          const message = await client.fetchOne(
            String(uid),
            { size: true, source: { maxLength: largestMessage } },
            { uid: true },
          )
          if (!message || !message.source || (message.size ?? 0) > largestMessage) {
            left++
            continue
          }
          if (!(await isOurs(run.org_id, message.source, only))) {
            left++
            continue
          }
          await takeOne(run, home, uid, message.source)
          await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true })
          taken++
          await run.progress(taken)
        }
      } finally {
        lock.release()
      }
    } finally {
      await client.logout().catch(() => client.close())
    }
    if (left > 0) log.info({ org_id: run.org_id, left }, 'messages left in the mailbox of returned letters')
    return { taken, left }
  }

/** Whether letters leave for this organisation alone here. */
const isAlone = async (ctx: Context): Promise<boolean> =>
  (await ctx.tx.first(sql<{ alone: boolean }>`select only_organisation() as alone`))?.alone === true

async function isOurs(org_id: number, source: Buffer, only: boolean): Promise<boolean> {
  const marks = marksIn((await readReport(source)).text)
  return marks.length === 0 ? only : marks.some(mark => mark.org_id === org_id)
}

async function takeOne(run: JobRun, home: string, uid: number, source: Buffer): Promise<void> {
  const file = await receiveFile(home, Readable.from([source]), `${uid}.eml`, 'message/rfc822')
  try {
    await run.step(ctx => takeReturned(home)(ctx, { file }))
  } finally {
    await rm(file.path, { force: true })
  }
}

function openMailbox(url: string): ImapFlow {
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'imaps:'
  const client = new ImapFlow({
    host: hostname,
    port: Number(port) || (secure ? 993 : 143),
    secure,
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    // What it would say may hold addresses.
    logger: false,
    connectionTimeout: 20_000,
    greetingTimeout: 20_000,
    socketTimeout: 60_000,
  })
  // A line that breaks while nobody waits for an answer ends the look; the next one goes on.
  client.on('error', () => {})
  return client
}
