export type TypedRate = { currency: string; valid_on: string; rate: string }

/**
 * Reads lines as people type or paste them, in any order of their three words: a currency, a rate and, where it is not
 * today, a day. `wrong` names the lines that could not be read, by their text.
 */
export function readRates(text: string, today: string): { rates: TypedRate[]; wrong: string[] } {
  const rates: TypedRate[] = []
  const wrong: string[] = []
  for (const line of text.normalize('NFKC').split('\n')) {
    const words = line
      .trim()
      .split(/[\s,;=]+/)
      .filter(Boolean)
    if (words.length === 0) continue
    const currency = words.find(word => /^[A-Za-z]{3}$/.test(word))?.toUpperCase()
    const valid_on = dayOf(words) ?? today
    const rate = words.find(word => /^\d{1,9}(\.\d{1,10})?$/.test(word) && !/^\d{8}$/.test(word))
    const read = 1 + Number(rate !== undefined) + Number(dayOf(words) !== undefined)
    if (currency && rate && read === words.length) rates.push({ currency, valid_on, rate })
    else wrong.push(line.trim())
  }
  return { rates, wrong }
}

function dayOf(words: readonly string[]): string | undefined {
  for (const word of words) {
    const parts = /^(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})$/.exec(word)
    if (!parts) continue
    const [, year, month = '', day = ''] = parts
    return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  }
  return undefined
}
