import { after } from 'node:test'
import type { Logger } from 'pino'
import { createModules, type Modules } from '../app.ts'
import type { Mail } from '../kernel/mail.ts'
import type { Sms } from '../kernel/sms.ts'
import { newId } from '../kernel/values.ts'
import { asOwner, create, type Founded, founded } from './customers.ts'
import { done } from './documents.ts'
import { testFiles } from './house.ts'
import { type Client, testHouse } from './organisation.ts'

/** A document, as comments and tasks name it. */
export type About = { subject_kind: string; subject_id: string }

/** An office: a clerk who sees all, two salespeople who see their own customers, and a customer and invoice of each. */
export type Office = {
  org: Founded
  clerk: Client
  ann: Client
  bob: Client
  /** Ann's customer and its invoice. */
  customer: About
  invoice: About
  /** Bob's customer. */
  other: About
}

/** Opens an office of its own for a test. */
export async function office(): Promise<Office> {
  const org = await founded()
  const [entity_id] = org.entities
  const clerk = await org.as('receivables_clerk', { name: '林晓' })
  const [ann, bob] = [await org.as('sales', { name: 'Ann' }), await org.as('sales', { name: 'Bob' })]
  for (const [code, person] of [
    ['ann', ann],
    ['bob', bob],
  ] as const)
    await asOwner('update people set code = $3 where org_id = $1 and person_id = $2', [
      org.org_id,
      person.person_id,
      code,
    ])
  const [first, second] = await create(
    org,
    { number: 'K1', name: '腾跃', accounts: [{ entity_id, salesperson_code: 'ann' }] },
    { number: 'K2', name: '百川', accounts: [{ entity_id, salesperson_code: 'bob' }] },
  )
  const draft = {
    customer_id: first?.customer_id,
    entity_id,
    issued_on: '2026-01-01',
    amount_minor: '100',
    due_on: '2026-01-31',
  }
  const issued = await done(org.admin, '/api/invoices', draft)
  const about = (subject_kind: string, subject_id: string | undefined): About => ({
    subject_kind,
    subject_id: subject_id ?? newId(),
  })
  return {
    org,
    clerk,
    ann,
    bob,
    customer: about('customer', first?.customer_id),
    invoice: about('invoice', issued.rows[0].invoice_id),
    other: about('customer', second?.customer_id),
  }
}

/** What somebody finds in the inbox, the newest first. */
export const inboxOf = async (who: Client, query: Record<string, string> = {}) =>
  (await who.get('/api/inbox', query)).body.rows as {
    notification_id: string
    kind: string
    about_id: string
    text: string | null
    actor_name: string | null
    subject_number: string | null
    read_at: string | null
  }[]

/** A second program on the database of the tests, from which mail leaves, or short messages. */
export async function programWithMail(mail: Mail | null, log: Logger, sms: Sms | null = null): Promise<Modules> {
  const { db, identity } = await testHouse()
  const public_origin = 'https://ar.example.com'
  const modules = createModules({ db, log, identity, public_origin, home: testFiles, mail, sms })
  after(() => modules.sealer.stop())
  return modules
}
