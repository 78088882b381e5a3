import { z } from 'zod'
import { query, verb, verbOfMany } from '../kernel/contract.ts'
import { flag, id, instant, page, paging, text, words } from '../kernel/fields.ts'
import { subjectKinds } from './subjects-contract.ts'

/** A document, by its kind and id. */
export const subject = { subject_kind: z.enum(subjectKinds), subject_id: id() }

/** A person by name. */
const person = z.object({ person_id: id(), name: z.string() })
const file = z.object({ file_id: id(), name: z.string(), mime: z.string(), size: z.number() })

const comment = z.object({
  comment_id: id(),
  author_id: id(),
  author_name: z.string(),
  recorded_at: instant(),
  version: z.number(),
  /** What it says now; null once it is taken back. */
  body: z.string().nullable(),
  taken_back: z.boolean(),
  /** Why it was corrected or taken back. */
  why: z.string().nullable(),
  mentions: z.array(person),
  files: z.array(file),
  /** What it said before, the oldest first. */
  earlier: z.array(
    z.object({ version: z.number(), body: z.string().nullable(), why: z.string().nullable(), recorded_at: instant() }),
  ),
})

/** Who of those mentioned was told, and who was not because he may not see the document. */
const told = { notified: z.array(id()), not_notified: z.array(id()) }
const mentions = () => z.array(id()).max(50).default([])

/** What can be said about a document, and shown beside it. */
export const commentsContract = {
  listComments: query({
    name: 'comment.list',
    method: 'GET',
    path: '/api/comments',
    permission: 'comment.read',
    summary: { en: 'Comments on a document, the newest first', zh: '单据评论（按时间倒序）' },
    input: z.strictObject({ ...paging, ...subject }),
    output: page(comment),
  }),
  writeComments: verbOfMany({
    name: 'comment.write',
    method: 'POST',
    path: '/api/comments',
    permission: 'comment.write',
    summary: {
      en: 'Comment on a document; who is mentioned is told if he may see it',
      zh: '发表评论，并提醒被提及的同事',
    },
    each: z.strictObject({
      ...subject,
      body: words(4000),
      mentions: mentions(),
      /** Attachments kept before by the same person, each for one comment. */
      file_ids: z.array(id()).max(10).default([]),
    }),
    max: 1000,
    output: z.object({ rows: z.array(z.object({ comment_id: id(), ...told })) }),
    events: ['comment.written'],
  }),
  correctComment: verb({
    name: 'comment.correct',
    method: 'PUT',
    path: '/api/comments/:comment_id',
    permission: 'comment.write',
    summary: { en: 'Correct one’s own comment; what it said before stays visible', zh: '更正自己的评论（保留原文）' },
    input: z.strictObject({
      comment_id: id(),
      version: z.int().min(1),
      body: words(4000),
      mentions: mentions(),
      why: text(500).optional(),
    }),
    output: z.object({ comment_id: id(), version: z.number(), ...told }),
    events: ['comment.corrected'],
  }),
  takeBackComment: verb({
    name: 'comment.take_back',
    method: 'POST',
    path: '/api/comments/:comment_id/take-back',
    permission: 'comment.write',
    summary: { en: 'Take one’s own comment back, with a reason', zh: '撤回自己的评论并说明原因' },
    input: z.strictObject({ comment_id: id(), reason: words(500) }),
    output: z.object({ comment_id: id(), version: z.number() }),
    events: ['comment.taken_back'],
  }),
  keepAttachment: verb({
    name: 'attachment.keep',
    method: 'POST',
    path: '/api/attachments',
    permission: 'comment.write',
    upload: true,
    summary: { en: 'Keep a file for a comment to come', zh: '上传评论附件' },
    input: z.object({ file: z.any() }),
    output: file,
    events: ['attachment.kept'],
  }),
  readAttachment: query({
    name: 'attachment.read',
    method: 'GET',
    path: '/api/comments/:comment_id/files/:file_id',
    permission: 'comment.read',
    file: true,
    summary: { en: 'A file beside a comment', zh: '下载评论附件' },
    input: z.strictObject({ comment_id: id(), file_id: id() }),
    output: z.any(),
  }),
  listColleagues: query({
    name: 'colleague.list',
    method: 'GET',
    path: '/api/colleagues',
    permission: 'signed_in',
    summary: { en: 'Colleagues by name, and whether each may see a document', zh: '同事列表，及其能否查看某单据' },
    input: z.strictObject({
      ...paging,
      q: text(100).optional(),
      for: z.enum(['mention', 'task', 'release']).default('mention'),
      subject_kind: subject.subject_kind.optional(),
      subject_id: id().optional(),
      /** Leaves out who may not see the document. */
      may_see: flag(),
    }),
    output: page(
      z.object({ person_id: id(), name: z.string(), department: z.string().nullable(), may_see: z.boolean() }),
    ),
  }),
}
