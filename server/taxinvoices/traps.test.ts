import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Day } from '../kernel/values.ts'
import { type EInvoice, eInvoiceXml } from '../testing/einvoice.ts'
import { amountInCapitals } from './capital-amount.ts'
import { DocumentProblem } from './document-problem.ts'
import { warningsOf } from './document-warnings.ts'
import { readEInvoice } from './read-einvoice.ts'

const pump = { name: '*泵*水泵', net: '100000.00', tax: '13000.00', rate: '0.13', quantity: '10' }
const plain: EInvoice = {
  number: '26440000000000000001',
  seller: '卖方公司',
  seller_tax_id: '91350100M000100Y43',
  buyer: '买方公司',
  buyer_tax_id: '91350100M000100Y43',
  lines: [pump],
}
const read = (more: Partial<EInvoice> = {}, change: (xml: string) => string = xml => xml) =>
  readEInvoice(change(eInvoiceXml({ ...plain, ...more })), 'xml')

test('[TAX-19] each trap of the header and the lines is read as it is meant', () => {
  const rows: [string, unknown, unknown][] = [
    ['the total of the header is not the total of a line', read().amount_minor, 11_300_000n],
    [
      'where only lines say it, there is no total',
      read({}, xml => xml.replace(/<TotalTax-includedAmount>[^<]*<\/TotalTax-includedAmount>/, '')).amount_minor,
      null,
    ],
    ['a rate as a share', read().lines?.[0]?.tax_rate, '13'],
    ['a rate in per cent', read({ lines: [{ ...pump, rate: '13%' }] }).lines?.[0]?.tax_rate, '13'],
    ['a rate in per cent without its sign', read({ lines: [{ ...pump, rate: '13' }] }).lines?.[0]?.tax_rate, '13'],
    ['one per cent as a share', read({ lines: [{ ...pump, rate: '0.01' }] }).lines?.[0]?.tax_rate, '1'],
    ['exempt is no rate of nothing', read({ lines: [{ ...pump, rate: '免税' }] }).lines?.[0]?.tax_rate, null],
    ['outside the tax neither', read({ lines: [{ ...pump, rate: '不征税' }] }).lines?.[0]?.tax_rate, null],
    ['zero-rated is', read({ lines: [{ ...pump, rate: '0' }] }).lines?.[0]?.tax_rate, '0'],
    [
      'the day it is of is that of the request, not of making it',
      read({}, xml => xml.replace('<IssueTime>2026-03-20', '<IssueTime>2026-03-21')).issued_on,
      '2026-03-20',
    ],
    ['special by its code', read().kind, 'special'],
    ['ordinary by its code', read({ kind: '02' }).kind, 'ordinary'],
    [
      'a code nobody knows is not special',
      read({}, xml => xml.replace('VAT><LabelCode>01', 'VAT><LabelCode>07')).kind,
      null,
    ],
    [
      'ordinary by its name',
      read({}, xml =>
        xml.replace('VAT><LabelCode>01</LabelCode>', 'VAT><LabelCode></LabelCode><LabelName>普通发票</LabelName>'),
      ).kind,
      'ordinary',
    ],
    ['an identifier in one spelling', read({ buyer_tax_id: ' 91350100m000100y43 ' }).buyer_tax_id, plain.buyer_tax_id],
    [
      'capitals that agree',
      read({}, xml =>
        xml.replace(
          '<RequestTime>',
          '<TotalTax-includedAmountInChinese>壹拾壹万叁仟圆整</TotalTax-includedAmountInChinese><RequestTime>',
        ),
      ).amount_minor,
      11_300_000n,
    ],
  ]
  for (const [what, said, meant] of rows) assert.equal(said, meant, what)
})

