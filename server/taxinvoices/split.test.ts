import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { lineAmounts } from '../ledger/line-amounts.ts'
import { platformRows, rateText, toldWithTax } from './platform-sheet.ts'
import { type ExportLine, type Split, splitRequest } from './split.ts'

const line = (net: bigint, more: Partial<ExportLine> = {}): ExportLine => ({
  line: 1,
  item_name: '水泵',
  classification: '1090000000000000000',
  model: null,
  unit: '台',
  quantity: null,
  tax_code: 'VAT13',
  tax_rate: '13',
  is_discount: false,
  ...lineAmounts(net, more.tax_rate ?? '13', false),
  ...more,
})

const split = (lines: ExportLine[], quota_minor: bigint | null = null, more: Partial<Split> = {}) =>
  splitRequest('TXR2026-000001', lines, { quota_minor, split_by_tax_code: true, ...more })

test('[TAX-6] one document for each tax code, or one for all where that is asked for', () => {
  const lines = [line(1000n), line(500n, { tax_code: 'VAT6', tax_rate: '6' }), line(300n)]
  assert.deepEqual(
    split(lines).documents.map(one => [one.net_minor, one.tax_minor]),
    [
      [1300n, 169n],
      [500n, 30n],
    ],
  )
  assert.equal(split(lines, null, { split_by_tax_code: false }).documents.length, 1)
})

test('[TAX-6] a line over the quota is split by whole units, else by amount', () => {
  const units = split([line(1_000_000n, { quantity: '10' })], 350_000n).documents
  assert.deepEqual(
    units.map(one => [one.pieces[0]?.quantity, one.net_minor]),
    [
      ['3', 300_000n],
      ['3', 300_000n],
      ['3', 300_000n],
      ['1', 100_000n],
    ],
  )
  const amounts = split([line(1_000_000n)], 350_000n).documents
  assert.deepEqual(
    amounts.map(one => one.net_minor),
    [350_000n, 350_000n, 300_000n],
  )
  const packed = split([line(200n), line(200n), line(200n)], 400n).documents
  assert.deepEqual(
    packed.map(one => one.net_minor),
    [400n, 200n],
  )
})

test('[TAX-6] documents add up to the request, and none is over the quota', () => {
  const arbitrary = fc.array(
    fc.record({
      net: fc.bigInt({ min: 1n, max: 5_000_000n }),
      quantity: fc.option(fc.integer({ min: 1, max: 200 }).map(String), { nil: null }),
      code: fc.constantFrom(['VAT13', '13'] as const, ['VAT9', '9'] as const, ['VAT1', '1'] as const),
      discount: fc.bigInt({ min: 0n, max: 400n }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  fc.assert(
    fc.property(arbitrary, fc.bigInt({ min: 1000n, max: 3_000_000n }), fc.boolean(), (rows, quota, byCode) => {
      const lines = rows.flatMap(({ net, quantity, code: [tax_code, tax_rate], discount }) => [
        line(net, { quantity, tax_code, tax_rate, ...lineAmounts(net, tax_rate, false) }),
        ...(discount > 0n && discount < net
          ? [line(-discount, { is_discount: true, tax_code, tax_rate, ...lineAmounts(-discount, tax_rate, false) })]
          : []),
      ])
      const { documents, problems } = split(lines, quota, { split_by_tax_code: byCode })
      assert.deepEqual(problems, [])
      for (const field of ['net_minor', 'tax_minor', 'amount_minor'] as const)
        assert.equal(
          documents.reduce((sum, one) => sum + one[field], 0n),
          lines.reduce((sum, one) => sum + one[field], 0n),
        )
      for (const one of documents) {
        assert.ok(one.net_minor <= quota, `${one.net_minor} over ${quota}`)
        if (byCode) assert.equal(new Set(one.pieces.map(piece => piece.tax_code)).size, 1)
      }
      const units = lines.filter(one => one.quantity !== null && !one.is_discount)
      const told = documents.flatMap(one => one.pieces).filter(piece => piece.quantity !== null)
      const sum = (all: readonly { quantity: string | null }[]) =>
        all.reduce((total, one) => total + Number(one.quantity), 0)
      assert.ok(sum(told) <= sum(units))
    }),
    { numRuns: 300 },
  )
})

test('[TAX-6] a discount goes with a line of its tax code, else it is refused by name', () => {
  const { documents } = split([line(1000n), line(-100n, { is_discount: true, line: 2 })])
  assert.deepEqual(documents[0]?.pieces[0]?.discount_net_minor, -100n)
  const lost = split([line(1000n), line(-100n, { is_discount: true, line: 2, tax_code: 'VAT6', tax_rate: '6' })])
  assert.deepEqual(lost.problems, [
    { index: 0, code: 'tax_export_discount', params: { number: 'TXR2026-000001', line: 2 } },
  ])
})

test('[TAX-6] amounts are told without tax where the platform then finds our tax, else with it', () => {
  const pieceOf = (amounts: Partial<ExportLine>) => split([line(0n, amounts)]).documents[0]?.pieces ?? []
  assert.equal(toldWithTax(pieceOf(lineAmounts(10_000n, '13', false))), false)
  // 0.13 with tax: 0.01 inside; from the net 0.12 the platform would find 0.02.
  assert.equal(toldWithTax(pieceOf(lineAmounts(13n, '13', true))), true)
})

test('rates are fractions, and what is not taxed is a word', () => {
  assert.deepEqual(
    (
      [
        ['taxed', '13'],
        ['taxed', '1'],
        ['taxed', '0.5'],
        ['zero', '0'],
        ['exempt', '0'],
        ['out_of_scope', '0'],
      ] as const
    ).map(([kind, rate]) => rateText(kind, rate)),
    ['0.13', '0.01', '0.005', '0', '免税', '不征税'],
  )
})

test('[TAX-6] both layouts hold the same document, each under its own columns', () => {
  const [document] = split([line(6_160_000n, { quantity: '7' })]).documents
  assert.ok(document)
  const one = {
    ...document,
    serial: 'TXR2026-000001-1',
    special: true,
    to_person: false,
    buyer_name: '腾跃有限公司',
    buyer_tax_id: '91350100M000100Y43',
    buyer_address: null,
    buyer_phone: null,
    buyer_bank: null,
    buyer_account: null,
    remarks: 'TXR2026-000001-1 合同 7',
  }
  const widths = (['2026', '2024'] as const).map(layout => {
    const rows = platformRows([one], layout, () => 'taxed')
    assert.deepEqual(rows.documents[0]?.slice(0, 6), [
      'TXR2026-000001-1',
      '增值税专用发票',
      '',
      '否',
      '否',
      '腾跃有限公司',
    ])
    assert.ok(rows.documents[0]?.includes('TXR2026-000001-1 合同 7'))
    assert.deepEqual(rows.lines[0]?.slice(1, 9), [
      '水泵',
      '1090000000000000000',
      '',
      '台',
      '7',
      '8800',
      '61600.00',
      '0.13',
    ])
    return [rows.documents[0]?.length, rows.lines[0]?.length]
  })
  assert.deepEqual(widths, [
    [39, 14],
    [26, 13],
  ])
})
