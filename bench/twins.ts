import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pinyin } from 'pinyin-pro'
import { nameKey } from '../server/customers/names.ts'
import { recountTwins } from '../server/customers/recounts.ts'
import { searchText } from '../server/customers/reading.ts'
import { transaction } from '../server/db/connect.ts'
import { type Bench, openBench, settle } from './house.ts'
import { median, p95, report, timed } from './measure.ts'

type Book = { number: string; name: string; aliases: string[] }
/** A spelling that somebody types, and the customer it means. */
type Asked = { typed: string; number: string; how: string }

const data = ['../../shared/data', '../../../shared/data']
  .map(path => join(import.meta.dirname, path))
  .find(path => existsSync(path))
const linesOf = (path: string) => readFileSync(path, 'utf8').trim().split(/\r?\n/)

const places = ['上海', '北京', '广州', '深圳市', '杭州', '成都', '苏州市', '武汉', '青岛', '浙江', '']
const trades = ['贸易', '科技', '实业', '商贸', '电子', '物流', '机械设备', '建材', '食品', '信息技术']
const forms = ['有限公司', '有限责任公司', '股份有限公司']
const pick = <T>(from: readonly T[], at: number): T => from[at % from.length] as T

/**
 * A new customer typed against a large book: how long it takes, and how often the right one is among the first five.
 * Names are real where the data is there, else made of syllables; none of it is kept.
 */
export async function findTwins(customers: number): Promise<void> {
  const bench = await openBench()
  await everySpelling(bench)
  const { asked: variants, book: english } = realVariants(0)
  const listed = listedCompanies()
  const chinese = chineseNames(customers - english.length - listed.length)
  const book = [...english, ...listed, ...chinese]
  await enter(bench, book)
  const counting = await timed(() => count(bench))
  report('twins_count', (1000 * book.length) / counting, 'customers/s', null)
  await settle(bench)
  const asked = [
    ...chinese.filter((_, at) => at % Math.ceil(chinese.length / 400) === 0).flatMap(misspelt),
    ...variants,
  ]
  await bench.ask('customer.twins', { name: '上海' })
  const times: number[] = []
  const found = new Map<string, [found: number, asked: number]>()
  let certain = 0
  for (const { typed, number, how } of asked) {
    times.push(
      await timed(async () => {
        const { rows } = await bench.ask('customer.twins', { name: typed })
        const hit = rows.some((row: { number: string }) => row.number === number)
        certain += rows.filter((row: { score: number }) => row.score > 90).length
        const [hits, all] = found.get(how) ?? [0, 0]
        found.set(how, [hits + (hit ? 1 : 0), all + 1])
      }),
    )
  }
  report('twins_find', p95(times), 'ms', 50)
  console.error(`median ${median(times).toFixed(1)} ms, slowest ${Math.max(...times).toFixed(1)} ms of ${times.length}`)
  for (const [how, [hits, all]] of found) report(`twins_first_five ${how}`, (100 * hits) / all, '%', 98)
  report('twins_certain_by_name', certain, 'candidates', null)
  const pairs = await timed(() => bench.ask('customer.twin_pairs', { limit: '50' }))
  report('twins_page', pairs, 'ms', 50)
  await bench.house.close()
  await bench.owner.end()
}

async function count(bench: Bench): Promise<void> {
  const once = () => transaction(bench.house.db.main, 'verb', bench.sight, tx => recountTwins(tx, bench.org_id))
  while ((await once()) > 0);
}

/** Each spelling of the real ledger typed against its customers as they are without it. */
async function everySpelling(bench: Bench): Promise<void> {
  let [hits, all] = [0, 0]
  for (let turn = 0; ; turn++) {
    const { asked, book } = realVariants(turn)
    if (asked.length === 0) break
    await enter(bench, book)
    await count(bench)
    for (const { typed, number } of asked) {
      const { rows } = await bench.ask('customer.twins', { name: typed })
      hits += rows.some((row: { number: string }) => row.number === number) ? 1 : 0
      all++
    }
    for (const table of ['customer_keys', 'customer_twins', 'customer_recounts', 'customer_aliases', 'customers'])
      await bench.owner.query(`delete from ${table} where org_id = $1`, [bench.org_id])
  }
  if (all > 0) report('twins_first_five every spelling of a real ledger', (100 * hits) / all, '%', 98)
}

