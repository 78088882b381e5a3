/** Readings of Han characters as the build found them: '行' → 'hang xing'. */
export type Readings = Readonly<Record<string, string>>

/**
 * How well a text answers what was typed, 0 when not at all. Whole beginnings count most, then beginnings of words, then
 * letters that follow one another with gaps. Chinese is found by its characters, its pinyin and the initials of it.
 */
export function fits(typed: string, text: string, readings: Readings): number {
  const wanted = plain(typed)
  if (wanted === '') return 1
  return Math.max(...[text, ...spoken(text, readings)].map((form, at) => within(wanted, plain(form)) - at * 0.01))
}

const plain = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()

function within(wanted: string, text: string): number {
  if (text.startsWith(wanted)) return 100 - Math.min(40, text.length - wanted.length) / 10
  const at = text.indexOf(wanted)
  if (at > 0) return (text[at - 1] === ' ' ? 80 : 60) - Math.min(30, at) / 10
  const joined = wanted.replaceAll(' ', '')
  const initials = text
    .split(/[ /·-]+/)
    .map(word => word[0] ?? '')
    .join('')
  if (joined.length > 1 && initials.includes(joined)) return 50
  return joined.length > 2 ? scattered(joined, text) : 0
}

/** All letters in their order, with gaps: 'rcpt' in 'receipt'. The closer they stand, the better. */
function scattered(wanted: string, text: string): number {
  let at = -1
  let gaps = 0
  for (const letter of wanted) {
    const next = text.indexOf(letter, at + 1)
    if (next < 0) return 0
    if (at >= 0) gaps += next - at - 1
    at = next
  }
  return gaps > wanted.length ? 0 : 30 - gaps
}

/** A Chinese text as it sounds, and the initials of that; each reading of the few characters that have several. */
function spoken(text: string, readings: Readings): string[] {
  if (!/\p{Script=Han}/u.test(text)) return []
  let forms: string[][] = [[]]
  for (const sign of text) {
    const ways = (readings[sign] ?? sign).split(' ').slice(0, 2)
    if (forms.length * ways.length > 16) ways.length = 1
    forms = forms.flatMap(form => ways.map(way => [...form, way]))
  }
  return forms.flatMap(form => [form.join(''), form.map(way => way[0] ?? '').join('')])
}
