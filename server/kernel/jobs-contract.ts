import { z } from 'zod'
import { query, verb } from './contract.ts'
import { id, instant, page, paging, several } from './fields.ts'

const state = z.enum(['waiting', 'running', 'done', 'failed', 'cancelled'])

/** One piece of longer work, as the screen that waits for it shows it. */
export const job = z.object({
  job_id: id(),
  kind: z.string(),
  state,
  done: z.number().int(),
  total: z.number().int().nullable(),
  /** What it brought; where it failed, `{ problems }` as a request would have been answered. */
  result: z.unknown(),
  cancel_asked: z.boolean(),
  created_by: id().nullable(),
  created_at: instant(),
  updated_at: instant(),
})

/** What can be asked of longer work: how far it is, and to stop. */
export const jobsContract = {
  readJob: query({
    name: 'job.read',
    method: 'GET',
    path: '/api/jobs/:job_id',
    permission: 'signed_in',
    summary: { en: 'How far a piece of longer work is', zh: '查看任务进度' },
    input: z.object({ job_id: id() }),
    output: job,
  }),
  listJobs: query({
    name: 'job.list',
    method: 'GET',
    path: '/api/jobs',
    permission: 'signed_in',
    summary: { en: 'Longer work, the newest first', zh: '任务列表（按时间倒序）' },
    input: z.object({ ...paging, kind: several(z.string().max(100)), state: several(state) }),
    output: page(job),
  }),
  cancelJob: verb({
    name: 'job.cancel',
    method: 'POST',
    path: '/api/jobs/:job_id/cancel',
    permission: 'signed_in',
    summary: { en: 'Ask a piece of longer work to stop', zh: '请求停止任务' },
    events: ['job.cancel_asked'],
    input: z.object({ job_id: id() }),
    output: job,
  }),
}
