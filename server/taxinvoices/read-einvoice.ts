import { compareDecimals, type Minor, multiply, parseAmount, parseDecimal } from '../kernel/money.ts'
import { type Day, parseDay } from '../kernel/values.ts'
import { amountInCapitals } from './capital-amount.ts'
import { DocumentProblem } from './document-problem.ts'
import { type DocumentForm, type FactLine, type Facts, reversalOf } from './facts.ts'
import { all, readTree, textOf, type XmlNode } from './xml-tree.ts'

/** Money of a field, in fen; null where the field is empty. Problem: `tax_document_field`. */
export function amountIn(text: string, field: string): Minor | null {
  if (text === '') return null
  const amount = parseAmount(text, 'CNY')
  if (typeof amount === 'bigint') return amount
  // Lines carry tax unrounded, with up to six digits.
  const exact = parseDecimal(text, 13)
  if (exact === null) throw new DocumentProblem('tax_document_field', { field, value: text.slice(0, 60) })
  return multiply(exact, '1', 2)
}

/** The day a field begins with; null where the field is empty. Problem: `tax_document_field`. */
export function dayIn(text: string, field: string): Day | null {
  if (text === '') return null
  const plain = text.replace(/^(\d{4})[年/.]?(\d{1,2})[月/.]?(\d{1,2})日?(?:\D.*)?$/, (_, year, month, date) =>
    [year, String(month).padStart(2, '0'), String(date).padStart(2, '0')].join('-'),
  )
  const day = parseDay(plain.slice(0, 10))
  if (!day) throw new DocumentProblem('tax_document_field', { field, value: text.slice(0, 60) })
  return day
}

/** The rate of a line in per cent: '0.13', '13%'; null for what is not taxed. */
export function rateIn(text: string): string | null {
  if (text === '' || /[免不*]/.test(text)) return null
  const percent = /^([\d.]+)\s*%$/.exec(text)?.[1]
  const exact = parseDecimal(percent ?? text, 10)
  if (exact === null) throw new DocumentProblem('tax_document_field', { field: 'TaxRate', value: text.slice(0, 60) })
  // A rate is a share below 1 or per cent: 0.13, 13 %, 13.
  if (percent !== undefined || compareDecimals(exact, '1') >= 0) return exact
  const shifted = multiply(exact, '100', 4)
  return parseDecimal(`${shifted / 10_000n}.${String(shifted % 10_000n).padStart(4, '0')}`, 4)
}

const orNull = (text: string, most = 200) => (text === '' ? null : text.slice(0, most))

/**
 * Reads the XML of a digital tax invoice (root `EInvoice`; source: 电子凭证会计数据标准——全面数字化的电子发票). Problems:
 * `tax_document_many` for more than one invoice in the file, `tax_document_not_invoice`, `tax_document_field`, and those of
 * the tree. [TAX-7]
 */
export function readEInvoice(text: string, form: DocumentForm): Facts {
  const tree = readTree(text)
  if (all(tree, 'FPHM').length > 0) return readPinyin(tree, form)
  const invoices = all(tree, 'EInvoice')
  if (invoices.length > 1 || all(tree, 'InvoiceNumber').length > 1) throw new DocumentProblem('tax_document_many')
  const [invoice] = invoices
  const number = (invoice && (textOf(invoice, 'InvoiceNumber') || textOf(invoice, 'EIid'))) ?? ''
  if (!invoice || !/^\d{20}$/.test(number)) throw new DocumentProblem('tax_document_not_invoice')
  const remarks = textOf(invoice, 'Remark') || textOf(invoice, 'Remarks')
  const blue = labelOf(invoice, 'InIssuType')
  const amount_minor = amountIn(textOf(invoice, 'TotalTax-includedAmount'), 'TotalTax-includedAmount')
  const capitals = textOf(invoice, 'TotalTax-includedAmountInChinese')
  const said = capitals === '' ? null : amountInCapitals(capitals)
  if (capitals !== '' && said === null)
    throw new DocumentProblem('tax_document_field', {
      field: 'TotalTax-includedAmountInChinese',
      value: capitals.slice(0, 60),
    })
  if (said !== null && amount_minor !== null && said !== amount_minor)
    throw new DocumentProblem('tax_document_total', {
      what: 'capitals',
      said_minor: amount_minor,
      sum_minor: said,
      currency: 'CNY',
    })
  if (blue === 'N' && amount_minor !== null && amount_minor > 0n) throw new DocumentProblem('tax_document_red_sign')
  return {
    form,
    number,
    kind: kindOf(invoice),
    is_red: blue === 'N' || (amount_minor !== null && amount_minor < 0n),
    ...reversalOf(remarks),
    issued_on: dayIn(textOf(invoice, 'RequestTime') || textOf(invoice, 'IssueTime'), 'RequestTime'),
    made_on: dayIn(textOf(invoice, 'IssueTime'), 'IssueTime'),
    seller_name: orNull(textOf(invoice, 'SellerName')),
    seller_tax_id: idIn(textOf(invoice, 'SellerIdNum')),
    buyer_name: orNull(textOf(invoice, 'BuyerName')),
    buyer_tax_id: idIn(textOf(invoice, 'BuyerIdNum')),
    net_minor: amountIn(textOf(invoice, 'TotalAmWithoutTax'), 'TotalAmWithoutTax'),
    tax_minor: amountIn(textOf(invoice, 'TotalTaxAm'), 'TotalTaxAm') ?? 0n,
    amount_minor,
    remarks: orNull(remarks, 1000),
    lines: all(invoice, 'IssuItemInformation').slice(0, 2000).map(lineOf),
  }
}