/** The real ledger without one spelling, the `turn`-th, of each customer that has so many; those are typed. */
function realVariants(turn: number): { asked: Asked[]; book: Book[] } {
  if (!data) return { asked: [], book: [] }
  const rows = linesOf(join(data, 'names_en/customer_name_variants.csv'))
    .slice(1)
    .map(line => [line.slice(0, line.indexOf(',')), line.slice(line.indexOf(',') + 1, line.lastIndexOf(',')).trim()])
  const asked: Asked[] = []
  const book: Book[] = []
  for (const [number = '', spellings] of Map.groupBy(rows, row => row[0] as string)) {
    const names = spellings.map(row => row[1] as string)
    const out = names.length > 1 ? turn : -1
    const [name = '', ...aliases] = names.filter((_, at) => at !== out)
    book.push({ number: `E${number}`, name, aliases })
    const typed = names[out]
    if (typed !== undefined) asked.push({ typed, number: `E${number}`, how: 'one spelling of each real customer' })
  }
  return { asked, book }
}

function listedCompanies(): Book[] {
  if (!data) return []
  const lines = linesOf(join(data, 'names_en/us_listed_companies.csv')).slice(1)
  const nameOf = (line: string) => line.slice(0, line.lastIndexOf(',')).replaceAll('"', '')
  return lines.map((line, at) => ({ number: `L${at}`, name: nameOf(line), aliases: [] }))
}

function chineseNames(count: number): Book[] {
  const short = data
    ? linesOf(join(data, 'names_cn/Company-Shorter-Form_28W.txt')).filter(line => /^\p{Script=Han}{2,6}$/u.test(line))
    : syllables(count)
  const step = Math.max(1, Math.floor(short.length / count))
  return Array.from({ length: count }, (_, at) => {
    const name = `${pick(places, at * 7)}${pick(short, at * step)}${pick(trades, at * 3)}${pick(forms, at * 5)}`
    return { number: `C${at}`, name, aliases: [] }
  })
}

const syllables = (count: number) => {
  const signs = [...'宏达天元华盛金鑫源泰丰隆兴茂恒信安康永利嘉德瑞祥东方海龙星光明远大同和']
  return Array.from(
    { length: count },
    (_, at) => pick(signs, at) + pick(signs, at * 7 + 3) + pick(signs, (at / 40) | 0),
  )
}

/** A Chinese name as people type it. */
function misspelt({ number, name }: Book, at: number): Asked[] {
  const bare = name.replace(/(?:股份有限公司|有限责任公司|有限公司)$/, '')
  const place = /^(?:上海|北京|广州|深圳市|杭州|成都|苏州市|武汉|青岛|浙江)/.exec(bare)?.[0] ?? ''
  const rest = bare.slice(place.length)
  const core = rest.replace(new RegExp(`(?:${trades.join('|')})$`), '')
  const ways: [how: string, typed: string][] = [
    ['without its legal form', bare],
    ['without place and legal form', rest],
    ['place in brackets', place ? `${rest}（${place.replace('市', '')}）有限公司` : bare],
    ['full width, other form', `　${name.replace(/有限公司$|有限责任公司$|股份有限公司$/, '有限责任公司')} `],
    ['the trade name alone', core],
    ['read in letters', pinyin(core, { toneType: 'none', type: 'array', v: true }).join('')],
    ['two signs swapped', [...core].length > 3 ? place + swapped(core) + rest.slice(core.length) : core],
  ]
  const [how, typed] = pick(ways, at)
  return [{ typed, number, how }]
}

const swapped = (text: string) => {
  const [a = '', b = '', c = '', ...rest] = text
  return [a, c, b, ...rest].join('')
}

/** Past the verbs, as an import of another system would leave them; triggers queue them. */
async function enter(bench: Bench, book: readonly Book[]): Promise<void> {
  const { owner, org_id } = bench
  for (let at = 0; at < book.length; at += 10_000) {
    const part = book.slice(at, at + 10_000)
    await owner.query(
      `insert into customers (org_id, customer_id, number, name, name_key, search, recorded_at, changed_at)
       select $1, uuidv7(), t.number, t.name, t.key, t.search, now(), now()
       from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as t (number, name, key, search)`,
      [
        org_id,
        part.map(one => one.number),
        part.map(one => one.name),
        part.map(one => nameKey(one.name)),
        part.map(one => searchText([one.number, one.name])),
      ],
    )
    const aliases = part.flatMap(({ number, aliases }) => aliases.map(alias => ({ number, alias })))
    await owner.query(
      `insert into customer_aliases (org_id, alias_id, customer_id, kind, alias, alias_key, search, recorded_at)
       select $1, uuidv7(), c.customer_id, 'name', t.alias, t.key, '', now()
       from unnest($2::text[], $3::text[], $4::text[]) as t (number, alias, key)
       join customers c on c.org_id = $1 and c.number = t.number on conflict do nothing`,
      [org_id, aliases.map(one => one.number), aliases.map(one => one.alias), aliases.map(one => nameKey(one.alias))],
    )
  }
}
