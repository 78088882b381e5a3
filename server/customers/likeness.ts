import { pinyin } from 'pinyin-pro'
import type { AccountMark } from './account-marks.ts'
import type { evidenceKinds } from './lines-twins.ts'
import { type NameParts, nameKey, nameParts } from './names.ts'

type EvidenceKind = (typeof evidenceKinds)[number]

/** One piece of evidence: the spellings it is about, and how many spellings of the customer fit as well. */
export type Evidence = { kind: EvidenceKind; ours: string | null; theirs: string | null; spellings: number }

/** The score of a name alone ends here: a name never makes two customers one. [CUS-5] */
export const mostByName = 90

type Likeness = { score: number; kinds: EvidenceKind[] }

/** A name with everything that is compared, worked out once. */
export type Name = NameParts & { name: string; reading: string; longReading: string; initials: string[] }

const read = (han: string) => pinyin(han, { toneType: 'none', type: 'array', v: true })
const beginnings = (words: readonly string[]) => words.map(word => word[0] ?? '').join('')

/** Takes a name apart and works out how its Chinese part is read. */
export function nameOf(name: string): Name {
  const parts = nameParts(name)
  const han = read(parts.han)
  const trade = parts.trade.flatMap(word => (/\p{Script=Han}/u.test(word) ? read(word) : [word]))
  const places = parts.places.flatMap(place => (/\p{Script=Han}/u.test(place) ? read(place) : [place]))
  const own = [...parts.words, ...(parts.han ? han : []), ...trade]
  const initials = [beginnings(own), beginnings([...places, ...own])].filter(text => text.length >= 3)
  const reading = parts.han ? parts.words.join('') + han.join('') : ''
  return { ...parts, name, reading, longReading: reading && reading + trade.join(''), initials: [...new Set(initials)] }
}

/**
 * What a customer of this name is found by: the core, its words, its beginning and its end, its pairs of Chinese
 * signs, how it is read, its initials. Two names that are alike have one of them in common. [CUS-17]
 */
export function nameKeys(name: Name): string[] {
  // The first is what tells equal names; the second, where it is another one, what is left once signs between letters go.
  const keys = new Set<string>([`n:${nameKey(name.name)}`, `n:${name.whole}`, `k:${name.core}`])
  const letters = name.words.join('')
  for (const word of name.words) if (word.length >= 2) keys.add(`k:${word}`)
  if (letters.length >= 4) {
    keys.add(`p:${letters.slice(0, 4)}`)
    keys.add(`e:${letters.slice(-4)}`)
  }
  if (letters.length >= 3 && letters.length <= 6 && !name.han) keys.add(`i:${letters}`)
  for (const initials of name.initials) if (initials.length <= 6) keys.add(`i:${initials}`)
  const signs = [...name.han]
  for (let at = 0; at + 1 < signs.length; at++) keys.add(`b:${signs[at]}${signs[at + 1]}`)
  // Two signs that were swapped leave no pair as it was.
  if (signs.length >= 4) keys.add(`a:${signs[0]}${signs.at(-1)}`)
  if (name.reading.length >= 3) {
    keys.add(`k:${name.reading}`)
    keys.add(`k:${name.longReading}`)
  }
  return [...keys].slice(0, mostKeys)
}

/** The most keys of one name. */
const mostKeys = 40

/** How alike two names are, 0 to 90, and why. [CUS-17] */
export function compareNames(a: Name, b: Name): Likeness {
  if (a.whole === b.whole) return { score: mostByName, kinds: ['name_same'] }
  const core = compareCores(a, b)
  if (core.score === 0) return { score: 0, kinds: [] }
  const kinds: EvidenceKind[] = [core.kind]
  let score = core.score
  const apart = (kind: EvidenceKind, points: number) => {
    kinds.push(kind)
    score -= points
  }
  // A place is the same in both writings; one that is left out says little.
  const places = aside(a.places.map(placeReading), b.places.map(placeReading))
  if (places === 'differs') apart('place_differs', 25)
  if (places === 'missing') score -= 4
  const trade = a.han === '' && b.han === '' ? aside(a.trade, b.trade) : tradeAside(a, b)
  if (trade === 'differs') apart('trade_differs', 18)
  if (trade === 'missing') score -= a.han || b.han ? 5 : 8
  if (a.branch !== b.branch) apart('branch_differs', 20)
  return { score: Math.max(0, score), kinds }
}

