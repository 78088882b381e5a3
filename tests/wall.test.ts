import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import pg from 'pg'

/** Tables of the schema `public` that are not an organisation's, each with the reason. */
const exempt: Record<string, string> = {
  organisations: 'is the organisation: org_id is its whole key, and its policy is written out',
  schema_migrations: 'says which migrations ran; the working roles reach nothing of it',
}

/** Unique keys that begin otherwise, each with the reason. */
const exemptKeys: Record<string, string> = {
  invitations_token_hash_key: 'a token is looked up before anybody knows whose it is',
  dispatch_codes_token: 'a code is looked up before anybody knows whose it is',
  dispatches_token: 'a token is looked up before anybody knows whose it is',
  opening_forms_token: 'a token is looked up before anybody knows whose it is',
  pages_token: 'a token is looked up before anybody knows whose it is',
  api_keys_token_hash_key: 'a token is looked up before anybody knows whose it is',
}

const client = new pg.Client({ connectionString: process.env.DUEBOOK_TEST_URL })
await client.connect()
after(() => client.end())

const rows = async <T extends object>(text: string): Promise<T[]> => (await client.query<T>(text)).rows

const tables = (
  await rows<{ name: string }>(`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1`)
).map(table => table.name)
const walled = tables.filter(name => !(name in exempt))

test('the wall has tables to hold, and every exemption names one', () => {
  assert.ok(walled.length > 40, `only ${walled.length} tables`)
  for (const name of Object.keys(exempt)) assert.ok(tables.includes(name), `${name} is gone`)
})

test('every table has org_id, never null, first in its primary key', async () => {
  const found = await rows<{ name: string; is_first: boolean; not_null: boolean; type: string }>(`
    select c.relname as name, coalesce(a.attnotnull, false) as not_null, format_type(a.atttypid, null) as type,
      coalesce((select i.indkey[0] = a.attnum from pg_index i where i.indrelid = c.oid and i.indisprimary), false) as is_first
    from pg_class c left join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`)
  // A table that is unique in another way (null is a value there) stands behind its unique key instead.
  const unique = new Set(
    (
      await rows<{ name: string }>(`
      select c.relname as name from pg_index i join pg_class c on c.oid = i.indrelid
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and i.indkey[0] = a.attnum
      where i.indisunique and i.indnullsnotdistinct`)
    ).map(row => row.name),
  )
  const wrong = found.filter(
    row => !(row.name in exempt) && !(row.type === 'integer' && row.not_null && (row.is_first || unique.has(row.name))),
  )
  assert.deepEqual(wrong, [])
})

test('every unique index begins with org_id', async () => {
  const wrong = await rows<{ index: string }>(`
    select x.relname as index from pg_index i
    join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
    left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
    where c.relnamespace = 'public'::regnamespace and i.indisunique
      and c.relname <> all (array['${Object.keys(exempt).join("','")}'])
      and a.attname is distinct from 'org_id'`)
  assert.deepEqual(wrong.map(row => row.index).sort(), Object.keys(exemptKeys).sort())
})

test('every foreign key begins with org_id on both sides', async () => {
  const wrong = await rows<{ key: string }>(`
    select c.conrelid::regclass || ' ' || c.conname as key from pg_constraint c
    join pg_attribute here on here.attrelid = c.conrelid and here.attnum = c.conkey[1]
    join pg_attribute there on there.attrelid = c.confrelid and there.attnum = c.confkey[1]
    where c.contype = 'f' and c.connamespace = 'public'::regnamespace
      and (here.attname <> 'org_id' or there.attname <> 'org_id')`)
  assert.deepEqual(wrong, [])
})

test('every exclusion compares organisations first', async () => {
  const wrong = await rows<{ key: string }>(`
    select c.conrelid::regclass || ' ' || c.conname as key from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'x' and c.connamespace = 'public'::regnamespace and a.attname <> 'org_id'`)
  assert.deepEqual(wrong, [])
})

test('every table is behind row security, with a policy for each working role that names the organisation', async () => {
  const wrong: string[] = []
  const policies = await rows<{
    name: string
    roles: string[]
    check: string | null
    using: string | null
    permissive: boolean
  }>(`
    select p.tablename as name, p.roles::text[] as roles, p.with_check as check, p.qual as using, p.permissive = 'PERMISSIVE' as permissive
    from pg_policies p where p.schemaname = 'public'`)
  const secured = await rows<{ name: string; on: boolean }>(`
    select relname as name, relrowsecurity as on from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`)
  for (const { name, on } of secured) {
    if (name === 'schema_migrations') continue
    if (!on) wrong.push(`${name} has no row security`)
    for (const role of ['duebook_app', 'duebook_scoped']) {
      const mine = policies.filter(policy => policy.name === name && policy.permissive && policy.roles.includes(role))
      if (mine.length === 0) wrong.push(`${name} has no policy for ${role}`)
      for (const { using, check } of mine)
        if (!using?.includes('org_id = app_org()') || !check?.includes('org_id = app_org()'))
          wrong.push(`${name}: a policy for ${role} does not name the organisation`)
    }
  }
  for (const policy of policies)
    if (policy.roles.some(role => !['duebook_app', 'duebook_scoped'].includes(role)))
      wrong.push(`${policy.name}: a policy for ${policy.roles.join(', ')}`)
  assert.deepEqual(wrong, [])
})

