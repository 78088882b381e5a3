import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuseAll } from '../kernel/errors.ts'
import { newId } from '../kernel/values.ts'
import { freeAttachments } from './attachments.ts'
import type { commentsContract } from './comments-contract.ts'
import { type Notice, notify } from './notify.ts'
import { peopleStates } from './people.ts'
import { loadSubjects, type Look, type Subject, whoSees } from './subjects.ts'
import type { SubjectKind } from './subjects-contract.ts'

type Lines = typeof commentsContract
type Draft = Taken<Lines['writeComments']>[number]

/** What `decideComments` must know. */
export type Before = {
  subjects: ReadonlyMap<string, Subject>
  /** The state of each person mentioned; absent where unknown. */
  people: ReadonlyMap<string, string>
  /** Attachments the author kept and put beside no comment yet. */
  files: ReadonlySet<string>
}

/**
 * Comments on documents. Who is mentioned is told if he may see the document; the answer says who was not. [TSK-1] [TSK-3]
 * Refuses `subject_unknown`, `person_unknown`, `person_disabled`, `file_unknown`.
 */
export async function writeComments(ctx: Context, drafts: Draft[]): Promise<Answered<Lines['writeComments']>> {
  // Load.
  const [recorded_at, subjects, people, files] = await Promise.all([
    moment(ctx),
    loadSubjects(ctx, drafts),
    peopleStates(
      ctx,
      drafts.flatMap(draft => draft.mentions),
    ),
    freeAttachments(
      ctx,
      drafts.flatMap(draft => draft.file_ids),
    ),
  ])

  // Decide.
  refuseAll(decideComments({ subjects, people, files }, drafts))
  const comments = drafts.map(draft => ({
    ...draft,
    ...(subjects.get(draft.subject_id) as Subject),
    comment_id: newId(),
  }))
  const told = await tell(
    ctx,
    comments.map(comment => ({ ...comment, subject: comment })),
  )

  // Write.
  await insertRows(
    ctx.tx,
    'comments',
    ctx.org_id,
    comments.map(({ comment_id, subject_kind, subject_id, customer_id, entity_id, whole }) => ({
      comment_id,
      subject_kind,
      subject_id,
      customer_id,
      entity_id,
      whole,
      author_id: ctx.actor.person_id,
      recorded_at,
    })),
  )
  await insertRows(
    ctx.tx,
    'comment_versions',
    ctx.org_id,
    comments.map(({ comment_id, body, mentions }) => ({ comment_id, version: 1, body, mentions, recorded_at })),
  )
  await insertRows(
    ctx.tx,
    'comment_files',
    ctx.org_id,
    comments.flatMap(({ comment_id, file_ids }) => file_ids.map(file_id => ({ comment_id, file_id }))),
  )
  await notify(ctx, recorded_at, told.notices)

  // Record.
  const happenings = comments.map(({ comment_id, subject_id, subject_kind, body, mentions, file_ids }) => ({
    subject_id,
    data: { comment_id, subject_kind, version: 1, body_sha256: hashOf(body), mentions, file_ids },
  }))
  await record(ctx, 'comment.written', recorded_at, happenings)
  return { rows: comments.map(({ comment_id }, at) => ({ comment_id, ...outcomeOf(told, at) })) }
}

/** Everything that is wrong with comments to be written. Pure. */
export function decideComments({ subjects, people, files }: Before, drafts: readonly Draft[]): Problem[] {
  const taken = new Set<string>()
  return drafts.flatMap((draft, index): Problem[] => {
    const { subject_kind, subject_id } = draft
    const problems: Problem[] = mentionProblems(people, draft.mentions, index)
    if (subjects.get(subject_id)?.subject_kind !== subject_kind)
      problems.push({ index, code: 'subject_unknown', params: { subject_kind, subject_id } })
    for (const file_id of draft.file_ids) {
      if (!files.has(file_id) || taken.has(file_id)) problems.push({ index, code: 'file_unknown', params: { file_id } })
      taken.add(file_id)
    }
    return problems
  })
}

function mentionProblems(people: Before['people'], mentions: readonly string[], index: number): Problem[] {
  return mentions.flatMap((person_id): Problem[] => {
    const state = people.get(person_id)
    if (state === undefined) return [{ index, code: 'person_unknown', params: { person_id } }]
    return state === 'disabled' ? [{ index, code: 'person_disabled', params: { person_id } }] : []
  })
}

/** The content of a comment as the sealed record holds it: enough to prove it, not to read it. */
const hashOf = (body: string) => createHash('sha256').update(body).digest('hex')

type Speaking = { comment_id: string; mentions: readonly string[]; subject: Subject; occasion?: string }
type Told = { notices: Notice[]; outcomes: { notified: string[]; not_notified: string[] }[] }

