import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { deflateSync } from 'node:zlib'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { textOfPdf } from '../testing/pdf-text.ts'
import {
  sampleContract,
  sampleAgreement,
  sampleCreditFile,
  sampleInvoice,
  sampleLook,
  samplePolicy,
  sampleReceipt,
  sampleRefund,
  sampleSettlement,
  sampleStatement,
  sampleTaxRequest,
} from '../testing/sample-papers.ts'
import { createCompiler } from './compile.ts'
import { jobOf } from './job.ts'
import { type PaperData, type PaperKind, type PaperLook, paperKinds } from './paper.ts'
import { createPress, renderPaper } from './render.ts'
import { requestWords } from './request-words.ts'
import { words } from './words.ts'

const make = createCompiler()
const printed = <K extends PaperKind>(kind: K, paper: PaperData[K] | PaperData[K][], look: Partial<PaperLook> = {}) => {
  const papers = (Array.isArray(paper) ? paper : [paper]) as PaperData[K][]
  const made = make(jobOf(kind, papers, { ...sampleLook, ...look }))
  assert.deepEqual(made.warnings, [], 'the compiler has nothing to say')
  const pages = textOfPdf(made.pdf)
  assert.equal(pages.length, made.pages)
  // Fonts change in the middle of a line of Chinese and Latin: only the signs matter here, and not where a run ends.
  return { ...made, texts: pages, text: pages.join('\n').replaceAll('\n', '') }
}
const has = (text: string, ...parts: string[]) => {
  for (const part of parts) assert.ok(text.includes(part), `${part} stands in: ${text}`)
}

const samples: { [K in PaperKind]: PaperData[K] } = {
  invoice_notice: sampleInvoice(3),
  statement: sampleStatement(4),
  receipt_voucher: sampleReceipt(),
  official_receipt: sampleReceipt(),
  application_sheet: sampleReceipt(),
  contract_wording: sampleContract(),
  credit_file: sampleCreditFile(),
  agreement: sampleAgreement(),
  refund_request: sampleRefund(),
  payment_policy: samplePolicy(),
  settlement_bill: sampleSettlement(),
  tax_request: sampleTaxRequest(),
}

test('[PAP-1] every kind of paper is made in both languages and sizes, complete, on one page that says so', () => {
  for (const kind of paperKinds)
    for (const locale of ['zh', 'en'] as const)
      for (const size of ['a4', 'a5'] as const) {
        if (
          ['statement', 'contract_wording', 'credit_file', 'agreement', 'payment_policy', 'settlement_bill'].includes(
            kind,
          ) &&
          size === 'a5'
        )
          continue
        const paper = printed(kind, samples[kind], { locale, size })
        assert.equal(paper.complete, true, `every sign of ${kind} is in a font`)
        assert.ok(!paper.text.includes('\ufffd'), 'every glyph says what it stands for')
        assert.equal(paper.pages, 1, `${kind} ${locale} ${size}`)
        const title =
          kind === 'invoice_notice'
            ? words[locale].titles.invoice
            : kind === 'tax_request'
              ? requestWords[locale].title
              : words[locale].titles[kind]
        has(paper.text, title, locale === 'zh' ? '测试贸易（深圳）有限公司' : 'Test Trading (Shenzhen) Co., Ltd.')
        has(paper.text, locale === 'zh' ? '第 1 页 / 共 1 页' : 'Page 1 of 1')
        has(paper.text, locale === 'zh' ? '打印于 2026-11-27 15:04' : 'Printed 2026-11-27 15:04')
      }
})

test('[PAP-2] no paper is called a tax invoice or speaks of one, in either language', () => {
  for (const kind of paperKinds.filter(one => one !== 'tax_request'))
    for (const locale of ['zh', 'en'] as const) {
      const { text } = printed(kind, samples[kind], { locale })
      assert.doesNotMatch(text, /发票|tax invoice|fapiao/i)
    }
  assert.doesNotMatch(JSON.stringify(words), /发票|tax invoice|fapiao/i)
  has(printed('invoice_notice', sampleInvoice(1)).text, '账单', '付款通知书')
  has(printed('invoice_notice', sampleInvoice(1), { locale: 'en' }).text, 'Commercial Invoice')
})

