/** Reading payment terms as people write them in contracts and files. */
import { type Base, TermsRule } from './terms.ts'

/**
 * The terms a text means (月结30天, net 30, 票到付款30天, EOM+30, 2/10 net 30, 次月15日 …), Chinese or English, full-width
 * or not. null where it is not one of the usual spellings or could mean two things (月结 alone): a person decides then.
 * "30 days EOM" is read as the end of the month plus 30 days.
 */
export function parseTermsText(text: string): TermsRule | null {
  if (text.length > 80) return null
  const plain = normalise(text)
  for (const [shape, rule] of shapes) {
    const match = shape.exec(plain)
    const meant = match && rule(match.groups ?? {})
    if (meant) return TermsRule.safeParse(meant).data ?? null
  }
  return null
}

type Groups = Record<string, string | undefined>

const chineseBases: [RegExp, Base][] = [
  [/^(?:收到发票|收票|见票|票到|发票到达|发票收到)$/, 'tax_invoice'],
  [/^(?:开票|开具发票|发票|发票日|发票日期|开票日|开票日期|账单日|出账)$/, 'invoice'],
  [/^(?:货到|到货|收货|签收|交货|交付|收到货物)$/, 'goods_received'],
  [/^(?:验收|验收合格|终验|验收通过)$/, 'acceptance'],
  [/^(?:对账|对账确认|对账单确认|确认对账单)$/, 'statement_confirmed'],
  [/^(?:提单|提单日|提单日期)$/, 'bill_of_lading'],
]
const englishBases: [RegExp, Base][] = [
  [/^(?:taxinvoice|receiptoftaxinvoice)$/, 'tax_invoice'],
  [/^(?:invoice|invoicedate|dateofinvoice|doi|thedateofinvoice|theinvoicedate)$/, 'invoice'],
  [/^(?:delivery|receiptofgoods|rog|goodsreceipt|goodsreceived|receivinggoods)$/, 'goods_received'],
  [/^(?:acceptance)$/, 'acceptance'],
  [/^(?:statement|statementdate)$/, 'statement_confirmed'],
  [/^(?:b\/?l|b\/?ldate|billoflading|billofladingdate|dateofb\/?l|thedateofb\/?l)$/, 'bill_of_lading'],
]

const monthEnd = (rule: object) => ({ base: 'end_of_base_month', ...rule })