/** Special or ordinary by its code, else by its name; null where the file does not say what we know. */
function kindOf(invoice: XmlNode): Facts['kind'] {
  const code = labelOf(invoice, 'GeneralOrSpecialVAT').replace(/^0/, '')
  if (code === '1') return 'special'
  if (code === '2') return 'ordinary'
  const [node] = all(invoice, 'GeneralOrSpecialVAT')
  const name = node ? textOf(node, 'LabelName') : ''
  return name.includes('专用') ? 'special' : name.includes('普通') ? 'ordinary' : null
}

/** A tax identifier in one spelling. */
const idIn = (text: string) => orNull(text.normalize('NFKC').replace(/\s+/g, '').toUpperCase(), 20)

/**
 * The older dialect whose elements are named by initials: FPHM 发票号码, KPRQ 开票日期, GMFMC 购买方名称, GMFNSRSBH its tax
 * identifier, XSFMC and XSFNSRSBH the seller's, HJJE 合计金额, HJSE 合计税额, JSHJXX 价税合计（小写）, BZ 备注. It has no lines.
 */
function readPinyin(tree: XmlNode, form: DocumentForm): Facts {
  if (all(tree, 'FPHM').length > 1) throw new DocumentProblem('tax_document_many')
  const number = textOf(tree, 'FPHM')
  if (!/^\d{20}$/.test(number)) throw new DocumentProblem('tax_document_not_invoice')
  const remarks = textOf(tree, 'BZ')
  const amount_minor = amountIn(textOf(tree, 'JSHJXX'), 'JSHJXX')
  return {
    form,
    number,
    kind: null,
    is_red: amount_minor === null ? null : amount_minor < 0n,
    ...reversalOf(remarks),
    issued_on: dayIn(textOf(tree, 'KPRQ'), 'KPRQ'),
    seller_name: orNull(textOf(tree, 'XSFMC')),
    seller_tax_id: idIn(textOf(tree, 'XSFNSRSBH')),
    buyer_name: orNull(textOf(tree, 'GMFMC')),
    buyer_tax_id: idIn(textOf(tree, 'GMFNSRSBH')),
    net_minor: amountIn(textOf(tree, 'HJJE'), 'HJJE'),
    tax_minor: amountIn(textOf(tree, 'HJSE'), 'HJSE'),
    amount_minor,
    remarks: orNull(remarks, 1000),
    lines: null,
  }
}

const labelOf = (invoice: XmlNode, name: string) => {
  const [node] = all(invoice, name)
  return node ? textOf(node, 'LabelCode') : ''
}

function lineOf(node: XmlNode): FactLine {
  const quantity = parseDecimal(textOf(node, 'Quantity'), 13)
  return {
    item_name: textOf(node, 'ItemName').slice(0, 300) || '—',
    classification: orNull(textOf(node, 'TaxClassificationCode'), 19),
    model: orNull(textOf(node, 'SpecMod'), 100),
    unit: orNull(textOf(node, 'MeaUnits'), 40),
    quantity: quantity === null || compareDecimals(quantity, '0') === 0 ? null : quantity,
    tax_rate: rateIn(textOf(node, 'TaxRate')),
    net_minor: amountIn(textOf(node, 'Amount'), 'Amount') ?? 0n,
    tax_minor: amountIn(textOf(node, 'ComTaxAm'), 'ComTaxAm') ?? 0n,
  }
}
