import {
  joining,
  noName,
  placesBefore,
  placeWords,
  saysNothing,
  sharedWords,
  tradeBehind,
  tradeWords,
} from './name-words.ts'

/**
 * The number without what people leave out or add: width, case, blanks, leading zeros. '0200 769623' and '200769623'
 * are the same. The column `customers.number_key` is computed alike in SQL; a test holds the two equal. [CUS-3]
 */
export function numberKey(number: string): string {
  const plain = number
    .normalize('NFKC')
    .replace(/[ \t\r\n]/g, '')
    .replace(/[a-z]+/g, letters => letters.toUpperCase())
  return plain.replace(/^0+/, '') || '0'
}

/** Legal forms behind a name, as words; only stripped while another word stands before them. */
const forms = new Set(
  (
    'co company ltd limited inc incorporated corp corporation llc llp lp plc gmbh mbh ag kg kgaa ohg ug ev se sa sas sarl ' +
    'srl spa snc bv nv cv vof ab as asa aps oy oyj kft zrt sro doo dd pty pte pvt private sdn bhd kk jsc pjsc ooo oao pao ' +
    'zao ltda limitada sl slu eirl tbk pt fze fzco dmcc'
  ).split(' '),
)
const formsBehind =
  /(?:股份有限责任公司|股份有限公司|股份公司|有限责任公司|有限責任公司|有限公司|有限责任|有限合伙|株式会社|有限会社|合同会社|주식회사)$/
const formsBefore = /^(?:株式会社|有限会社|合同会社|주식회사)/

/** The name in small letters without width, accents and punctuation; its words are parted by blanks. */
function bareName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/\([株有]\)/g, ' ')
    .replace(/(?<=\b[a-z])\.\s?(?=[a-z]\b)/g, '')
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/**
 * A key under which spellings of one name meet: without width, case, accents, punctuation, blanks and legal form
 * (有限公司, 股份有限公司, Co., Ltd, Inc, GmbH …). It finds candidates; a key alone never merges two customers. [CUS-5]
 */
export function nameKey(name: string): string {
  const words = bareName(name)
    .replace(/^the (?=.)/, '')
    .split(' ')
  while (words.length > 1 && forms.has(words.at(-1) as string)) words.pop()
  const joined = words.join('')
  const core = joined.replace(formsBehind, '').replace(formsBefore, '')
  return core || joined || name.normalize('NFKC').toLowerCase()
}

/** What a name is made of. What tells a customer apart is its `core`; the rest supports or contradicts. */
export type NameParts = {
  /** Everything, without blanks. */
  whole: string
  /** The words that are no Chinese and tell it apart. */
  words: string[]
  /** The Chinese trade name 字号. */
  han: string
  /** `words` and `han` in one. */
  core: string
  /** Lines of business: 贸易, trading. */
  trade: string[]
  /** Places in front or in brackets: 上海, shanghai. */
  places: string[]
  /** 北京分公司; a number within a name: II. */
  branch: string
}

const isHan = /\p{Script=Han}/u
const branchBehind = /^(.+?(?:公司|银行|集团|厂))(.+?(?:分公司|分店|分行|支行|办事处|营业部))$/
const placeBehind = /^[^省市县区]{2,3}(?:自治区|自治州|新区|省|市|县|区)/

/** Takes a name apart. Nothing is taken away that would leave less than two signs or one word. [CUS-17] */
export function nameParts(name: string): NameParts {
  const bare = bareName(name)
  const parts: NameParts = {
    whole: bare.replaceAll(' ', '') || name.trim(),
    words: [],
    han: '',
    core: '',
    trade: [],
    places: [],
    branch: '',
  }
  const pieces = bare.match(/\p{Script=Han}+|[^\p{Script=Han} ]+/gu) ?? []
  takeWords(
    pieces.filter(piece => !isHan.test(piece)),
    parts,
  )
  takeHan(
    pieces.filter(piece => isHan.test(piece)),
    parts,
  )
  parts.core = parts.words.join('') + parts.han || parts.whole
  return parts
}

/** The second fund of a name is not its third. */
const counted = /^(?:\d{1,3}|i{1,3}|iv|vi{0,3}|ix)$/
const tellsNobody = (word: string) => sharedWords.has(word)

function takeWords(given: readonly string[], parts: NameParts): void {
  const words = given.filter(word => !joining.has(word))
  const isEmpty = (word: string) => forms.has(word) || saysNothing.has(word)
  const all = words.every(isEmpty) ? [...given] : words
  // 'First Trust' and 'First Foundation' are not both 'First'.
  const lasts = (word: string) => forms.has(word) || (saysNothing.has(word) && !all.slice(0, -1).every(tellsNobody))
  while (all.length > 1 && lasts(all.at(-1) as string)) all.pop()
  const strong = all.filter(word => !placeWords.has(word) && !tradeWords.has(word) && !counted.test(word))
  if (strong.join('').length < 3 || strong.every(tellsNobody)) {
    parts.words = all
    return
  }
  parts.branch = all.filter(word => counted.test(word)).join(' ')
  parts.words = strong
  parts.places = all.filter(word => placeWords.has(word))
  parts.trade = all.filter(word => tradeWords.has(word))
}

function takeHan(runs: readonly string[], parts: NameParts): void {
  const trade: string[] = []
  let core = ''
  for (const run of runs) {
    const [, main = run, branch = ''] = branchBehind.exec(run) ?? []
    parts.branch += branch
    let rest = main.replace(formsBehind, '').replace(/(?<=.{2})公司$/, '')
    // 中国石油 and 上海银行 have nothing but their place to be told apart by.
    if (noName.test(rest.slice(placeOf(rest)?.length ?? 0)) && placeOf(rest)) {
      core += rest
      continue
    }
    for (let place = placeOf(rest); place; place = placeOf(rest)) {
      const behind = rest.slice(place.length)
      if (behind === '' ? runs.length === 1 : behind.length < 2 || noName.test(behind)) break
      parts.places.push(bareOf(place))
      rest = behind
    }
    const named = core !== '' || parts.words.length > 0
    for (let word = tradeBehind.exec(rest)?.[0]; word; word = tradeBehind.exec(rest)?.[0]) {
      if (rest.length - word.length < (named ? 0 : 2)) break
      trade.push(word)
      rest = rest.slice(0, -word.length)
    }
    core += rest
  }
  parts.han = core || (parts.words.length > 0 ? '' : runs.join(''))
  parts.trade.push(...trade.toReversed())
}

const bareOf = (place: string) => (place.length > 2 ? place.replace(/(?:自治区|自治州|新区|省|市|县|区)$/, '') : place)
const placeOf = (text: string) => placesBefore.exec(text)?.[0] ?? placeBehind.exec(text)?.[0]
