import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner, codes, create, founded, inside } from '../testing/customers.ts'
import { type Client, testHouse, type TestOrganisation } from '../testing/organisation.ts'
import { markAccounts } from './account-marks.ts'
import { recountTwins } from './recounts.ts'

await testHouse()

type Row = { customer_id: string; number: string; score: number; evidence: { kind: string; theirs: string | null }[] }
type Pair = { score: number; evidence: { kind: string }[]; customer: Row; other: Row }

const counted = (org: TestOrganisation) =>
  inside(org, async tx => {
    while ((await recountTwins(tx, org.org_id)) > 0);
  })
const twinsOf = async (who: Client, query: Record<string, string>): Promise<Row[]> => {
  const reply = await who.get('/api/customers/twins', query)
  assert.equal(reply.status, 200, JSON.stringify(reply.body))
  return reply.body.rows
}
const numbersOf = async (who: Client, query: Record<string, string>) =>
  (await twinsOf(who, query)).map(row => row.number)
const pairsOf = async (who: Client, query: Record<string, string> = {}): Promise<Pair[]> => {
  const reply = await who.get('/api/customers/twin-pairs', query)
  assert.equal(reply.status, 200, JSON.stringify(reply.body))
  return reply.body.rows
}
const namesOf = (pairs: readonly Pair[]) =>
  pairs.map(pair => [pair.customer.number, pair.other.number].toSorted().join(' ')).toSorted()

const book = [
  { number: '1', name: '上海宏达贸易有限公司', tax_id: '91350100M000100Y43' },
  { number: '2', name: 'Smithfield Foods, Inc.', name_aliases: ['SMITHFIE llc', 'SMITHFIE corp'] },
  { number: '3', name: 'International Business Machines' },
  { number: '4', name: '北京天元科技有限公司', name_en: 'Beijing Tianyuan Technology' },
  { number: '5', name: 'Zebra' },
]

test('[CUS-17] a name being typed finds who it may mean, as soon as they are entered and after they were counted', async () => {
  const org = await founded()
  await create(org, ...book)
  for (const moment of ['entered', 'counted']) {
    if (moment === 'counted') await counted(org)
    for (const [name, number] of [
      ['宏达', '1'],
      ['鸿达贸易', '1'],
      ['Hongda Trading Co., Ltd.', '1'],
      ['宏达（上海）', '1'],
      ['smithf', '2'],
      ['Smithfeild', '2'],
      ['SMITHFIE trust', '2'],
      ['IBM', '3'],
      ['天元', '4'],
      ['Tian Yuan', '4'],
      ['zebra gmbh', '5'],
    ] as const)
      assert.deepEqual(await numbersOf(org.admin, { name }), [number], `${name}, ${moment}`)
    assert.deepEqual(await numbersOf(org.admin, { name: 'Nobody at all' }), [])
  }
  assert.deepEqual(await numbersOf(org.admin, {}), [])
})

test('[CUS-17] a candidate comes with its score and evidence, and one tax identifier is next to certain', async () => {
  const org = await founded()
  await create(org, ...book, { number: '6', name: '宏达物流' })
  await counted(org)
  const [first, second] = await twinsOf(org.admin, { name: '宏达贸易', tax_id: '9135 0100 m000100y43' })
  assert.deepEqual([first?.number, first?.score], ['1', 99])
  assert.deepEqual(
    first?.evidence.map(one => one.kind),
    ['tax_id_same', 'name_core_same'],
  )
  assert.ok(first?.evidence.some(one => one.theirs === '上海宏达贸易有限公司'))
  assert.deepEqual([second?.number, second?.evidence.at(-1)?.kind], ['6', 'trade_differs'])
  assert.deepEqual(await numbersOf(org.admin, { tax_id: '91350100M000100Y43' }), ['1'])
  assert.deepEqual(await numbersOf(org.admin, { name: '宏达贸易', tax_id: '91310000MA1FL0K32X' }), ['6'])
  assert.equal((await twinsOf(org.admin, { name: '宏达', limit: '1' })).length, 1)
})

