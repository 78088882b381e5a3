import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RawBuilder, sql } from 'kysely'
import pg from 'pg'
import { compiler } from '../db/connect.ts'
import { encodeCursor, keyset, type SortColumn } from './cursor.ts'
import { Refusal } from './errors.ts'

const url = process.env.DUEBOOK_TEST_URL
type Row = { id: string; word: string; on: string | null; amount: string }
const uuid = (index: number) => `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`
const rows: Row[] = Array.from({ length: 60 }, (_, index) => ({
  id: uuid(index),
  word: ['a', 'B', '张', '\\ "'][index % 4] as string,
  on: index % 3 === 0 ? null : `2026-0${(index % 5) + 1}-01`,
  amount: String(BigInt((index * 7) % 11) * 1_000_000_000_000_000n - 3n),
}))
const source = sql`(select * from unnest(${rows.map(row => row.id)}::uuid[], ${rows.map(row => row.word)}::text[],
  ${rows.map(row => row.on)}::date[], ${rows.map(row => row.amount)}::int8[]) as t(id, word, "on", amount)) as t`

const column = (field: keyof Row, type: SortColumn<Row>['type'], rest: Partial<SortColumn<Row>> = {}) => ({
  sql: sql.ref(`t.${field}`),
  field,
  type,
  ...rest,
})
const id = column('id', 'uuid')
const down = { descending: true }
const sorts: Record<string, SortColumn<Row>[]> = {
  id: [id],
  'word, then id': [column('word', 'text'), id],
  'word and id downwards': [column('word', 'text', down), { ...id, ...down }],
  'a nullable day': [column('on', 'date', { nullable: true }), id],
  'a nullable day downwards': [column('on', 'date', { nullable: true, ...down }), { ...id, ...down }],
  'two ways at once': [
    column('amount', 'int8', down),
    column('on', 'date', { nullable: true }),
    column('word', 'text'),
    id,
  ],
}

test('pages put together are the whole list in its order, whatever the sort', async () => {
  const client = new pg.Client({ connectionString: url })
  client.setTypeParser(1082, (value: string) => value)
  await client.connect()
  const run = async (query: RawBuilder<Row>) => {
    const { sql: text, parameters } = query.compile(compiler)
    return (await client.query(text, parameters as unknown[])).rows as Row[]
  }
  try {
    for (const [name, columns] of Object.entries(sorts))
      for (const limit of [1, 7, 60, 61]) {
        const whole = await run(sql`select id, word, "on", amount from ${source} order by ${keyset(columns).order}`)
        const paged: Row[] = []
        let after: string | undefined
        do {
          const keys = keyset(columns, after)
          const found = await run(
            sql`select id, word, "on", amount from ${source} where ${keys.where} order by ${keys.order} limit ${limit + 1}`,
          )
          const page = keys.page(found, limit)
          paged.push(...page.rows)
          after = page.next ?? undefined
        } while (after)
        assert.deepEqual(paged, whole, `${name}, ${limit} a page`)
        assert.equal(paged.length, rows.length)
      }
  } finally {
    await client.end()
  }
})

test('a cursor that is broken or of another sort is refused by name', () => {
  const columns = sorts['a nullable day'] as SortColumn<Row>[]
  const refused = (after: string) =>
    assert.throws(
      () => keyset(columns, after),
      (error: unknown) => error instanceof Refusal && error.problems[0]?.code === 'cursor_invalid',
      after,
    )
  for (const text of ['', 'x', '!!!', 'bnVsbA', Buffer.from('{"a":1}').toString('base64url')]) refused(text)
  const good = ['2026-01-31', uuid(1)]
  assert.ok(keyset(columns, encodeCursor('on,id', good)))
  assert.ok(keyset(columns, encodeCursor('on,id', [null, uuid(1)])))
  for (const sort of ['id', '-on,id', 'on,-id']) refused(encodeCursor(sort, good))
  for (const value of ['2026-02-30', '2026-1-1', '', 'now', 5, {}, ['2026-01-31']])
    refused(encodeCursor('on,id', [value, uuid(1)]))
  for (const value of [null, 'x', '', 1]) refused(encodeCursor('on,id', ['2026-01-31', value]))
  refused(encodeCursor('on,id', ['2026-01-31']))
  const text = [column('word', 'text'), id]
  for (const value of ['a\u0000', '\ud800', null])
    assert.throws(() => keyset(text, encodeCursor('word,id', [value, uuid(1)])), Refusal)
})
