import { addDays } from '../ui/figures.ts'

export type TypedHoliday = { day: string; working: boolean; name: string }

const works = /^(?:\+|班|上班|调休|works?|working)$/i
const dayWord = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/

/**
 * Reads a day, or a span of two days, and its name, a line each; a weekend day that is worked has 班 or `work` in its line.
 * `wrong` names the lines that could not be read, by their text.
 */
export function readHolidays(text: string): { days: TypedHoliday[]; wrong: string[] } {
  const days: TypedHoliday[] = []
  const wrong: string[] = []
  for (const line of text.normalize('NFKC').split('\n')) {
    const words = line
      .trim()
      .split(/[\s,;~]+|(?<=\d)(?:\.\.|至|到)(?=\d)/)
      .filter(Boolean)
    if (words.length === 0) continue
    const named = words.filter(word => !dayWord.test(word))
    const [from, to = from, ...more] = words.flatMap(word => dayOf(word) ?? [])
    const working = named.some(word => works.test(word))
    const name = named.filter(word => !works.test(word)).join(' ')
    const span = from && to ? spanOf(from, to) : []
    if (more.length > 0 || span.length === 0) wrong.push(line.trim())
    else days.push(...span.map(day => ({ day, working, name })))
  }
  return { days, wrong }
}

/** A year as it is typed, to be changed. */
export const writeHolidays = (days: readonly TypedHoliday[]): string =>
  days.map(({ day, working, name }) => [day, working ? '班' : '', name].filter(Boolean).join(' ')).join('\n')

function dayOf(word: string): string | undefined {
  const parts = dayWord.exec(word)
  if (!parts) return undefined
  const [, year, month = '', day = ''] = parts
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

/** No holiday is longer than a month. */
function spanOf(from: string, to: string): string[] {
  const span: string[] = []
  for (let day = from; day <= to && span.length < 31; day = addDays(day, 1)) span.push(day)
  return span.at(-1) === to ? span : []
}
