import { join } from 'node:path'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { actorByJob, createAuthenticate } from './access/actors.ts'
import { contract as accessContract } from './access/contract.ts'
import { grantFacts, strictVerbs } from './access/grants.ts'
import { accessHandlers } from './access/handlers.ts'
import type { Identity } from './access/identity.ts'
import type { DemoOffer } from './access/organisation.ts'
import { mountSignIn } from './access/sign-in.ts'
import { contract as approvalsContract } from './approvals/contract.ts'
import { approvalsHandlers } from './approvals/handlers.ts'
import { park } from './approvals/requests.ts'
import { mountBanking } from './banking/own-accounts.ts'
import { giveLate, lateSweep } from './contracts/late.ts'
import { brokenSweep, seeToBroken } from './collections/broken.ts'
import { mountCollections } from './collections/mount.ts'
import { mountContracts } from './contracts/mount.ts'
import { expirySweep, giveExpiring } from './customerfile/expiring.ts'
import { giveReviews, reviewSweep } from './customerfile/review-tasks.ts'
import { mountCustomerFile } from './customerfile/mount.ts'
import { gradesSweep, workOutGrades } from './customerfile/propose.ts'
import { ownersSweep } from './customers/jobs.ts'
import { mountCustomers } from './customers/mount.ts'
import { readingsSweep } from './customers/readings.ts'
import { twinsSweep } from './customers/recounts.ts'
import type { Database } from './db/connect.ts'
import { mountInvoices } from './invoices/mount.ts'
import { expireAnswers } from './kernel/expire.ts'
import { receiveFile } from './kernel/files.ts'
import { createHttp } from './kernel/http.ts'
import { createJobs, type Jobs } from './kernel/jobs.ts'
import { jobsContract } from './kernel/jobs-contract.ts'
import { serveApiDocs } from './kernel/openapi.ts'
import type { Mail } from './kernel/mail.ts'
import type { Sms } from './kernel/sms.ts'
import { createOperations } from './kernel/operations.ts'
import { createKernel, type Kernel, mount } from './kernel/run.ts'
import { proofContract } from './proof/contract.ts'
import { proofQueries } from './proof/queries.ts'
import { createSealer, sealEvents, type Sealer } from './proof/seal.ts'
import { ledgerSweeps, mountLedger } from './ledger/mount.ts'
import { mountGovernance } from './governance/mount.ts'
import { mountImports } from './imports/mount.ts'
import { mountPapers } from './papers/mount.ts'
import { billSweep, giveBillTasks } from './bills/due.ts'
import { mountBills } from './bills/mount.ts'
import { mountPortal } from './portal/mount.ts'
import { settlementSweep } from './portal/settlement-day.ts'
import { mountPolicy } from './policy/mount.ts'
import { remindersSweep } from './reminders/day.ts'
import { mountReminders } from './reminders/mount.ts'
import { mountBounces } from './bounces/mount.ts'
import { giveLetterTasks, letterSweep } from './receipts/letter-tasks.ts'
import { givePostingTasks, postingSweep } from './receipts/posting-tasks.ts'
import { mountReceipts } from './receipts/mount.ts'
import { mountReports } from './reports/mount.ts'
import { mountTaxInvoices } from './taxinvoices/mount.ts'
import { followRed, redSweep } from './taxinvoices/red-jobs.ts'
import { mountTasks, tasksSweeps } from './tasks/mount.ts'
import { mountViews } from './views/mount.ts'
import { fillCompany } from './testing/company.ts'
import { serveWeb } from './web.ts'

/** What a process is made of, whether it serves people or only works. */
export type ModulesOptions = {
  db: Database
  log: Logger
  /** Who people are: passwords, second factors, sessions. */
  identity: Identity
  public_origin: string
  /** Where files lie. */
  home: string
  /** How mail leaves the house; null where it does not. */
  mail: Mail | null
  /** How short messages leave the house; null where they do not. */
  sms?: Sms | null
  /** The mailbox to which letters come back; null where nobody looks into one. */
  mailbox?: { url: string } | null
}

export type Modules = {
  kernel: Kernel
  jobs: Jobs
  sealer: Sealer
  identity: Identity
  public_origin: string
  /** The way into a demo; empty until the start command offers one. */
  demo: DemoOffer
}