const placeReading = (place: string) => (/\p{Script=Han}/u.test(place) ? read(place).join('') : place)

/** Lines of business in two writings cannot be compared. */
function tradeAside(a: Name, b: Name): ReturnType<typeof aside> {
  if (a.han === '' || b.han === '') return 'same'
  return aside(a.trade, b.trade)
}

function aside(a: readonly string[], b: readonly string[]): 'same' | 'missing' | 'differs' {
  if (a.join() === b.join()) return 'same'
  if (a.length === 0 || b.length === 0) return 'missing'
  return a.some(word => b.some(other => word.includes(other) || other.includes(word))) ? 'missing' : 'differs'
}

type Core = { score: number; kind: EvidenceKind }
const none: Core = { score: 0, kind: 'name_close' }

function compareCores(a: Name, b: Name): Core {
  if (a.core === b.core) return { score: mostByName, kind: 'name_core_same' }
  const found = [initialsOf(a, b), initialsOf(b, a)]
  if (a.han && b.han) found.push(compareHan(a, b))
  else if (a.han || b.han) found.push(compareReadings(a.han ? a : b, a.han ? b : a))
  else found.push(compareWords(a, b))
  return found.reduce((best, next) => (next.score > best.score ? next : best), none)
}

/** What is at least so like by letters counts; below, chance is as good. */
const closeBy = (likeness: number): Core =>
  likeness >= 0.6 ? { score: Math.min(88, Math.round(100 * likeness - 15)), kind: 'name_close' } : none

function compareWords(a: Name, b: Name): Core {
  const [short, long] = a.core.length <= b.core.length ? [a, b] : [b, a]
  const close = closeBy(Math.max(letterLikeness(a.core, b.core), wordLikeness(a.words, b.words)))
  const share = short.core.length / long.core.length
  const begins = short.core.length >= 3 && long.core.startsWith(short.core)
  const within =
    short.words.length > 0 &&
    short.core.length >= 4 &&
    short.words.length < long.words.length &&
    short.words.every(word => long.words.includes(word))
  const part: Core = begins
    ? { score: Math.round(58 + 25 * share), kind: 'name_begins' }
    : within
      ? { score: Math.round(55 + 25 * share), kind: 'name_contained' }
      : none
  return part.score >= close.score ? part : close
}

function compareHan(a: Name, b: Name): Core {
  if (a.reading !== '' && a.reading === b.reading) return { score: 80, kind: 'name_reads_same' }
  const [short, long] = a.core.length <= b.core.length ? [a.core, b.core] : [b.core, a.core]
  const share = short.length / long.length
  if (short.length >= 2 && long.startsWith(short)) return { score: Math.round(58 + 25 * share), kind: 'name_begins' }
  if (short.length >= 2 && long.includes(short)) return { score: Math.round(55 + 25 * share), kind: 'name_contained' }
  return closeBy(letterLikeness(a.core, b.core))
}

/** A Chinese name and one in letters: 宏达 is read hongda. */
function compareReadings(han: Name, letters: Name): Core {
  const word = letters.words.join('')
  if (word === han.reading || word === han.longReading || letters.whole === han.longReading)
    return { score: 82, kind: 'name_reads_same' }
  if (word.length < 5) return none
  const likeness = Math.max(letterLikeness(word, han.reading), letterLikeness(word, han.longReading))
  return likeness >= 0.85 ? { score: Math.round(100 * likeness - 25), kind: 'name_reads_same' } : none
}

function initialsOf(short: Name, long: Name): Core {
  const fits = short.core.length >= 3 && short.core.length <= 6 && long.initials.includes(short.core)
  return fits && long.core.length > short.core.length ? { score: 62, kind: 'name_initials' } : none
}

