import { createRequire } from 'node:module'
import { PassThrough } from 'node:stream'
import { compareDecimals, formatMinor, minusDecimals, type Minor, percentOf, priceOf } from '../kernel/money.ts'
import type { Piece, PlannedDocument } from './split.ts'

/** The layouts of the batch-issue file of the electronic tax bureau (电子税务局批量开票导入模板), by the year they came. */
export const platformLayouts = ['2026', '2024'] as const
export type PlatformLayout = (typeof platformLayouts)[number]

const person = [
  '购买方邮箱',
  '购买方经办人姓名',
  '购买方经办人证件类型',
  '购买方经办人证件号码',
  '经办人国籍(地区)',
  '经办人自然人纳税人识别号',
  '放弃享受减按1%征收率原因',
  '收款人',
  '复核人',
]

/** The columns of the sheet of documents. Values are put where a column has their name, so a layout is its names alone. */
const documentColumns: Record<PlatformLayout, readonly string[]> = {
  '2024': [
    '发票流水号',
    '发票类型',
    '特定业务类型',
    '是否含税',
    '受票方自然人标识',
    '购买方名称',
    '证件类型',
    '购买方纳税人识别号',
    '购买方地址',
    '购买方电话',
    '购买方开户银行',
    '购买方银行账号',
    '备注',
    '是否展示购买方银行账号',
    '销售方开户行',
    '销售方银行账号',
    '是否展示销售方银行账号',
    ...person,
  ],
  '2026': [
    '发票流水号',
    '发票类型',
    '特定业务类型',
    '是否含税',
    '受票方自然人标识',
    '购买方名称',
    '购买方纳税人识别号',
    '购买方证件类型',
    '购买方证件号码',
    '购买方国籍（或地区）',
    '购买方地址',
    '购买方所在地区（报废产品收购必填）',
    '购买方所在地区（报废产品收购必填）',
    '购买方所在地区（报废产品收购必填）',
    '购买方所在地区（报废产品收购必填）',
    '购买方详细地址（报废产品收购必填）',
    '购买方电话',
    '购买方开户银行',
    '购买方银行账号',
    '是否展示购买方地址电话银行账号',
    '是否开具涉税专业服务发票品目',
    '涉税专业服务协议编号',
    '备注',
    '报废产品销售类型',
    '每千克煤炭发热量',
    '干基全硫',
    '干燥无灰基挥发分',
    '销售方开户行',
    '销售方银行账号',
    '是否展示销售方地址电话银行账号',
    ...person,
  ],
}

const lineColumns: Record<PlatformLayout, readonly string[]> = {
  '2024': [
    '发票流水号',
    '项目名称',
    '商品和服务税收编码',
    '规格型号',
    '单位',
    '数量',
    '单价',
    '金额',
    '税率',
    '折扣金额',
    '是否使用优惠政策',
    '优惠政策类型',
    '即征即退类型',
  ],
  '2026': [
    '发票流水号',
    '项目名称',
    '商品和服务税收编码',
    '规格型号',
    '单位',
    '数量',
    '单价',
    '金额',
    '税率',
    '折扣金额',
    '是否使用优惠政策',
    '优惠政策类型',
    '即征即退类型',
    '煤炭种类',
  ],
}

/** A document with whom it is made out to. */
export type SheetDocument = PlannedDocument & {
  serial: string
  special: boolean
  to_person: boolean
  buyer_name: string
  buyer_tax_id: string | null
  buyer_address: string | null
  buyer_phone: string | null
  buyer_bank: string | null
  buyer_account: string | null
  remarks: string
}

export type TaxCodeKind = 'taxed' | 'zero' | 'exempt' | 'out_of_scope'

/** The longest the platform takes of a remark. */
const longestRemark = 230

const taxOf = (piece: Piece) => piece.tax_minor + piece.discount_tax_minor
const netAfter = (piece: Piece) => piece.net_minor + piece.discount_net_minor

/**
 * Whether amounts are told with tax (是否含税). The platform works the tax out from what it is told, line by line: without tax
 * where that gives our tax to the fen, else with tax, so that at least what is owed agrees. Pure. [TAX-6]
 */
export const toldWithTax = (pieces: readonly Piece[]): boolean =>
  !pieces.every(piece => percentOf(netAfter(piece), piece.tax_rate) === taxOf(piece))

