import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { asOwner, create, founded, inside } from '../testing/customers.ts'
import { testHouse } from '../testing/organisation.ts'
import { nameCore } from './names.ts'
import { rankTwins, similarTo } from './twins.ts'

await testHouse()

test('[CUS-18] a core has no legal form, place or word that many companies bear, and is never empty', () => {
  for (const [name, core] of [
    ['深圳市腾跃贸易有限公司', '腾跃'],
    ['腾跃商贸（深圳）有限公司', '腾跃商贸深圳'],
    ['浙江省杭州市余杭区云帆科技股份有限公司', '云帆'],
    ['上海贸易有限公司', '上海贸易'],
    ['Tengyue Trading Co., Ltd.', 'tengyue'],
    ['TENGYUE & SONS, Inc', 'tengyue and sons'],
    ['The Harbor Group Holdings LLC', 'harbor'],
    ['Group', 'group'],
    ['贸易', '贸易'],
  ] as const)
    assert.equal(nameCore(name), core, name)
})

test('[CUS-18] one who is entered is held against those there are, with the evidence', async () => {
  const org = await founded()
  await create(
    org,
    {
      number: 'K1',
      name: '深圳市腾跃贸易有限公司',
      name_en: 'Tengyue Trading Co., Ltd.',
      tax_id: '91350100M000100Y43',
    },
    { number: 'K2', name: '百川汇食品有限公司' },
    { number: 'K3', name: 'Harbor & Finch Tools Ltd' },
  )
  const twins = async (query: Record<string, string>) =>
    (await org.admin.get('/api/customer-twins', query)).body.rows.map(
      (row: { number: string; score: number; reasons: string[] }) => [row.number, row.score, row.reasons.join()],
    )
  assert.deepEqual(await twins({ name: '深圳市腾跃贸易有限责任公司' }), [['K1', 96, 'name']])
  assert.deepEqual(await twins({ name: '广州腾跃商贸有限公司' }), [['K1', 90, 'core']])
  assert.deepEqual(await twins({ name: 'TENGYUE TRADE' }), [['K1', 90, 'core']])
  assert.deepEqual(await twins({ name: 'somebody else', tax_id: '91350100 m000100y43' }), [['K1', 100, 'tax_id']])
  assert.deepEqual((await twins({ name: 'Harbour & Finch' }))[0]?.[0], 'K3')
  assert.deepEqual(await twins({ name: '万象春纺织有限公司' }), [])
  const ann = await org.as('sales', { name: 'Ann' })
  assert.deepEqual((await ann.get('/api/customer-twins', { name: '腾跃' })).body.rows, [], 'only in one’s scope')
})

const file = join(import.meta.dirname, '../../../shared/data/names_en/customer_name_variants.csv')

test('[CUS-18] of real spellings with a mate, 98 in 100 have a true mate among the first five, and none is merged', {
  skip: existsSync(file) ? false : `${file} is not there`,
}, async () => {
  const org = await founded()
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .slice(1)
    .flatMap(line => {
      const found = /^([^,]*),(.*),\d+\r?$/.exec(line)
      return found ? [{ of: found[1] as string, name: (found[2] as string).replaceAll('"', '').trim() }] : []
    })
  // Every number is a customer, its other spellings are other names of it; each is asked for as if it were not there yet.
  const spellings = Map.groupBy(rows, row => row.of)
  const drafts = [...spellings].map(([number, some]) => {
    const [name, ...name_aliases] = [...new Set(some.map(row => row.name))]
    return { number, name, name_aliases }
  })
  const made = await create(org, ...drafts)
  const ids = new Map(made.map(row => [row.number, row.customer_id]))
  let [mates, found] = [0, 0]
  for (const row of rows) {
    if ((spellings.get(row.of)?.length ?? 0) < 2) continue
    mates++
    const mine = ids.get(row.of)
    const all = await inside(org, tx => similarTo(tx, row.name))
    const others = all.filter(one => one.customer_id !== mine || one.spelling !== row.name)
    const five = rankTwins(row.name, others, []).slice(0, 5)
    if (five.some(one => one.customer_id === mine)) found++
  }
  console.log(`${found} of ${mates} spellings with a mate have one among the first five`)
  assert.ok(found / mates >= 0.98, `${found} of ${mates}`)
  const kept = await asOwner('select from customers where org_id = $1', [org.org_id])
  assert.equal(kept.length, spellings.size, 'nobody was merged')
})
