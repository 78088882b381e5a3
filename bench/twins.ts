import { nameCore, nameKey } from '../server/customers/names.ts'
import { random } from '../server/testing/random.ts'
import { openBench } from './house.ts'
import { p95, report, timed } from './measure.ts'

/** The longest a clerk should wait for the candidates while a name is typed, in ms. */
const limit = 50

const signs = [
  ...'春夏秋冬东西南北金木水火土山川云海天地日月星辰风雷雨雪松竹梅兰菊荷鸿雁鹏鹤龙凤麒麟安康泰和祥瑞福禄寿喜明德仁义礼智信诚',
]
/** About as many syllables as names of companies are made of. */
const syllables = [...'bcdfghjklmnprstvwz'].flatMap(a =>
  [...'aeiou'].flatMap(b => ['', 'n', 'r', 'l', 's', 'x'].map(c => a + b + c)),
)
const ends = ['贸易有限公司', '科技股份有限公司', '集团有限公司', '机电有限公司']
const forms = [' Ltd', ' Trading Co.', ' Group Inc', ' GmbH']

/** One new customer, as it is being typed, against 100,000 that are there; 95th percentile. [CUS-18] */
export async function findTwins(customers: number): Promise<void> {
  const bench = await openBench()
  const chance = random(11)
  const chinese = () =>
    `${chance.pick(['深圳市', '杭州', '上海', '宁波市'])}${Array.from({ length: chance.int(2, 4) }, () => chance.pick(signs)).join('')}${chance.pick(ends)}`
  const latin = () => {
    const word = Array.from({ length: chance.int(2, 4) }, () => chance.pick(syllables)).join('')
    return `${word.charAt(0).toUpperCase()}${word.slice(1)}${chance.pick(forms)}`
  }
  const names = Array.from({ length: customers }, (_, at) => (at % 2 === 0 ? chinese() : latin()))
  for (let at = 0; at < names.length; at += 10_000) {
    const some = names.slice(at, at + 10_000)
    await bench.owner.query(
      `insert into customers (org_id, customer_id, number, name, name_key, core, search, recorded_at, changed_at)
       select $1, gen_random_uuid(), 'K' || ($2 + n), name, key, core, '', now(), now()
       from unnest($3::text[], $4::text[], $5::text[]) with ordinality as t (name, key, core, n)`,
      [bench.org_id, at, some, some.map(nameKey), some.map(nameCore)],
    )
  }
  await bench.owner.query('analyze customers')
  const wanted = Array.from({ length: 200 }, (_, at) =>
    at % 4 === 0 ? (names[at * 31] as string) : at % 2 === 0 ? chinese() : latin(),
  )
  const times: number[] = []
  for (const name of wanted) times.push(await timed(() => bench.ask('customer.twins', { name })))
  report('find_twins', p95(times), 'ms', limit)
  await bench.owner.end()
  await bench.house.close()
}
