import { pinyin } from 'pinyin-pro'

const han = /\p{Script=Han}+/gu
const plain = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()

/**
 * What a customer or an alias is found by: its spellings in small letters, and of each Chinese run its pairs of
 * characters, how it is read in one word, and the initials from each character on ('szty zty ty y'), so that every
 * beginning is the beginning of a word and a trigram index finds even two letters of it. [CUS-14]
 */
export function searchText(spellings: readonly (string | null)[]): string {
  const words = new Set<string>()
  for (const spelling of spellings) {
    if (!spelling) continue
    const text = plain(spelling)
    words.add(text)
    for (const run of text.match(han) ?? []) for (const word of readingsOf(run)) words.add(word)
  }
  return ` ${[...words].join(' ')} `
}

/** The most characters of a run whose readings are kept; longer names are found by their beginning. */
const most = 40

function readingsOf(run: string): string[] {
  const signs = [...run].slice(0, most)
  const syllables = pinyin(signs.join(''), { toneType: 'none', type: 'array', v: true })
  const initials = syllables.map(syllable => syllable[0] ?? '').join('')
  return [
    ...signs.map((sign, at) => sign + (signs[at + 1] ?? '')),
    syllables.join(''),
    ...syllables.map((_, at) => initials.slice(at)),
  ]
}

/** The most words of a question that are looked for. */
const mostWords = 5

/**
 * The patterns a customer's text must have for what was typed: each word of it, one or two signs at the beginning of a
 * word, three or more anywhere. [CUS-14]
 */
export function searchPatterns(typed: string): string[] {
  const words = plain(typed)
    .split(/(?<=\p{Script=Han})(?=\P{Script=Han})|(?<=\P{Script=Han})(?=\p{Script=Han})| /u)
    .map(word => word.trim())
    .filter(word => /[\p{L}\p{N}]/u.test(word))
  return [...new Set(words)].slice(0, mostWords).map(word => {
    const safe = word.replace(/[\\%_]/g, '\\$&')
    return [...word].length < 3 ? `% ${safe}%` : `%${safe}%`
  })
}
