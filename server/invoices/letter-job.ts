import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { JobHandler } from '../kernel/jobs.ts'
import { type Letter, type Mail, NotTaken } from '../kernel/mail.ts'
import type { Outcome, ShortMessage, Sms } from '../kernel/sms.ts'

/** The ways by which letters leave this house; null where one does not. */
export type Posts = { mail: Mail | null; sms: Sms | null }
/** Which of them there are. */
export type Leaves = { mail: boolean; sms: boolean }

export const leavesBy = ({ mail, sms }: Posts): Leaves => ({ mail: mail !== null, sms: sms !== null })

/** By which ways letters leave for this organisation: from a demo by none. */
export async function whetherLetters(ctx: Context, { mail, sms }: Leaves): Promise<Leaves> {
  const organisation = await ctx.tx.first(sql<{ is_demo: boolean }>`
    select is_demo from organisations where org_id = ${ctx.org_id}`)
  const real = organisation?.is_demo === false
  return { mail: mail && real, sms: sms && real }
}

/** The steps of a letter, each a transaction of its own. */
type LetterSteps = {
  /** Marks it as on its way and answers it; null where there is nothing to send. */
  begin: (ctx: Context, id: string) => Promise<Letter | ShortMessage | null>
  /** It was surely not taken, and waits to be tried again; the reason where the mail server gave one. */
  again: (ctx: Context, id: string, reason: string | null) => Promise<unknown>
  end: (ctx: Context, id: string, outcome: Outcome) => Promise<void>
}

/**
 * Sends a letter or a short message once: what broke off while it was handed over is not sent again (`begin` finds it and says
 * so); what was surely not taken is tried again by the queue. `field` is the id in the input of the job.
 */
export const letterJob =
  (posts: Posts, field: string, { begin, again, end }: LetterSteps): JobHandler =>
  async run => {
    const id = (run.input as Record<string, string>)[field] as string
    const letter = await run.step(ctx => begin(ctx, id))
    if (!letter) return null
    let outcome: Outcome
    try {
      outcome = await handOver(posts, letter)
    } catch (error) {
      await run.step(ctx => again(ctx, id, error instanceof NotTaken ? error.reason : null))
      throw error
    }
    await run.step(ctx => end(ctx, id, outcome))
    return { delivery: outcome.delivery }
  }

async function handOver({ mail, sms }: Posts, letter: Letter | ShortMessage): Promise<Outcome> {
  if ('link' in letter) {
    // It was set when the message was asked for, and is not any more.
    if (!sms) throw new NotTaken('DUEBOOK_SMS')
    return sms.send(letter)
  }
  if (!mail) throw new NotTaken('DUEBOOK_SMTP_URL')
  return { delivery: await mail.send(letter), receipt: null, reason: null }
}
