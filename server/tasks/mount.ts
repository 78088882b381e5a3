import type { Database } from '../db/connect.ts'
import type { Jobs, Sweep } from '../kernel/jobs.ts'
import type { Mail } from '../kernel/mail.ts'
import { type Kernel, mount } from '../kernel/run.ts'
import { keepAttachment, readAttachment } from './attachments.ts'
import { listComments } from './comment-queries.ts'
import { correctComment, takeBackComment, writeComments } from './comments.ts'
import { commentsContract } from './comments-contract.ts'
import { digestHandler, digestSweep, readDigest, switchDigest } from './digest.ts'
import { countInbox, listInbox, markAllRead, markRead, markUnread } from './inbox.ts'
import { inboxContract } from './inbox-contract.ts'
import { dueSweep } from './jobs.ts'
import { listColleagues } from './people.ts'
import { dropTasks, finishTasks, postponeTasks, reassignTasks, takeOverTasks, reopenTasks } from './task-changes.ts'
import { listTasks, readTask } from './task-queries.ts'
import { giveTasks } from './tasks.ts'
import { tasksContract } from './tasks-contract.ts'

type Surroundings = { home: string; jobs: Jobs; mail: Mail | null; public_origin: string }

/** Comments, tasks and the inbox: their lines, and the job that writes the digest. `home` is where files lie. */
export function mountTasks(kernel: Kernel, { home, jobs, mail, public_origin }: Surroundings): void {
  mount(kernel, commentsContract, {
    listComments,
    writeComments,
    correctComment,
    takeBackComment,
    keepAttachment: keepAttachment(home),
    readAttachment: readAttachment(home),
    listColleagues,
  })
  mount(kernel, tasksContract, {
    listTasks,
    readTask,
    giveTasks,
    takeOverTasks,
    reassignTasks,
    postponeTasks,
    finishTasks,
    dropTasks,
    reopenTasks,
  })
  mount(kernel, inboxContract, {
    listInbox: listInbox(kernel),
    countInbox,
    markRead,
    markUnread,
    markAllRead,
    readDigest: readDigest(mail !== null),
    switchDigest,
  })
  if (mail) jobs.handlers.set('digest.send', digestHandler(kernel, mail, public_origin))
}

/** What this module does by the clock; digests only where mail can leave. */
export const tasksSweeps = (db: Database, mail: boolean): Sweep[] => [dueSweep(db), ...(mail ? [digestSweep(db)] : [])]