/** Words of two names paired with their likest, by letters; the order does not matter. */
function wordLikeness(a: readonly string[], b: readonly string[]): number {
  const [short, long] = a.length <= b.length ? [a, [...b]] : [b, [...a]]
  const letters = [...a, ...b].join('').length
  let alike = 0
  for (const word of short) {
    const likeness = long.map(other => letterLikeness(word, other))
    const best = Math.max(0, ...likeness)
    if (best < 0.75) continue
    const [other = ''] = long.splice(likeness.indexOf(best), 1)
    alike += best * (word.length + other.length)
  }
  return letters === 0 ? 0 : alike / letters
}

/** 1 less the letters to be changed, added, left out or swapped, by the longer word. */
export function letterLikeness(first: string, second: string): number {
  const a = [...first]
  const b = [...second]
  const most = Math.max(a.length, b.length)
  if (most === 0) return 1
  if (Math.min(a.length, b.length) / most < 0.5) return 0
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      row.push(cost)
    }
    before = last
    last = row
  }
  return 1 - (last[b.length] ?? most) / most
}

/** What is known of a customer where two are compared. */
export type Known = {
  names: readonly Name[]
  tax_id: string | null
  number_key?: string | null
  emails?: readonly string[]
  phones?: readonly string[]
  accounts?: readonly AccountMark[]
}

/**
 * How likely two customers are one, 0 to 100, with the evidence. One tax identifier makes it next to certain, two
 * speak against it louder than any name; the likest of the names counts, and how many others are as like. [CUS-17]
 */
export function compareCustomers(ours: Known, theirs: Known): { score: number; evidence: Evidence[] } {
  const best = likestNames(ours.names, theirs.names)
  let score = best?.score ?? 0
  const evidence: Evidence[] = []
  const tell = (kind: EvidenceKind, one: string | null = null, other: string | null = null) =>
    evidence.push({ kind, ours: one, theirs: other, spellings: 1 })
  if (ours.tax_id && theirs.tax_id) {
    const same = ours.tax_id === theirs.tax_id
    tell(same ? 'tax_id_same' : 'tax_id_differs', ours.tax_id, theirs.tax_id)
    score = same ? (score >= 60 ? 99 : 96) : Math.min(score, 40)
  }
  const differs = evidence.some(({ kind }) => kind === 'tax_id_differs')
  const support = (kind: EvidenceKind, alone: number, told: string | null = null) => {
    tell(kind, told, told)
    if (!differs) score = Math.max(score, score >= 60 ? Math.min(95, score + 5) : alone)
  }
  const account = ours.accounts?.find(({ mark }) => theirs.accounts?.some(other => other.mark === mark))
  if (account) support('account_same', 70, `•••• ${account.tail}`)
  if (ours.number_key && ours.number_key === theirs.number_key) support('number_same', 60)
  if (meet(ours.emails, theirs.emails)) support('email_same', 55)
  if (meet(ours.phones, theirs.phones)) support('phone_same', 55)
  if (best)
    for (const kind of best.kinds)
      evidence.push({ kind, ours: best.ours, theirs: best.theirs, spellings: best.spellings })
  return { score, evidence }
}

const meet = (a: readonly string[] = [], b: readonly string[] = []) => a.some(one => b.includes(one))

/** The likest pair of names, and how many of their names are as like. */
function likestNames(ours: readonly Name[], theirs: readonly Name[]) {
  let best: (Likeness & { ours: string; theirs: string; spellings: number }) | null = null
  for (const other of theirs) {
    let own: (Likeness & { ours: string }) | null = null
    for (const name of ours) {
      const found = compareNames(name, other)
      if (found.score > (own?.score ?? 0)) own = { ...found, ours: name.name }
    }
    if (!own) continue
    if (best && own.score === best.score) best.spellings++
    else if (!best || own.score > best.score) best = { ...own, theirs: other.name, spellings: 1 }
  }
  return best
}
