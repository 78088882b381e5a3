import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../kernel/values.ts'
import { inboxOf, office } from '../testing/colleagues.ts'
import { asOwner } from '../testing/customers.ts'
import { done, refusals } from '../testing/documents.ts'
import { type Client, testHouse, testOrganisation } from '../testing/organisation.ts'
import { type SubjectDeclared, type SubjectKind, subjectKinds, subjects } from './subjects-contract.ts'

await testHouse()

/** What a row of a table must say besides what its type lets one make up. */
const said: Partial<Record<SubjectKind, Record<string, unknown>>> = {
  tax_invoice: { tax_minor: 0 },
  red_confirmation: { tax_minor: 0 },
  tax_request: { tax_minor: 0 },
  bill: { matures_on: '2026-09-01' },
  waiting_receipt: { why: '{grade}' },
  payment_advice: { page_id: newId() },
  late_charge: { invoice_id: newId() },
}

type Column = { column_name: string; udt_name: string; checks: string[] }

const made: Record<string, unknown> = {
  date: '2026-03-01',
  timestamptz: '2026-03-01T00:00:00Z',
  bpchar: 'CNY',
  jsonb: '{}',
  int2: 1,
  int4: 1,
  int8: 1,
  numeric: 1,
  bool: false,
  _uuid: '{}',
  _text: '{}',
}

/** Puts one document of a kind there as nobody would: its keys, customer and entity, and otherwise whatever fits. */
async function put(kind: SubjectKind, org_id: number, customer_id: string, entity_id: string): Promise<string> {
  const { table, key, customer, entity } = subjects[kind] as SubjectDeclared
  const id = newId()
  const columns = await asOwner<Column>(
    `select c.column_name, c.udt_name, array(
       select pg_get_constraintdef(k.oid) from pg_constraint k
       where k.conrelid = $1::text::regclass and k.contype = 'c' and pg_get_constraintdef(k.oid) like '%' || c.column_name || '%') as checks
     from information_schema.columns c
     where c.table_schema = 'public' and c.table_name = $1::text and c.is_nullable = 'NO' and c.column_default is null
       and c.is_generated = 'NEVER'`,
    [table],
  )
  const row: Record<string, unknown> = Object.fromEntries(
    columns.map(column => [column.column_name, column.udt_name === 'uuid' ? newId() : valueOf(column)]),
  )
  Object.assign(row, said[kind], { org_id, [key]: id })
  if (customer) row.customer_id = customer_id
  if (entity) row.entity_id = entity_id
  const names = Object.keys(row)
  // Past triggers and foreign keys: what hangs on it is not what is looked at here.
  await asOwner(
    `with past as materialized (select set_config('session_replication_role', 'replica', false)),
       one as (insert into ${table} (${names.join(', ')}) select ${names.map((_, at) => `$${at + 1}`).join(', ')} from past returning 1)
     select 1 from one`,
    Object.values(row),
  )
  return id
}

