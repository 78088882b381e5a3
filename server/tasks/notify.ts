import { insertRows } from '../db/insert.ts'
import type { Context } from '../kernel/context.ts'
import { type Instant, newId } from '../kernel/values.ts'
import type { notificationKinds } from './inbox-contract.ts'

/** Something one person is told; what it speaks of is read when it is shown, with the eyes of the reader. */
export type Notice = {
  person_id: string
  kind: Exclude<(typeof notificationKinds)[number], 'approval_waiting' | 'receipt_waiting' | 'task_due'>
  /** The comment, task or import. */
  about_id: string
  /** Tells apart what may happen more than once to the same thing. */
  occasion?: string
}

/**
 * Tells people, in the transaction of the verb that gives them reason to know; once for each occasion. The one who acts is
 * told as well, where the notice names him: the caller leaves him out of what he knows already.
 */
export async function notify(ctx: Context, recorded_at: Instant, notices: readonly Notice[]): Promise<void> {
  const once = new Map(notices.map(notice => [Object.values({ occasion: '', ...notice }).join('\n'), notice]))
  await insertRows(
    ctx.tx,
    'notifications',
    ctx.org_id,
    [...once.values()].map(({ person_id, kind, about_id, occasion = '' }) => ({
      notification_id: newId(),
      person_id,
      kind,
      about_id,
      occasion,
      actor_id: ctx.actor.person_id,
      recorded_at,
    })),
  )
}
