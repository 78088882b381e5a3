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