test('[PAP-2] amounts stand grouped, in words, and 人民币大写 only where it is CNY', () => {
  const chinese = printed('invoice_notice', sampleInvoice(1)).text
  has(chinese, '¥ 14,130.65', '人民币壹万肆仟壹佰叁拾元零陆角伍分', '1,250.50', '12,505.00', '13%')
  const dollars = printed('invoice_notice', sampleInvoice(1, { currency: 'USD' })).text
  has(dollars, 'USD 14,130.65', 'USD Fourteen thousand one hundred thirty and 65/100')
  assert.doesNotMatch(dollars, /人民币/)
  const yen = {
    currency: 'JPY',
    net_minor: 1_250_500n,
    tax_minor: 0n,
    amount_minor: 1_250_500n,
    open_minor: 1_250_500n,
  }
  has(printed('invoice_notice', sampleInvoice(1, yen), { locale: 'en' }).text, 'JPY 1,250,500')
})

test('[PAP-3] nobody is asked to pay a credit note, what is void, or what is paid; the rest of what is paid in part', () => {
  const slip = words.zh.slip
  has(printed('invoice_notice', sampleInvoice(1)).text, slip, '7559 0000 1234 567', 'INV-2026-00117 / C0042')
  const homeless = printed('invoice_notice', sampleInvoice(1, { bank: null })).text
  has(homeless, slip)
  assert.ok(!homeless.includes(words.zh.account), 'no bank, no gap for one')
  const part = printed('invoice_notice', sampleInvoice(1, { open_minor: 1_000_000n })).text
  has(part, '4,130.65', words.zh.to_pay, '¥ 10,000.00', '人民币壹万元整')
  const minus = { net_minor: -1_250_500n, tax_minor: -162_565n, amount_minor: -1_413_065n }
  const [line] = sampleInvoice(1).lines
  const credit = printed(
    'invoice_notice',
    sampleInvoice(1, { ...minus, kind: 'credit_note', open_minor: 0n, lines: line ? [{ ...line, ...minus }] : [] }),
  ).text
  has(credit, '红字账单', '¥ 14,130.65')
  assert.ok(!/[-−]14,130/.test(credit))
  for (const text of [
    credit,
    printed('invoice_notice', sampleInvoice(1, { open_minor: 0n })).text,
    printed('invoice_notice', sampleInvoice(1, { mark: 'void' })).text,
  ])
    assert.ok(!text.includes(slip) && !text.includes(words.zh.plea), text)
})

test('[PAP-3] what is void says so over every page, what was replaced by what', () => {
  const long = printed('invoice_notice', sampleInvoice(60, { mark: 'void' }), { locale: 'en' })
  assert.ok(long.pages > 1)
  for (const text of long.texts) has(text, 'VOID')
  has(printed('official_receipt', sampleReceipt({ mark: 'void' })).text.replaceAll(/\s/g, ''), '作废')
  has(
    printed('official_receipt', sampleReceipt({ mark: 'replaced', replaced_by: 'R-9' }), { locale: 'en' }).text,
    'REPLACED',
    'R-9',
  )
})

test('[PAP-4] a statement says what it is for only where it is asked to, and the reply what it answers', () => {
  const letter = printed('statement', sampleStatement(4))
  has(letter.text, '往来对账单', words.zh.purpose_line, '56,522.60', '回执', '对账单 C0042-20261031，截至')
  assert.equal(words.zh.purpose_line, '本函仅为复核账目之用，并非催款结算。')
  assert.ok(!printed('statement', sampleStatement(4, { not_a_demand: false })).text.includes('并非催款结算'))
  const owing = sampleStatement(1)
  const ours = printed('statement', {
    ...owing,
    parts: owing.parts.map(part => ({ ...part, closing_minor: -500n })),
  }).text
  has(ours, words.zh.balance_credit, '¥ 5.00')
  const movement = printed('statement', sampleStatement(90, { style: 'movement', from: '2026-10-01' }), {
    locale: 'en',
  })
  assert.ok(movement.pages >= 3)
  has(movement.text, 'Opening balance', 'Closing balance', '1,271,758.50', '2026-10-01 – 2026-10-31')
  for (const [at, text] of movement.texts.entries()) has(text, `Page ${at + 1} of ${movement.pages}`)
})

