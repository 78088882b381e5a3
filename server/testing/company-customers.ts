import type { Random } from './random.ts'

/** How a customer pays; the days are counted from the due day. */
export type Habit = 'prompt' | 'slow' | 'seasonal' | 'disputing' | 'project' | 'prepaying' | 'failing'

/** A made-up customer, and what it does. */
export type MadeUp = {
  number: string
  name: string
  name_en?: string
  country: string
  /** The number of the head office that pays for it. */
  head_office_number?: string
  habit: Habit
  entity: 'domestic' | 'export'
  terms_code: string
  currency: string
  /** How often it buys, and for how much at a time, in minor units. */
  weight: number
  usual_minor: number
}

// Words that make names no company bears; each says at once that it is simulated.
const places = ['临溪', '云澜', '青岚', '北汀', '南垣', '东篱', '西陵渡', '长滩', '白鹭洲', '松风', '远山', '静海湾']
const brands = [
  '晨禾',
  '百川汇',
  '启明灯',
  '金穗子',
  '鸿雁来',
  '知行合',
  '万象春',
  '恒星石',
  '小满',
  '谷雨',
  '白露',
  '立夏',
]
const trades = ['机电', '五金', '建材', '电子', '包装', '化工', '医疗器械', '食品', '纺织', '物流', '装备', '家居']
const foreign = [
  'Harbor & Finch',
  'Maplewick',
  'Nordlicht',
  'Quillstone',
  'Bluepeak',
  'Tamarind Row',
  'Oakmere',
  'Silverbay',
]
const crafts = ['Tools', 'Fittings', 'Home', 'Components', 'Outdoor', 'Supply']
const lands = ['US', 'DE', 'GB', 'AU', 'SG', 'CA']

const habits: readonly (readonly [number, Habit])[] = [
  [36, 'prompt'],
  [26, 'slow'],
  [12, 'seasonal'],
  [8, 'disputing'],
  [8, 'project'],
  [5, 'prepaying'],
  [5, 'failing'],
]
const termsOf: Record<Habit, readonly string[]> = {
  prompt: ['net30', 'eom30', 'next-month-25', 'net60'],
  slow: ['eom30', 'eom60', 'net60', 'tax-invoice30'],
  seasonal: ['eom60', 'net90', 'eom90'],
  disputing: ['net30', 'tax-invoice30', 'eom30'],
  project: ['acceptance30', 'net60'],
  prepaying: ['net15', 'receipt'],
  failing: ['eom30', 'net30'],
}

/** So many customers, the first ones of every habit; the same for the same chance. */
export function madeUpCustomers(chance: Random, count: number): MadeUp[] {
  const made: MadeUp[] = []
  const names = new Set<string>()
  const fresh = (name: () => string) => {
    let found = name()
    for (let tries = 2; names.has(found); tries++) found = tries < 50 ? name() : `${name()} ${tries}`
    names.add(found)
    return found
  }
  for (let at = 0; at < count; at++) {
    // Each habit is there in the smallest company too.
    const habit = at < habits.length ? (habits[at] as readonly [number, Habit])[1] : chance.weigh(habits)
    const isExport = at >= habits.length && chance.chance(0.22)
    const number = `${isExport ? 'X' : 'K'}${String(at + 1).padStart(4, '0')}`
    const shared = { number, habit, weight: chance.int(1, 10), usual_minor: chance.int(200_000, 6_000_000) }
    if (isExport) {
      const name = fresh(() => `${chance.pick(foreign)} ${chance.pick(crafts)} Ltd (simulated)`)
      const terms_code = chance.pick(['net30', 'bl30', 'bl60', 'net60'])
      made.push({
        ...shared,
        name,
        name_en: name,
        country: chance.pick(lands),
        entity: 'export',
        terms_code,
        currency: 'USD',
      })
      continue
    }
    const name = fresh(() => `${chance.pick(places)}${chance.pick(brands)}${chance.pick(trades)}有限公司（模拟）`)
    made.push({
      ...shared,
      name,
      country: 'CN',
      entity: 'domestic',
      terms_code: chance.pick(termsOf[habit]),
      currency: 'CNY',
    })
  }
  // A head office pays for its branches.
  const [head, ...rest] = made.filter(one => one.entity === 'domestic' && one.habit === 'slow')
  for (const [at, branch] of rest.slice(0, Math.min(places.length, Math.max(1, Math.round(count / 15)))).entries()) {
    if (!head) break
    branch.name = `${head.name.replace('有限公司（模拟）', '')}${places[at]}分公司（模拟）`
    branch.head_office_number = head.number
  }
  return made
}