/** Every module's contract, mounted in the order of the modules. */
export function createModules(options: ModulesOptions): Modules {
  const { identity, public_origin, home, mail, sms = null, mailbox = null } = options
  const kernel = createKernel(options.db)
  const jobs = createJobs(kernel, jobsContract, actorByJob(options.db.main), options.log)
  const demo: DemoOffer = { account: null }
  mount(kernel, accessContract, accessHandlers(identity, public_origin, demo))
  for (const name of strictVerbs) kernel.facts.set(name, grantFacts)
  mount(kernel, approvalsContract, approvalsHandlers(kernel))
  kernel.park = park
  mountTasks(kernel, { home, jobs, mail, public_origin })
  mountViews(kernel)
  mount(kernel, proofContract, proofQueries)
  mountCustomers(kernel)
  mountCustomerFile(kernel, { home })
  mountPolicy(kernel)
  mountLedger(kernel)
  mountContracts(kernel, { home })
  mountInvoices(kernel, { jobs, mail, sms, public_origin, home })
  mountReceipts(kernel, { home })
  mountBills(kernel)
  mountCollections(kernel)
  mountImports(kernel, { home, jobs })
  mountTaxInvoices(kernel, { home })
  mountBanking(kernel)
  mountReports(kernel, { home })
  mountPapers(kernel, { public_origin, jobs, home, mail, sms })
  mountGovernance(kernel)
  mountPortal(kernel, { jobs, mail, sms, public_origin, home })
  mountReminders(kernel, { jobs, mail, public_origin })
  mountBounces(kernel, { db: options.db, jobs, home, mailbox })
  jobs.handlers.set('contract.late', giveLate)
  jobs.handlers.set('agreement.broken', seeToBroken)
  jobs.handlers.set('red.confirmations', followRed)
  jobs.handlers.set('customer.documents', giveExpiring)
  jobs.handlers.set('customer.reviews', giveReviews)
  jobs.handlers.set('receipt.letters', giveLetterTasks)
  jobs.handlers.set('receipt.posting', givePostingTasks)
  jobs.handlers.set('bills.due', giveBillTasks)
  jobs.handlers.set('customer.grades', workOutGrades)
  jobs.handlers.set('demo.fill', fillCompany(jobs))
  const sealer = createSealer(options.db, options.log)
  kernel.onCommit = org_id => sealer.soon(org_id)
  jobs.sweeps.push(...tasksSweeps(options.db, mail !== null))
  jobs.sweeps.push(brokenSweep(options.db), redSweep(options.db), letterSweep(options.db), postingSweep(options.db))
  jobs.sweeps.push(ownersSweep(options.db), readingsSweep(options.db), twinsSweep(options.db), lateSweep(options.db))
  jobs.sweeps.push(expirySweep(options.db), gradesSweep(options.db), billSweep(options.db), ...ledgerSweeps(options.db))
  jobs.sweeps.push(settlementSweep(options.db), remindersSweep(options.db), reviewSweep(options.db))
  jobs.sweeps.push({
    name: 'seal-events',
    cron: '* * * * *',
    run: async org_id => void (await sealEvents(options.db, org_id)),
  })
  jobs.sweeps.push({
    name: 'expire-answers',
    cron: '17 3 * * *',
    run: async org_id => void (await expireAnswers(options.db, org_id)),
  })
  return { kernel, jobs, sealer, identity, public_origin, demo }
}

/** What a server is made of. */
export type AppOptions = {
  modules: Modules
  log: Logger
  home: string
  /** The last migration this program carries. */
  migration: string
  metrics_token: string | null
  /** Whether the queue answers; null where this process runs none. */
  queue: () => Promise<boolean> | null
}

/** The whole server, not yet listening. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { kernel, identity, public_origin } = options.modules
  const operations = createOperations()
  const http = await createHttp(kernel, {
    log: options.log,
    authenticate: operations.watch(createAuthenticate(kernel.db.main, identity)),
    receiveUpload: (stream, name, mime) => receiveFile(options.home, stream, name, mime),
    public_origin,
  })
  mountSignIn(http, identity, public_origin)
  operations.attach(http, kernel, options)
  await serveApiDocs(http, kernel)
  await http.register(helmet, { contentSecurityPolicy: false })
  await serveWeb(http, join(import.meta.dirname, '..', 'dist', 'web'))
  return http
}