test('[CUS-18] likely pairs are listed by score with what they rest on, and page', async () => {
  const org = await founded()
  await create(
    org,
    { number: '01', name: 'Acme Co' },
    { number: '001', name: 'ACME Ltd.' },
    { number: '7', name: '上海宏达贸易', tax_id: '91350100M000100Y43' },
    { number: '8', name: 'Hongda', tax_id: '91350100M000100Y43' },
    { number: '9', name: 'Walmart', contacts: [{ name: 'A', email: 'ap@shop.example', phone: '+86 138-0013-8000' }] },
    { number: '10', name: 'Wal-Mart Stores', contacts: [{ name: 'B', email: ' AP@shop.example ' }] },
    { number: '11', name: 'Kiosk', contacts: [{ name: 'C', phone: '13800138000' }] },
    { number: '12', name: 'Group Head' },
    { number: '13', name: 'Group Head Ltd', head_office_number: '12' },
    { number: '14', name: '上海宏达物流', tax_id: '91310000MA1FL0K32X' },
  )
  assert.deepEqual(await pairsOf(org.admin), [])
  await counted(org)
  const pairs = await pairsOf(org.admin)
  assert.deepEqual(namesOf(pairs), ['001 01', '10 9', '7 8'])
  assert.deepEqual(
    pairs.map(pair => pair.score),
    pairs.map(pair => pair.score).toSorted((a, b) => b - a),
  )
  const kinds = new Map(
    pairs.map(pair => [
      [pair.customer.number, pair.other.number].toSorted().join(' '),
      pair.evidence.map(one => one.kind),
    ]),
  )
  assert.deepEqual(kinds.get('001 01'), ['number_same', 'name_core_same'])
  assert.deepEqual(kinds.get('10 9'), ['email_same', 'name_core_same'])
  assert.deepEqual(kinds.get('7 8'), ['tax_id_same', 'name_reads_same'])
  assert.ok(!JSON.stringify(pairs).includes('shop.example'))

  const first = await org.admin.get('/api/customers/twin-pairs', { limit: '2' })
  const rest = await org.admin.get('/api/customers/twin-pairs', { limit: '2', after: first.body.next })
  assert.deepEqual([...first.body.rows, ...rest.body.rows], pairs)
  assert.equal((await pairsOf(org.admin, { score_from: '96' })).length, 1)
})

test('[CUS-18] pairs follow what they were made of: a changed file, an archived one, an erased contact, a word of a person', async () => {
  const org = await founded()
  const [a, b] = await create(
    org,
    { number: 'A', name: 'Acme', contacts: [{ name: 'A', phone: '021-5555-7777' }] },
    { number: 'B', name: 'Acme Ltd', contacts: [{ name: 'B', phone: '02155557777' }] },
  )
  const ids = { customer_id: a?.customer_id as string, other_id: b?.customer_id as string }
  await counted(org)
  assert.deepEqual(
    (await pairsOf(org.admin))[0]?.evidence.map(one => one.kind),
    ['phone_same', 'name_core_same'],
  )

  const { body } = await org.admin.get(`/api/customers/${ids.customer_id}`)
  await org.admin.post(`/api/contacts/${body.contacts[0].contact_id}/erasure`, { reason: 'asked for' })
  await counted(org)
  assert.deepEqual(
    (await pairsOf(org.admin))[0]?.evidence.map(one => one.kind),
    ['name_core_same'],
  )

  const tell = (different: boolean, reason: string) =>
    org.admin.post('/api/customer-differences', { ...ids, different, reason })
  assert.equal((await tell(true, 'two brothers')).status, 200)
  assert.equal((await tell(true, 'again')).status, 200)
  assert.deepEqual(await pairsOf(org.admin), [])
  assert.equal((await tell(false, 'one after all')).status, 200)
  assert.equal((await pairsOf(org.admin)).length, 1)
  assert.deepEqual(codes(await org.admin.post('/api/customer-differences', { ...ids, other_id: ids.customer_id })), [
    '0 merge_into_itself',
  ])

  await org.admin.post(`/api/customers/${ids.other_id}/archive`, { reason: 'x' })
  assert.deepEqual(await pairsOf(org.admin), [])
  await org.admin.post(`/api/customers/${ids.other_id}/archive`, { archived: false, reason: 'x' })
  assert.equal((await pairsOf(org.admin)).length, 1)

  const amended = await org.admin.put(`/api/customers/${ids.other_id}`, { version: 3, name: 'Zebra', name_en: null })
  assert.equal(amended.status, 200, JSON.stringify(amended.body))
  // The former name stays as an alias, and as a likeness, until it is ended.
  await counted(org)
  assert.equal((await pairsOf(org.admin)).length, 1)
  const file = await org.admin.get(`/api/customers/${ids.other_id}`)
  await org.admin.post(`/api/customer-aliases/${file.body.aliases[0].alias_id}/ending`, { reason: 'never its own' })
  await counted(org)
  assert.deepEqual(await pairsOf(org.admin), [])
  assert.deepEqual(await numbersOf(org.admin, { name: 'acme' }), ['A'])
})

