import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { type NumberCandidate, resolveNumbers } from './find.ts'
import { nameKey, numberKey } from './names.ts'

test('[CUS-3] a number is one with and without leading zeros, blanks, case and width', () => {
  for (const [number, key] of [
    ['0200769623', '200769623'],
    ['200769623', '200769623'],
    [' 0200 769623', '200769623'],
    ['０２００７６９６２３', '200769623'],
    ['c-000001', 'C-000001'],
    ['Ｃ－000001', 'C-000001'],
    ['0', '0'],
    ['000', '0'],
    ['00a', 'A'],
    ['客户　01', '客户01'],
    ['ß', 'ß'],
  ] as const)
    assert.equal(numberKey(number), key, number)
})

test('[CUS-3] the key the database computes is the same', async () => {
  const odd = [
    '0',
    '00',
    '',
    ' ',
    '\t0\n1',
    'ß',
    'ﬁ',
    'é',
    'É',
    'i',
    'İ',
    'ⅷ',
    '①',
    'Ａ０',
    '０',
    '\u00a0x',
    '　',
    '公司',
    'ａｂ ｃ',
    '٠١',
    '-01',
  ]
  const rows: string[] = [...odd, ...odd.flatMap(a => odd.map(b => `0${a}${b}z`))].filter(text => text.trim() !== '')
  const client = new pg.Client({ connectionString: process.env.DUEBOOK_TEST_URL })
  await client.connect()
  try {
    await client.query('begin')
    const made = await client.query("insert into organisations (name) values ('Keys') returning org_id")
    const found = await client.query(
      `insert into customers (org_id, customer_id, number, name, name_key, recorded_at, changed_at)
       select $1, gen_random_uuid(), n, n, n, now(), now() from unnest($2::text[]) as t(n)
       returning number, number_key`,
      [made.rows[0].org_id, [...new Set(rows)]],
    )
    for (const { number, number_key } of found.rows) assert.equal(numberKey(number), number_key, JSON.stringify(number))
    assert.ok(found.rows.length > 300)
  } finally {
    await client.query('rollback')
    await client.end()
  }
})

test('[CUS-5] spellings of one name have one key', () => {
  const same: readonly string[][] = [
    [
      '上海宏达贸易有限公司',
      '上海宏达贸易',
      ' 上海宏达贸易　有限公司',
      '上海宏达贸易股份有限公司',
      '上海宏达贸易有限责任公司',
    ],
    ['宏达（上海）有限公司', '宏达(上海)有限公司', '宏达上海'],
    [
      'ACME Co., Ltd.',
      'Acme',
      'ＡＣＭＥ CO LTD',
      'Acme Company Limited',
      'acme, inc.',
      'The Acme Corporation',
      'ACME L.L.C.',
    ],
    ['Müller GmbH & Co. KG', 'Muller', 'MÜLLER G.m.b.H.'],
    ['Pirelli S.p.A.', 'Pirelli SpA', 'PIRELLI'],
    ['O’Neill Pty Ltd', "O'Neill"],
    ['株式会社山田', '山田株式会社', '㈱山田', '山田'],
    ['WAL-MAR corp', 'Wal Mar llc', 'WALMAR'],
  ]
  for (const group of same) assert.equal(new Set(group.map(nameKey)).size, 1, `${group.map(nameKey)}`)
})

test('[CUS-5] different names keep different keys, and no name has an empty one', () => {
  const names = [
    '上海宏达贸易',
    '上海宏达商贸',
    '上海宏达贸易集团有限公司',
    '上海宏达贸易有限公司北京分公司',
    'Acme',
    'Acme Europe',
    'が',
    'か',
    '山田',
  ]
  assert.equal(new Set(names.map(nameKey)).size, names.length)
  for (const bare of ['有限公司', 'Co., Ltd.', 'Limited', '!!!', '—', 'SA', '株式会社'])
    assert.notEqual(nameKey(bare), '', bare)
})

const customer = (customer_id: string, spelling: string, own = true): NumberCandidate => ({
  customer_id,
  number: spelling,
  name: customer_id,
  state: 'active',
  head_office_id: null,
  survivor: null,
  spelling,
  own,
})

test('[CUS-3] which customer a number means', () => {
  const cases: [string, string, NumberCandidate[], boolean, string | undefined][] = [
    ['as it stands', '01', [customer('A', '01')], false, 'A'],
    ['an alias as it stands, also without merging', '1', [customer('A', '01'), customer('A', '1', false)], false, 'A'],
    ['another spelling, without merging', '1', [customer('A', '01')], false, undefined],
    ['another spelling, merging', '1', [customer('A', '01')], true, 'A'],
    ['two customers fit', '1', [customer('A', '01'), customer('B', '001')], true, undefined],
    ['two fit, one exactly', '01', [customer('A', '01'), customer('B', '001')], true, 'A'],
    ['two spellings of one customer', '1', [customer('A', '01'), customer('A', '001', false)], true, 'A'],
    [
      'three spellings, two customers',
      '1',
      [customer('A', '01'), customer('B', '001'), customer('A', '0001', false)],
      true,
      undefined,
    ],
    ['nobody', '1', [], true, undefined],
  ]
  for (const [what, number, candidates, merge, expected] of cases)
    for (const order of [candidates, candidates.toReversed()])
      assert.equal(resolveNumbers([number], order, merge).get(number)?.customer_id, expected, what)
})