/** Who of those mentioned is told: every one but the author, as far as he may see the document. */
async function tell(ctx: Context, comments: readonly Speaking[]): Promise<Told> {
  const looks = comments.map(({ mentions, subject }) =>
    [...new Set(mentions)]
      .filter(person_id => person_id !== ctx.actor.person_id)
      .map((person_id): Look => ({ person_id, subject, permission: 'comment.read' })),
  )
  const seen = await whoSees(ctx, looks.flat())
  const outcomes = looks.map(mine => ({
    notified: mine.filter(look => seen.has(look)).map(look => look.person_id),
    not_notified: mine.filter(look => !seen.has(look)).map(look => look.person_id),
  }))
  const notices = comments.flatMap(({ comment_id, occasion = '1' }, at) =>
    (outcomes[at]?.notified ?? []).map(
      (person_id): Notice => ({ person_id, kind: 'mention', about_id: comment_id, occasion }),
    ),
  )
  return { notices, outcomes }
}

const outcomeOf = ({ outcomes }: Told, at: number) => outcomes[at] ?? { notified: [], not_notified: [] }

type Latest = {
  comment_id: string
  subject_kind: SubjectKind
  subject_id: string
  author_id: string
  version: number
  mentions: string[]
  taken_back: boolean
}

/** A comment and its latest version; null where there is none one may see. */
async function latestOf(ctx: Context, comment_id: string): Promise<{ comment: Latest; subject: Subject } | null> {
  const comment = await ctx.tx.first(sql<Latest>`
    select c.comment_id, c.subject_kind, c.subject_id, c.author_id, v.version, v.mentions, v.taken_back
    from comments c join lateral (
      select version, mentions, taken_back from comment_versions v
      where v.org_id = c.org_id and v.comment_id = c.comment_id order by version desc limit 1) v on true
    where c.org_id = ${ctx.org_id} and c.comment_id = ${comment_id}`)
  const subject = comment ? (await loadSubjects(ctx, [comment])).get(comment.subject_id) : undefined
  return comment && subject ? { comment, subject } : null
}

/** Why a comment may not be changed by the one who asks. Pure. */
export function decideChange(found: Latest | null, person_id: string, comment_id: string, version?: number): Problem[] {
  if (!found) return [{ index: 0, code: 'comment_unknown', params: { comment_id } }]
  if (found.author_id !== person_id) return [{ index: 0, code: 'comment_of_another', params: { comment_id } }]
  if (found.taken_back) return [{ index: 0, code: 'comment_taken_back', params: { comment_id } }]
  if (version !== undefined && version !== found.version)
    return [{ index: 0, code: 'changed_meanwhile', params: { version: found.version } }]
  return []
}

/**
 * Corrects one's own comment with another version; what it said before stays. Who is mentioned for the first time is told.
 * [TSK-2] Refuses `comment_unknown`, `comment_of_another`, `comment_taken_back`, `changed_meanwhile`, `person_unknown`.
 * Two at once meet at the key of the version, and the later finds that it was changed.
 */
export async function correctComment(
  ctx: Context,
  input: Taken<Lines['correctComment']>,
): Promise<Answered<Lines['correctComment']>> {
  // Load.
  const { comment_id, body, mentions, why = null } = input
  const [recorded_at, found, people] = await Promise.all([
    moment(ctx),
    latestOf(ctx, comment_id),
    peopleStates(ctx, mentions),
  ])

  // Decide.
  refuseAll([
    ...decideChange(found?.comment ?? null, ctx.actor.person_id, comment_id, input.version),
    ...mentionProblems(people, mentions, 0),
  ])
  const { comment, subject } = found as NonNullable<typeof found>
  const version = comment.version + 1
  const fresh = mentions.filter(person_id => !comment.mentions.includes(person_id))
  const told = await tell(ctx, [{ comment_id, mentions: fresh, subject, occasion: String(version) }])

  // Write.
  await insertRows(ctx.tx, 'comment_versions', ctx.org_id, [{ comment_id, version, body, mentions, why, recorded_at }])
  await notify(ctx, recorded_at, told.notices)

  // Record.
  const data = { comment_id, version, body_sha256: hashOf(body), mentions, why }
  await record(ctx, 'comment.corrected', recorded_at, [{ subject_id: comment.subject_id, data }])
  return { comment_id, version, ...outcomeOf(told, 0) }
}

/**
 * Takes one's own comment back, with a reason; the comment and the reason stay visible. [TSK-2]
 * Refuses `comment_unknown`, `comment_of_another`, `comment_taken_back`.
 */
export async function takeBackComment(
  ctx: Context,
  { comment_id, reason }: Taken<Lines['takeBackComment']>,
): Promise<Answered<Lines['takeBackComment']>> {
  // Load.
  const [recorded_at, found] = await Promise.all([moment(ctx), latestOf(ctx, comment_id)])

  // Decide.
  refuseAll(decideChange(found?.comment ?? null, ctx.actor.person_id, comment_id))
  const { comment } = found as NonNullable<typeof found>
  const version = comment.version + 1

  // Write.
  const row = { comment_id, version, body: null, mentions: [], taken_back: true, why: reason, recorded_at }
  await insertRows(ctx.tx, 'comment_versions', ctx.org_id, [row])

  // Record.
  const data = { comment_id, version, reason }
  await record(ctx, 'comment.taken_back', recorded_at, [{ subject_id: comment.subject_id, data }])
  return { comment_id, version }
}