/** Spellings without blanks, in lower case, with what they mean. The first that fits counts. */
const shapes: [RegExp, (groups: Groups) => object | null][] = [
  [
    /^(?:款到发货|先款后货|预付|预付款|全额预付|全款预付|预付全款|100%预付|预付100%|预收款?|prepay|prepaid|prepayment|(?:cash|payment|paid)inadvance|cia|pia|cbd|cashbeforedelivery|100%(?:in)?advance)$/,
    () => ({ base: 'invoice', before_delivery: true }),
  ],
  [
    /^(?:货到付款|货到即付|货到现付|到货付款|cod|cashondelivery|collectondelivery)$/,
    () => ({ base: 'goods_received' }),
  ],
  [
    /^(?:现结|现付|见单即付|即付|dueonreceipt|uponreceipt|onreceipt|immediate(?:ly)?|net0|cash)$/,
    () => ({ base: 'invoice' }),
  ],
  [/^(?:票到付款|票到即付|见票即付|收票付款)$/, () => ({ base: 'tax_invoice' })],
  [/^(?:验收付款|验收后付款|验收合格后付款)$/, () => ({ base: 'acceptance' })],
  [/^(?:当月月?[底末](?:付款|结清)?|eom|endofmonth)$/, () => monthEnd({})],
  [
    /^(?:(?:次|下)个?月月?[底末](?:付款|结清)?|end(?:of)?next(?:month)?|endofnextmonth)$/,
    () => monthEnd({ months: 1 }),
  ],
  [
    /^(?:月结)?(?<which>次|下|隔|次次|下下)个?月(?:的)?(?<day>\d+)[日号](?:前?付款|结[算清]?|前)?$/,
    ({ which, day }) =>
      monthEnd({ ...(which === '次' || which === '下' ? {} : { months: 1 }), pay_days: [Number(day)] }),
  ],
  [
    /^(?:by|on|due)?(?:the)?(?<day>\d+)(?:st|nd|rd|th)?(?:day)?(?:of)?(?:the)?(?:nextmonth|followingmonth|monthfollowing|prox(?:imo|\.)?)$/,
    ({ day }) => monthEnd({ pay_days: [Number(day)] }),
  ],
  [
    /^每月(?<days>\d+[日号]?(?:[和、,\/及与]\d+[日号]?){0,5})(?:付款|结算)?$/,
    ({ days }) => ({
      base: 'invoice',
      pay_days: (days ?? '')
        .match(/\d+/g)
        ?.map(Number)
        .sort((a, b) => a - b),
    }),
  ],
  [
    /^(?<from>\D*?)(?<monthly>月结)?[后起]?(?:付款)?(?<count>\d+)(?<unit>天|日|个月|)(?:账期|以?内|后)?(?:付款|付清|结算|到期|支付|结清)?$/,
    ({ from = '', monthly, count, unit }) => {
      if (unit === '' && !monthly) return null
      const offset = unit === '个月' ? { months: Number(count) } : { days: Number(count) }
      const base =
        from === '' || from === '账期' ? 'invoice' : baseOf(chineseBases, from.replace(/之?[日后]$|之?后$/, ''), from)
      if (base === null) return null
      if (!monthly) return { base, ...offset }
      return base === 'invoice' ? monthEnd(offset) : { base, month_end: true, ...offset }
    },
  ],
  [
    /^(?<percent>\d+(?:\.\d+)?)%?\/?(?<within>\d+)(?:days?)?,?(?:net|n\/?)(?<days>\d+)(?:days?)?$/,
    ({ percent, within, days }) => ({
      base: 'invoice',
      days: Number(days),
      discount: [{ days: Number(within), percent: percent?.replace(/\.0+$/, '') }],
    }),
  ],
  [
    /^(?:net|n\/?)?(?<days>\d+)(?:days?)?(?:from|after)?(?:eom|endofmonth)$|^(?:net)?(?:eom|endofmonth)(?:\+|plus)?(?<more>\d+)(?:days?)?$/,
    ({ days, more }) => monthEnd({ days: Number(days ?? more) }),
  ],
  [
    /^(?:net|n)\/?(?<days>\d+)(?:days?)?$|^(?:within)?(?<more>\d+)days?(?:net)?$/,
    ({ days, more }) => ({ base: 'invoice', days: Number(days ?? more) }),
  ],
  [
    /^(?:net|due|payable)?(?:within)?(?<count>\d+)(?<unit>days?|months?)(?:from|after|of)(?<from>[a-z\/]+)$/,
    ({ count, unit, from = '' }) => {
      const base = baseOf(englishBases, from)
      return base && { base, ...(unit?.startsWith('month') ? { months: Number(count) } : { days: Number(count) }) }
    },
  ],
  [/^(?<from>b\/?l)(?:\+|net)?(?<days>\d+)(?:days?)?$/, ({ days }) => ({ base: 'bill_of_lading', days: Number(days) })],
]

function baseOf(table: [RegExp, Base][], ...spellings: string[]): Base | null {
  for (const [shape, base] of table) if (spellings.some(spelling => shape.test(spelling))) return base
  return null
}

/** Half-width, lower case, without blanks and decoration, Chinese numbers before 天, 日, 号, 个月 in digits. */
function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('帐', '账')
    .replaceAll('両', '两')
    .replace(/[\s。;:()"']/g, '')
    .replace(/[一二两三四五六七八九十百]+(?=天|日|号|个月)/g, number => String(chineseNumber(number)))
}

function chineseNumber(text: string): number {
  let total = 0
  let digit = 0
  for (const char of text) {
    if (char === '百' || char === '十') {
      total += (digit || 1) * (char === '百' ? 100 : 10)
      digit = 0
    } else digit = '零一二三四五六七八九'.indexOf(char === '两' ? '二' : char)
  }
  return total + digit
}