/** The rate as the platform writes it: a fraction, or the word for what is not taxed. */
export function rateText(kind: TaxCodeKind, percent: string): string {
  if (kind === 'exempt') return '免税'
  if (kind === 'out_of_scope') return '不征税'
  // Per cent as a fraction: two places to the left.
  const [whole = '0', fraction = ''] = percent.split('.')
  const digits = whole.padStart(3, '0') + fraction
  const text = `${digits.slice(0, whole.padStart(3, '0').length - 2)}.${digits.slice(whole.padStart(3, '0').length - 2)}`
  return compareDecimals(text, '0') === 0 ? '0' : minusDecimals(text, '0')
}

const yes = (is: boolean) => (is ? '是' : '否')

/** The two sheets as rows of text: documents, and lines that belong to them by their serial. Pure. */
export function platformRows(
  documents: readonly SheetDocument[],
  layout: PlatformLayout,
  kindOf: (tax_code: string) => TaxCodeKind,
): { documents: string[][]; lines: string[][] } {
  const put = (columns: readonly string[], values: Record<string, string>) => columns.map(name => values[name] ?? '')
  return {
    documents: documents.map(one => {
      const shown = yes(one.buyer_account !== null)
      return put(documentColumns[layout], {
        发票流水号: one.serial,
        发票类型: one.special ? '增值税专用发票' : '普通发票',
        是否含税: yes(toldWithTax(one.pieces)),
        受票方自然人标识: yes(one.to_person),
        购买方名称: one.buyer_name.slice(0, 100),
        购买方纳税人识别号: one.buyer_tax_id ?? '',
        购买方地址: (one.buyer_address ?? '').slice(0, 100),
        购买方电话: one.buyer_phone ?? '',
        购买方开户银行: one.buyer_bank ?? '',
        购买方银行账号: one.buyer_account ?? '',
        是否展示购买方银行账号: shown,
        是否展示购买方地址电话银行账号: yes(shown === '是' || Boolean(one.buyer_address || one.buyer_phone)),
        备注: one.remarks.slice(0, longestRemark),
      })
    }),
    lines: documents.flatMap(one => {
      const gross = toldWithTax(one.pieces)
      return one.pieces.map(piece =>
        put(lineColumns[layout], lineValues(one.serial, piece, gross, kindOf(piece.tax_code))),
      )
    }),
  }
}

function lineValues(serial: string, piece: Piece, gross: boolean, kind: TaxCodeKind): Record<string, string> {
  const amount: Minor = gross ? piece.amount_minor : piece.net_minor
  const discount = gross ? piece.discount_minor : piece.discount_net_minor
  const { quantity } = piece
  return {
    发票流水号: serial,
    项目名称: piece.item_name.slice(0, 100),
    商品和服务税收编码: piece.classification,
    规格型号: (piece.model ?? '').slice(0, 40),
    单位: piece.unit ?? '',
    数量: quantity ?? '',
    单价: quantity === null ? '' : priceOf(amount, quantity, 2, 13),
    金额: formatMinor(amount, 'CNY'),
    税率: rateText(kind, piece.tax_rate),
    折扣金额: discount === 0n ? '' : formatMinor(-discount, 'CNY'),
    ...(kind === 'exempt' || kind === 'out_of_scope'
      ? { 是否使用优惠政策: '是', 优惠政策类型: rateText(kind, '0') }
      : {}),
  }
}

type Sheet = { columns: object[]; addRow(values: unknown[]): { commit(): void }; commit(): void }
type Workbook = { addWorksheet(name: string): Sheet; commit(): Promise<void> }

/** The file: every cell is text, as the platform demands, with the names of the columns in its third row. */
export async function platformFile(
  rows: { documents: string[][]; lines: string[][] },
  layout: PlatformLayout,
): Promise<Buffer> {
  const exceljs = createRequire(import.meta.url)('@protobi/exceljs') as {
    stream: { xlsx: { WorkbookWriter: new (options: object) => Workbook } }
  }
  const stream = new PassThrough()
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  const book = new exceljs.stream.xlsx.WorkbookWriter({ stream, useStyles: true })
  const write = (name: string, columns: readonly string[], cells: readonly string[][]) => {
    const sheet = book.addWorksheet(name)
    sheet.columns = columns.map(() => ({ width: 20, style: { numFmt: '@' } }))
    for (const row of [['填表说明：所有内容均为文本格式；明细按发票流水号对应发票。'], [], columns, ...cells])
      sheet.addRow([...row]).commit()
    sheet.commit()
  }
  write('1-发票基本信息', documentColumns[layout], rows.documents)
  write('2-发票明细信息', lineColumns[layout], rows.lines)
  write('3-特定业务信息', ['发票流水号'], [])
  write('4-附加要素信息', ['发票流水号', '附加要素名称', '附加要素内容'], [])
  await book.commit()
  return Buffer.concat(chunks)
}