test('receipts say what they paid, what is left and what the bank kept', () => {
  const voucher = printed('receipt_voucher', sampleReceipt()).text
  has(
    voucher,
    'REC-2026-00031',
    '人民币壹拾贰万元整',
    '¥ 120,000.00',
    '银行转账',
    'INV-2026-00118',
    '115,000.00',
    '¥ 25.00',
  )
  has(
    printed('official_receipt', sampleReceipt()).text,
    '收款收据',
    '货款：INV-2026-00117、INV-2026-00118',
    '¥ 120,000.00',
  )
  const sheet = printed('application_sheet', sampleReceipt()).text
  has(sheet, '收款核销单', '¥ 120,025.00', '¥ 115,000.00', '¥ 5,025.00', '人民币壹拾壹万伍仟元整')
  has(printed('application_sheet', sampleReceipt({ paid: [] })).text, words.zh.nothing_paid)
})

const evil = `#panic("x") #read("/etc/passwd") $x^2$ \\ \\u{41} @preview/a:1 "q" 'a' <l> *b* _i_ \`c\` // /* [x] = - + ~ {y} %`

test('[PAP-1] whatever stands in a name or note is printed as it stands', () => {
  const name = evil.replaceAll("'", '’')
  const customer = { number: '#1', name, name_en: name, tax_id: name }
  for (const kind of paperKinds) {
    const paper = {
      ...samples[kind],
      customer,
      reference: name,
      note: name,
      payer_name: name,
      written_by: name,
    } as never
    for (const locale of ['zh', 'en'] as const) {
      const bare = printed(kind, paper, { locale, printed: { ...sampleLook.printed, by: name } }).text.replaceAll(
        ' ',
        '',
      )
      const whole = name.replaceAll(' ', '')
      assert.ok(bare.split(whole).length > 2, `${kind}: ${bare}`)
    }
  }
})

test('[PAP-1] a name with a sign that no font has is printed all the same, and the job says that it is not complete', () => {
  const customer = { ...sampleInvoice(1).customer, name: '𠮷野家 😀' }
  const paper = printed('invoice_notice', sampleInvoice(1, { customer }))
  assert.equal(paper.complete, false)
  has(paper.text, '野家')
})