/** Append-only by design; every table with the trigger is held to the same. */
const appendOnly = [
  'events',
  'event_leaves',
  'event_nodes',
  'entries',
  'postings',
  'posting_chunks',
  'posting_sums',
  'applications',
  'item_terms',
  'item_owners',
  'item_disputes',
  'exchange_rates',
  'tax_codes',
  'invoice_lines',
  'import_chunks',
  'import_refusals',
  'customer_owners',
  'holiday_years',
  'holidays',
  'files',
  'comments',
  'comment_versions',
  'comment_files',
]

test('what is append-only can be neither changed nor deleted nor emptied, by grant and by trigger', async () => {
  const triggers = await rows<{ name: string; events: number }>(`
    select c.relname as name, bit_or(t.tgtype::int)::int as events from pg_trigger t join pg_class c on c.oid = t.tgrelid
    join pg_proc p on p.oid = t.tgfoid
    where c.relnamespace = 'public'::regnamespace and p.proname = 'refuse_change' and t.tgenabled = 'O' group by 1`)
  const guarded = new Map(triggers.map(row => [row.name, row.events]))
  assert.deepEqual(
    appendOnly.filter(name => !guarded.has(name)),
    [],
  )
  const [remove, update, truncate] = [8, 16, 32]
  assert.deepEqual(
    triggers.filter(({ events }) => [remove, update, truncate].some(bit => (events & bit) === 0)),
    [],
  )
  const granted = await rows<{ name: string; role: string; what: string }>(`
    select g.table_name as name, g.grantee as role, g.privilege_type as what from information_schema.table_privileges g
    where g.table_schema = 'public' and g.grantee in ('duebook_app', 'duebook_scoped', 'PUBLIC')
      and g.privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')
    union all
    select g.table_name, g.grantee, 'UPDATE of ' || g.column_name from information_schema.column_privileges g
    where g.table_schema = 'public' and g.grantee in ('duebook_app', 'duebook_scoped', 'PUBLIC') and g.privilege_type = 'UPDATE'`)
  assert.deepEqual(
    granted.filter(({ name }) => guarded.has(name)),
    [],
  )
})

test('of an item only its balance and what is projected on it may change, of a document nothing with accounting effect', async () => {
  const granted = await rows<{ name: string; column: string }>(`
    select distinct table_name as name, column_name as column from information_schema.column_privileges
    where table_schema = 'public' and grantee in ('duebook_app', 'duebook_scoped') and privilege_type = 'UPDATE'
      and table_name in ('open_items', 'invoices', 'receipts')`)
  const fixed = [
    'amount_minor',
    'base_minor',
    'currency',
    'customer_id',
    'entity_id',
    'posted_on',
    'issued_on',
    'recorded_at',
  ]
  assert.deepEqual(
    granted.filter(({ column }) => [...fixed, 'account_id', 'entry_id', 'number', 'rate', 'org_id'].includes(column)),
    [],
  )
  const removing = await rows<{ name: string }>(`
    select distinct table_name as name from information_schema.table_privileges
    where table_schema = 'public' and grantee in ('duebook_app', 'duebook_scoped') and privilege_type in ('DELETE', 'TRUNCATE')
      and table_name in ('open_items', 'invoices', 'receipts', 'customers', 'periods', 'openings', 'number_series')`)
  assert.deepEqual(removing, [])
})

test('the working roles own nothing, are no superusers, pass no row security and can make nothing', async () => {
  const roles = await rows<{ name: string }>(`
    select rolname as name from pg_roles
    where rolname in ('duebook_app', 'duebook_scoped', 'duebook_identity')
      and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`)
  assert.deepEqual(roles, [])
  const owned = await rows<{ what: string }>(`
    select c.oid::regclass::text as what from pg_class c where pg_get_userbyid(c.relowner) like 'duebook\\_%'
      and pg_get_userbyid(c.relowner) in ('duebook_app', 'duebook_scoped', 'duebook_identity')
    union all select p.oid::regprocedure::text from pg_proc p
      where pg_get_userbyid(p.proowner) in ('duebook_app', 'duebook_scoped', 'duebook_identity')
    union all select n.nspname::text from pg_namespace n
      where pg_get_userbyid(n.nspowner) in ('duebook_app', 'duebook_scoped', 'duebook_identity')`)
  assert.deepEqual(owned, [])
  const making = await rows<{ schema: string }>(`
    select n.nspname as schema from pg_namespace n, unnest(array['duebook_app', 'duebook_scoped']) as r (role)
    where n.nspname not like 'pg\\_%' and has_schema_privilege(r.role, n.oid, 'create')`)
  assert.deepEqual(making, [])
})

test('what runs with the rights of the owner fixes where it looks, and is not for everybody', async () => {
  const wrong = await rows<{ name: string }>(`
    select p.oid::regprocedure::text as name from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prosecdef
      and (not exists (select from unnest(coalesce(p.proconfig, '{}')) as c where c like 'search_path=%')
        or has_function_privilege('public', p.oid, 'execute'))
      and p.prorettype <> 'trigger'::regtype`)
  assert.deepEqual(wrong, [])
})