test('[TAX-19] what contradicts itself is refused by name', () => {
  const why = (act: () => unknown) => {
    try {
      act()
      return 'read'
    } catch (problem) {
      assert.ok(problem instanceof DocumentProblem)
      return problem.code
    }
  }
  const capitals = (text: string) => (xml: string) =>
    xml.replace(
      '<RequestTime>',
      `<TotalTax-includedAmountInChinese>${text}</TotalTax-includedAmountInChinese><RequestTime>`,
    )
  const rows: [string, () => unknown, string][] = [
    ['capitals say another total', () => read({}, capitals('壹拾壹万叁仟零壹圆整')), 'tax_document_total'],
    ['capitals cannot be read', () => read({}, capitals('很多圆')), 'tax_document_field'],
    ['red with an amount above zero', () => read({ red: true }), 'tax_document_red_sign'],
    ['a number that is not of 20 digits', () => read({ number: '2644000000000000001' }), 'tax_document_not_invoice'],
    ['a rate that is none', () => read({ lines: [{ ...pump, rate: 'abc' }] }), 'tax_document_field'],
    ['an impossible day', () => read({ issued_on: '2026-02-30' }), 'tax_document_field'],
    ['an amount that is none', () => read({ net: '1,0x' }), 'tax_document_field'],
    [
      'entities',
      () => read({}, xml => xml.replace('<EInvoice>', '<!DOCTYPE a [<!ENTITY b "c">]><EInvoice>')),
      'tax_document_dtd',
    ],
    ['two in one file', () => read({}, xml => `${xml}${xml.replace(/<\?xml[^>]*>/, '')}`), 'tax_document_many'],
  ]
  for (const [what, act, code] of rows) assert.equal(why(act), code, what)
})

test('[TAX-19] the older dialect is read by its initials', () => {
  const xml = `<?xml version="1.0" encoding="utf-8"?><Invoice><FPHM>26440000000000000009</FPHM><KPRQ>20260320</KPRQ>
<GMFMC>买方公司</GMFMC><GMFNSRSBH>91350100M000100Y43</GMFNSRSBH><XSFMC>卖方公司</XSFMC><XSFNSRSBH></XSFNSRSBH><HJJE>100.00</HJJE>
<HJSE>13.00</HJSE><JSHJXX>113.00</JSHJXX><BZ>TXR2026-000001</BZ></Invoice>`
  const facts = readEInvoice(xml, 'xml')
  assert.deepEqual(
    [facts.number, facts.issued_on, facts.buyer_name, facts.seller_tax_id, facts.amount_minor, facts.remarks],
    ['26440000000000000009', '2026-03-20', '买方公司', null, 11_300n, 'TXR2026-000001'],
  )
})

test('[TAX-19] what looks odd is said and not refused', () => {
  const of = (more: Partial<Parameters<typeof warningsOf>[0]> = {}, name = '买方公司') =>
    warningsOf({ ...read(), ...more }, name)
  assert.deepEqual(of(), [])
  assert.deepEqual(of({ number: '25440000000000000001' }), ['number_year'])
  const [line] = read().lines ?? []
  assert.ok(line)
  assert.deepEqual(of({ lines: [{ ...line, tax_minor: 900_000n }] }), ['line_tax'])
  assert.deepEqual(of({ lines: [{ ...line, tax_minor: line.tax_minor + 6n }] }), [], 'six fen are rounding')
  assert.deepEqual(of({ buyer_tax_id: '91350100M000100Y44' }), ['tax_id_check'])
  assert.deepEqual(of({}, '买方 公司'), ['buyer_name'])
  assert.deepEqual(of({ made_on: '2026-03-21' as Day }), ['days_differ'])
})

test('[TAX-19] amounts in capitals', () => {
  const rows: [string, bigint | null][] = [
    ['壹拾壹万叁仟圆整', 11_300_000n],
    ['贰圆壹角贰分', 212n],
    ['壹佰零伍圆零叁分', 10_503n],
    ['壹亿贰仟万零捌拾元整', 12_000_008_000n],
    ['拾圆整', 1000n],
    ['玖角', 90n],
    ['（负数）壹万壹仟叁佰圆整', -1_130_000n],
    ['⊗人民币壹圆整', 100n],
    ['很多圆', null],
    ['', null],
  ]
  for (const [text, amount] of rows) assert.equal(amountInCapitals(text), amount, text)
})