test('[CUS-18] a salesperson sees candidates and pairs of their own customers alone, another organisation none', async () => {
  const org = await founded()
  const [entity_id] = org.entities
  const ann = await org.as('sales', { name: 'Ann' })
  const own = [{ entity_id, salesperson_id: ann.person_id }]
  await create(
    org,
    { number: 'A1', name: 'Acme', accounts: own },
    { number: 'A2', name: 'Acme Ltd', accounts: own },
    { number: 'A3', name: 'ACME Inc' },
  )
  const other = await founded()
  await create(other, { number: 'X', name: 'Acme' })
  for (const moment of ['entered', 'counted']) {
    if (moment === 'counted') {
      await counted(org)
      await counted(other)
    }
    assert.deepEqual((await numbersOf(org.admin, { name: 'acme' })).toSorted(), ['A1', 'A2', 'A3'])
    assert.deepEqual((await numbersOf(ann, { name: 'acme' })).toSorted(), ['A1', 'A2'])
    assert.deepEqual(await numbersOf(other.admin, { name: 'acme' }), ['X'])
  }
  assert.equal((await pairsOf(org.admin)).length, 3)
  assert.deepEqual(namesOf(await pairsOf(ann)), ['A1 A2'])
  assert.deepEqual(await pairsOf(other.admin), [])
})

test('[CUS-18] what is queued while it is being worked at stays queued', async () => {
  const org = await founded()
  const [made] = await create(org, { number: 'A', name: 'Acme' })
  const customer_id = made?.customer_id as string
  await inside(org, async tx => {
    assert.equal(await recountTwins(tx, org.org_id), 1)
    const reply = await org.admin.put(`/api/customers/${customer_id}`, { version: 1, name: 'Zebra' })
    assert.equal(reply.status, 200)
  })
  const queued = await asOwner('select from customer_recounts where org_id = $1', [org.org_id])
  assert.ok(queued.length > 0)
  await counted(org)
  assert.deepEqual(await numbersOf(org.admin, { name: 'zebra' }), ['A'])
})

test('[CUS-38] one bank account makes a likely pair, told by its last four characters; closed or erased it tells nothing', async () => {
  const org = await founded()
  const rows = await create(
    org,
    { number: 'A', name: '青岚贸易有限公司' },
    { number: 'B', name: 'Somebody Else Ltd.' },
    { number: 'C', name: '北汀物流', tax_id: '91350100M000100Y43' },
    { number: 'D', name: '云澜机电', tax_id: '91310000MA1FL0AA19' },
  )
  const id = (number: string) => rows.find(row => row.number === number)?.customer_id as string
  const enter = async (customer: string, number: string) => {
    const account = { customer_id: id(customer), holder: 'X', bank: 'Bank', number, evidence: 'letter' }
    const reply = await org.admin.post(`/api/customers/${id(customer)}/bank-accounts`, account)
    assert.equal(reply.status, 200, JSON.stringify(reply.body))
    return reply.body.account_id as string
  }
  await enter('A', '6222 0000 1234 5678')
  const other = await enter('B', '6222-0000-1234-5678')
  await enter('C', '6222000099990000')
  await enter('D', '6222000099990000')
  await counted(org)
  const [pair, ...more] = await pairsOf(org.admin)
  assert.deepEqual(more, [], 'two tax identifiers that differ speak louder')
  assert.deepEqual(
    [pair?.score, pair?.evidence[0]],
    [70, { kind: 'account_same', ours: '•••• 5678', theirs: '•••• 5678', spellings: 1 }],
  )
  const stored = JSON.stringify(await asOwner('select * from customer_bank_accounts where org_id = $1', [org.org_id]))
  assert.ok(!stored.includes('622200001234'))
  // What was entered before there were fingerprints gets its own.
  await asOwner(`update customer_bank_accounts set fingerprint = null, fingerprint_due = true where org_id = $1`, [
    org.org_id,
  ])
  await counted(org)
  assert.deepEqual(await pairsOf(org.admin), [])
  await inside(org, tx => markAccounts(tx, org.org_id))
  await counted(org)
  assert.equal((await pairsOf(org.admin)).length, 1)
  assert.equal((await org.admin.post(`/api/customer-bank-accounts/${other}/closing`, { reason: 'Wrong' })).status, 200)
  await counted(org)
  assert.deepEqual(await pairsOf(org.admin), [])
})