/** The first word a check allows, else whatever the type lets one make up. */
const valueOf = ({ udt_name, checks }: Column): unknown =>
  checks.flatMap(check => /= ANY \(ARRAY\['(\w+)'/.exec(check)?.[1] ?? [])[0] ??
  (udt_name === 'text' ? newId() : made[udt_name])

const remove = (kind: SubjectKind, id: string) => {
  const { table, key } = subjects[kind]
  return asOwner(
    `with past as materialized (select set_config('session_replication_role', 'replica', false))
     delete from ${table} using past where ${key} = $1`,
    [id],
  )
}

const listed = async (who: Client, about: { subject_kind: string; subject_id: string }) =>
  who.get('/api/comments', about)

test('[TSK-1] every kind of document takes comments and tasks, from who may see it and from nobody else', async () => {
  const { org, clerk, ann, customer, other } = await office()
  const [entity_id = ''] = org.entities
  const stranger = await testOrganisation()
  const blind = await org.as('administrator', { name: 'IT' })
  const boss = await org.as('finance_manager', { name: 'Boss' })
  const ofHers: SubjectKind[] = []
  for (const kind of subjectKinds) {
    const { customer: named, whole = false } = subjects[kind] as SubjectDeclared
    const ids = [
      kind === 'customer' ? customer.subject_id : await put(kind, org.org_id, customer.subject_id, entity_id),
      kind === 'customer' ? other.subject_id : '',
    ]
    if (named && kind !== 'customer') ids[1] = await put(kind, org.org_id, other.subject_id, entity_id)
    const [about, elsewhere] = ids.map(subject_id => ({ subject_kind: kind, subject_id })) as [Subject, Subject]
    try {
      const people = [ann, blind, boss, stranger.admin].map(who => who.person_id)
      const mentions = people.slice(0, 3)
      const { rows } = await done(boss, '/api/comments', { ...about, body: `about ${kind}`, mentions })
      const title = `see to ${kind}`
      await done(boss, '/api/tasks', { ...about, title, due_on: '2099-12-31', owner_id: boss.person_id })
      // Who sees all of the house sees it, called by its kind.
      const [seen] = (await boss.get('/api/tasks', { subject_id: about.subject_id })).body.rows
      assert.deepEqual([seen.subject_kind, seen.subject_number === null], [kind, false], kind)
      assert.equal((await listed(boss, about)).body.rows.length, 1, kind)
      // Who lacks the permission of the kind, and every other organisation, hears of nothing.
      for (const who of [blind, stranger.admin]) {
        const reply = await listed(who, about)
        assert.ok([403, 404].includes(reply.status), `${kind}: ${reply.status}`)
      }
      assert.deepEqual(await refusals(stranger.admin, '/api/comments', { ...about, body: 'x' }), ['0 subject_unknown'])
      assert.ok(rows[0].not_notified.includes(blind.person_id), kind)
      assert.equal((await inboxOf(blind)).length, 0, kind)
      // Ann sees her own customers alone, and nothing that tells of everybody's.
      const hers = !rows[0].not_notified.includes(ann.person_id)
      assert.equal((await listed(ann, about)).status, hers ? 200 : 404, kind)
      if (hers) ofHers.push(kind)
      if (whole) assert.equal(hers, false, kind)
      if (named) {
        assert.equal((await listed(ann, elsewhere)).status, 404, kind)
        const draft = { ...elsewhere, body: 'x', mentions: [ann.person_id] }
        const answer = await done(boss, '/api/comments', draft)
        assert.deepEqual(answer.rows[0].notified, [], kind)
        await done(boss, '/api/tasks', { ...elsewhere, title: 'x', due_on: '2099-12-31' })
        assert.deepEqual((await ann.get('/api/tasks', { subject_id: elsewhere.subject_id })).body.rows, [], kind)
      }
      const tasks = (await ann.get('/api/tasks', { subject_id: about.subject_id })).body.rows
      if (!hers && (named || whole)) assert.deepEqual(tasks, [], kind)
      const one = { ...about, title: 'x', due_on: '2099-12-31', owner_id: ann.person_id }
      if (!hers) assert.deepEqual(await refusals(boss, '/api/tasks', one), ['0 task_owner_blind'], kind)
      assert.ok((await clerk.get('/api/tasks', { subject_id: about.subject_id })).status === 200, kind)
    } finally {
      if (kind !== 'customer') for (const id of ids.filter(Boolean)) await remove(kind, id)
    }
  }
  assert.ok(
    ['customer', 'invoice', 'receipt', 'onboarding', 'terms_offer'].every(kind => ofHers.includes(kind as never)),
  )
})

type Subject = { subject_kind: SubjectKind; subject_id: string }

test('[TSK-1] a kind is declared as its table is guarded: by customer, by entity, or for who sees everything', async () => {
  const policies = await asOwner<{ name: string; rule: string }>(
    `select tablename as name, qual as rule from pg_policies where policyname = 'scoped'`,
  )
  const ruleOf = new Map(policies.map(row => [row.name, row.rule]))
  for (const kind of subjectKinds) {
    const { table, customer, entity, whole = false } = subjects[kind] as SubjectDeclared
    const rule = ruleOf.get(table) ?? ''
    assert.equal(customer, rule.includes('customer_id') || rule.includes('scope_customers'), `${kind}: customer`)
    assert.equal(entity, rule.includes('entity_id'), `${kind}: entity`)
    if (whole) assert.equal(customer, false, `${kind}: whole`)
  }
})