test('[PAP-1] templates read no file and no package, and a text of theirs that would is not taken', () => {
  const folder = join(import.meta.dirname, 'templates')
  const sources = readdirSync(folder).map(name => readFileSync(join(folder, name), 'utf8'))
  assert.equal(sources.length, 14)
  for (const source of sources)
    for (const [, path] of source.matchAll(/#import "([^"]+)"/g))
      assert.ok(readdirSync(folder).includes(path ?? ''), path ?? '')
})

test('a code and a seal are drawn where they are given', () => {
  const bare = printed('invoice_notice', sampleInvoice(1)).pdf.length
  const coded = printed('invoice_notice', sampleInvoice(1, { qr: 'https://example.com/invoices/1' })).pdf.length
  assert.ok(coded > bare + 500)
  const sender = { ...sampleInvoice(1).sender, seal: png() }
  for (const kind of paperKinds) {
    const { pdf } = printed(kind, { ...samples[kind], sender } as never)
    has(Buffer.from(pdf).toString('latin1'), '/Subtype /Image')
  }
})

test('[PAP-6] a hundred papers are one PDF, each with pages of its own; the same papers are the same PDF', async () => {
  const papers = Array.from({ length: 100 }, (_, at) => sampleInvoice(1 + (at % 5), { number: `B-${at + 1}` }))
  const { pdf } = await renderPaper('invoice_notice', papers, sampleLook)
  const pages = textOfPdf(pdf)
  assert.equal(pages.length, 100)
  has((pages[99] ?? '').replaceAll('\n', ''), 'B-100', '第 1 页 / 共 1 页')
  assert.ok(Buffer.from((await renderPaper('invoice_notice', papers, sampleLook)).pdf).equals(pdf))
})

test('[PAP-6] a thread is replaced when it has made its share, and many papers asked for at once all arrive', async () => {
  const press = createPress({ threads: 2, turns: 3, limit_ms: 60_000, waiting: 100 })
  after(() => press.close())
  const asked = Array.from({ length: 10 }, (_, at) =>
    press.print(jobOf('official_receipt', [sampleReceipt({ number: `R-${at}` })], { ...sampleLook, size: 'a5' })),
  )
  for (const [at, made] of (await Promise.all(asked)).entries()) has(textOfPdf(made.pdf).join(''), `R-${at}`)
})

test('[PAP-6] what takes too long, or finds too many waiting, is refused as busy; a broken job breaks no other', async () => {
  const hasty = createPress({ threads: 1, turns: 300, limit_ms: 1, waiting: 1 })
  after(() => hasty.close())
  const job = jobOf('invoice_notice', [sampleInvoice(1)], sampleLook)
  const asked = await Promise.allSettled([hasty.print(job), hasty.print(job), hasty.print(job)])
  assert.deepEqual(
    asked.map(one => one.status === 'rejected' && one.reason.message),
    ['busy', 'busy', 'busy'],
  )
  const press = createPress({ threads: 1, turns: 300, limit_ms: 60_000, waiting: 10 })
  after(() => press.close())
  const [broken, sound] = await Promise.allSettled([press.print({ ...job, job: '{}' }), press.print(job)])
  assert.match(broken.status === 'rejected' ? broken.reason.message : '', /does not compile/)
  assert.equal(sound.status, 'fulfilled')
})

/** A red square of one pixel. */
function png(): Uint8Array {
  const crcOf = (bytes: Buffer) => {
    let crc = ~0
    for (const byte of bytes) {
      crc ^= byte
      for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
    }
    return ~crc >>> 0
  }
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data])
    const [size, check] = [Buffer.alloc(4), Buffer.alloc(4)]
    size.writeUInt32BE(data.length)
    check.writeUInt32BE(crcOf(body))
    return Buffer.concat([size, body, check])
  }
  const head = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0])
  const pixels = deflateSync(Buffer.from([0, 168, 48, 28]))
  const sign = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([sign, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

test('[PAP-8] a contract says its wording as it stands, with the goods, the payments and both places to sign', () => {
  const { text } = printed('contract_wording', sampleContract())
  has(text, '一、#set page(width: 1pt)', 'Whatever *stands* here is printed as it stands: #read("x") $1$.')
  has(
    text,
    '泵',
    '2 台',
    '1,000.00',
    '4,520.00',
    '预付款',
    '2026年2月1日',
    '质保金',
    '验收后 12 个月',
    '卖方（盖章）',
    '买方（盖章）',
  )
  const english = printed('contract_wording', sampleContract(), { locale: 'en' }).text
  has(english, 'Contract', '12 months after acceptance', 'Seller (stamp)', 'Buyer (stamp)')
})

test('[PAP-9] a refund request says to whom, why and from what; of the account only its end', () => {
  const { text } = printed('refund_request', sampleRefund())
  has(text, '退款申请单', 'RFD2026-000001', '•••• 2345', '重复付款', '¥ 1,000.00', '人民币壹仟元整', 'RCP2026-000007')
  assert.doesNotMatch(text, /6222/)
  has(printed('refund_request', sampleRefund({ mark: 'void' }), { locale: 'en' }).text, 'Refund Request', 'VOID')
})

test('[PAP-13] a request for a tax invoice says to whom, over which lines with their tax, in words, with three to sign', () => {
  for (const size of ['a4', 'a5'] as const) {
    const { text } = printed('tax_request', sampleTaxRequest(), { size })
    has(text, '开票申请单', 'TXR2026-000001', '91350100M000100Y43', '•••• 2345', '数电专票', '李会计')
    has(text, '*泵*离心泵', '1090131000000000000', 'VAT13 · 13%', '13,000.00', '人民币贰拾贰万陆仟元整')
    has(text, '申请人', '复核人', '审批人')
  }
  const english = printed('tax_request', sampleTaxRequest({ mark: 'draft' }), { locale: 'en' }).text
  has(english, 'Tax Invoice Request', 'DRAFT', 'Applicant', 'Checked by', 'Approved by')
})

test('[PAP-12] a settlement bill names contract, delivery and day of each line, takes off what is contested and asks for the reply', () => {
  const { text } = printed('settlement_bill', sampleSettlement())
  has(
    text,
    '月结对账单',
    'STL2026-000003',
    'CTR2026-000012',
    'DLV2026-000044',
    '2026-01-20',
    '6,000.00',
    '人民币陆仟元整',
    '回执',
  )
  assert.doesNotMatch(text, /付款联|有异议，暂不结算/)
  const lines = sampleSettlement().lines.map((line, at) =>
    at === 1 ? { ...line, contested: true, contest_note: '一台损坏' } : line,
  )
  const answered = printed('settlement_bill', sampleSettlement({ lines, answered_on: '2026-02-03' })).text
  has(answered, '一台损坏', '−2,000.00', '¥ 4,000.00', '人民币肆仟元整')
  assert.doesNotMatch(answered, /回执/)
  has(
    printed('settlement_bill', sampleSettlement({ mark: 'void' }), { locale: 'en' }).text,
    'Settlement Bill',
    'VOID',
    'Contract / delivery',
  )
})
