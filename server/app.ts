import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Database } from './db/connect.ts'
import { receiveFile } from './kernel/files.ts'
import { createHttp, type HttpOptions } from './kernel/http.ts'
import { type ActorOf, createJobs, type Jobs } from './kernel/jobs.ts'
import { jobsContract } from './kernel/jobs-contract.ts'
import { createOperations } from './kernel/operations.ts'
import { createKernel, type Kernel, mount } from './kernel/run.ts'
import { proofContract } from './proof/contract.ts'
import { proofQueries } from './proof/queries.ts'
import { createSealer, sealEvents, type Sealer } from './proof/seal.ts'

/** What a process is made of, whether it serves people or only works. */
export type ModulesOptions = {
  db: Database
  log: Logger
  /** Who a person is now; jobs run as the person who asked. */
  actorOf: ActorOf
}

export type Modules = { kernel: Kernel; jobs: Jobs; sealer: Sealer }

/** Every module's contract, mounted in the order of the modules. */
export function createModules(options: ModulesOptions): Modules {
  const kernel = createKernel(options.db)
  const jobs = createJobs(kernel, jobsContract, options.actorOf, options.log)
  mount(kernel, proofContract, proofQueries)
  const sealer = createSealer(options.db, options.log)
  kernel.onCommit = org_id => sealer.soon(org_id)
  jobs.sweeps.push({
    name: 'seal-events',
    cron: '* * * * *',
    run: async org_id => void (await sealEvents(options.db, org_id)),
  })
  return { kernel, jobs, sealer }
}

/** What a server is made of. */
export type AppOptions = {
  modules: Modules
  log: Logger
  home: string
  public_origin: string
  authenticate: HttpOptions['authenticate']
  /** The last migration this program carries. */
  migration: string
  metrics_token: string | null
  /** Whether the queue answers; null where this process runs none. */
  queue: () => Promise<boolean> | null
}

/** The whole server, not yet listening. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { kernel } = options.modules
  const operations = createOperations()
  const http = await createHttp(kernel, {
    log: options.log,
    authenticate: operations.watch(options.authenticate),
    receiveUpload: (stream, name, mime) => receiveFile(options.home, stream, name, mime),
    public_origin: options.public_origin,
  })
  operations.attach(http, kernel, options)
  await http.register(helmet, { contentSecurityPolicy: false })
  return http
}
