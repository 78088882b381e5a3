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

/**
 * A key under which spellings of one name meet: without width, case, accents, punctuation, blanks and legal form
 * (有限公司, 股份有限公司, Co., Ltd, Inc, GmbH …). It finds candidates; a key alone never merges two customers. [CUS-5]
 */
export function nameKey(name: string): string {
  const plain = name.normalize('NFKC').toLowerCase()
  const bare = plain
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/\([株有]\)/g, ' ')
    .replace(/(?<=\b[a-z])\.\s?(?=[a-z]\b)/g, '')
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  const words = bare.replace(/^the (?=.)/, '').split(' ')
  while (words.length > 1 && forms.has(words.at(-1) as string)) words.pop()
  const joined = words.join('')
  const core = joined.replace(formsBehind, '').replace(formsBefore, '')
  return core || joined || plain
}

/** Words companies add that tell none from another, in any place behind the first word. */
const loose = new Set([
  ...forms,
  ...(
    'associates associate foundation systems system us usa america trust in group holding holdings international intl ' +
    'enterprises enterprise industries industry trading trade services service solutions partners'
  ).split(' '),
])
const places =
  /^(?:[\p{Script=Han}]{2,7}?(?:省|自治区|特别行政区))?(?:[\p{Script=Han}]{2,5}?市|北京|上海|天津|重庆|深圳|广州|杭州|宁波|苏州|南京|无锡|青岛|成都|武汉|厦门|东莞|佛山|香港|澳门|台湾)?(?:[\p{Script=Han}]{2,4}?[区县])?(?=[\p{Script=Han}]{2})/u
const trades = /(?:集团|控股|实业|商贸|贸易|科技|股份|国际|发展|投资)+$/

/**
 * What is left of a name without legal form, place in front (深圳市, 浙江省) and words that many companies bear (贸易, 集团,
 * group, trading): what two spellings of one customer share. Never empty for a name that is not. [CUS-18]
 */
export function nameCore(name: string): string {
  const words = name
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/['’.]/g, '')
    .replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
  while (words.length > 1 && loose.has(words.at(-1) as string)) words.pop()
  if (words.length > 1 && words[0] === 'the') words.shift()
  const joined = words.join(' ')
  if (!/\p{Script=Han}/u.test(joined)) return joined
  const bare = joined.replaceAll(' ', '').replace(formsBehind, '')
  const placed = bare.replace(places, '')
  return placed.replace(trades, '') || bare || joined
}
