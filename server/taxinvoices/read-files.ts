import { readFile, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { ReadProblem } from '../imports/read-problem.ts'
import { Zip } from '../imports/zip.ts'
import type { Problem } from '../kernel/errors.ts'
import { receiveFile } from '../kernel/files.ts'
import type { Upload } from '../kernel/http.ts'
import { DocumentProblem } from './document-problem.ts'
import { type DocumentForm, type Facts, reversalOf } from './facts.ts'
import { readPdf } from './pdf-facts.ts'
import { amountIn, dayIn, readEInvoice } from './read-einvoice.ts'
import { all, readTree, xmlText } from './xml-tree.ts'
import { attribute } from '../imports/xml.ts'

/** Limits that keep an upload from costing more than a month of tax invoices is worth. */
export const documentLimits = {
  xml: 5 * 2 ** 20,
  pdf: 20 * 2 ** 20,
  ofd: 20 * 2 ** 20,
  zip: 100 * 2 ** 20,
  files: 1000,
  unpacked: 300 * 2 ** 20,
}

/** A file with what it says. */
export type ReadDocument = { upload: Upload; facts: Facts }

const mimes: Record<DocumentForm, string> = { xml: 'application/xml', ofd: 'application/ofd', pdf: 'application/pdf' }

/** What the first bytes say a file is, whatever its name says. */
export function formOf(head: Uint8Array): 'xml' | 'pdf' | 'zip' | null {
  const text = Buffer.from(head).toString('latin1')
  if (text.startsWith('%PDF-')) return 'pdf'
  if (text.startsWith('PK\u0003\u0004')) return 'zip'
  const bare = text
    .replace(/^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/, '')
    .replaceAll('\u0000', '')
    .trimStart()
  return bare.startsWith('<') ? 'xml' : null
}

const endingOf = (name: string) => /\.(\w{1,5})$/.exec(name.toLowerCase())?.[1] ?? ''

/**
 * Reads an upload: one XML, OFD or PDF, or a ZIP of them. Each is known by its first bytes and must be what its name says; each
 * keeps its bounds. Nothing of it is kept here. [TAX-7] Every file that is wrong is answered with its name.
 */
export async function readUpload(
  home: string,
  upload: Upload,
): Promise<{ documents: ReadDocument[]; problems: Problem[]; extracted: Upload[] }> {
  const extracted: Upload[] = []
  const documents: ReadDocument[] = []
  const problems: Problem[] = []
  const take = async (one: Upload) => {
    try {
      documents.push({ upload: one, facts: await factsOf(one) })
    } catch (error) {
      problems.push({ index: 0, ...problemOf(error, one.name) })
    }
  }
  try {
    const form = formOf(await headOf(upload))
    if (form !== 'zip' || endingOf(upload.name) === 'ofd') await take(upload)
    else
      for await (const one of partsOf(home, upload)) {
        extracted.push(one)
        await take(one)
      }
  } catch (error) {
    problems.push({ index: 0, ...problemOf(error, upload.name) })
  }
  return { documents, problems, extracted }
}

function problemOf(error: unknown, file: string): Omit<Problem, 'index'> {
  if (error instanceof DocumentProblem) return { code: error.code, params: { file, ...error.params } }
  if (error instanceof ReadProblem && error.code === 'file_too_large')
    return { code: 'tax_document_too_large', params: { file } }
  if (error instanceof ReadProblem) return { code: 'tax_document_unreadable', params: { file } }
  throw error
}

async function headOf(upload: Upload): Promise<Buffer> {
  return (await readFile(upload.path)).subarray(0, 1024)
}

/** The files of a ZIP, each under a name of our own on disk. A ZIP within is refused: there is no telling how deep it goes. */
async function* partsOf(home: string, upload: Upload): AsyncGenerator<Upload> {
  if (upload.size > documentLimits.zip) throw new DocumentProblem('tax_document_too_large')
  const zip = await Zip.open(upload.path, documentLimits.ofd)
  const names = zip.names.filter(name => !name.endsWith('/') && !/(?:^|\/)(?:__MACOSX\/|\.)/.test(name))
  if (names.length > documentLimits.files) throw new DocumentProblem('tax_document_too_large')
  let bytes = 0
  for (const name of names) {
    const short = name.split('/').at(-1) ?? name
    const mime = mimes[endingOf(short) as DocumentForm] ?? 'application/octet-stream'
    const one = await receiveFile(home, Readable.from(zip.read(name)), short, mime)
    bytes += one.size
    if (bytes > documentLimits.unpacked) {
      await rm(one.path, { force: true })
      throw new DocumentProblem('tax_document_too_large')
    }
    yield one
  }
}

async function factsOf(upload: Upload): Promise<Facts> {
  const ending = endingOf(upload.name)
  const form = formOf(await headOf(upload))
  const is = form === 'zip' && ending === 'ofd' ? 'ofd' : form
  if (is === null || is !== ending) throw new DocumentProblem('tax_document_form')
  if (is === 'zip') throw new DocumentProblem('tax_document_form')
  if (upload.size > documentLimits[is]) throw new DocumentProblem('tax_document_too_large')
  if (is === 'ofd') return readOfd(upload.path)
  const bytes = await readFile(upload.path)
  return is === 'pdf' ? readPdf(bytes, upload.name) : readEInvoice(xmlText(bytes), 'xml')
}

/** An OFD: the XML it carries with it, else what it says of itself. */
async function readOfd(path: string): Promise<Facts> {
  const zip = await Zip.open(path, documentLimits.xml)
  const whole = async (name: string) => {
    const chunks: Buffer[] = []
    for await (const chunk of zip.read(name)) chunks.push(chunk)
    return xmlText(Buffer.concat(chunks))
  }
  const original = zip.names.find(name => /(?:^|\/)original_invoice\.xml$/.test(name))
  if (original) return readEInvoice(await whole(original), 'ofd')
  if (!zip.has('OFD.xml')) throw new DocumentProblem('tax_document_not_invoice')
  const said = new Map(
    all(readTree(await whole('OFD.xml')), 'CustomData').map(node => [
      attribute(node.attributes, 'Name') ?? '',
      node.text.trim(),
    ]),
  )
  const of = (...names: string[]) => names.map(name => said.get(name) ?? '').find(text => text !== '') ?? ''
  const number = of('发票号码')
  if (!/^\d{20}$/.test(number)) throw new DocumentProblem('tax_document_not_invoice')
  const [net_minor, tax_minor] = [amountIn(of('合计金额'), '合计金额'), amountIn(of('合计税额'), '合计税额')]
  return {
    form: 'ofd',
    number,
    kind: null,
    is_red: net_minor === null ? null : net_minor < 0n,
    ...reversalOf(of('备注')),
    issued_on: dayIn(of('开票日期'), '开票日期'),
    seller_name: of('销售方名称') || null,
    seller_tax_id: of('销售方纳税人识别号', '销售方统一社会信用代码/纳税人识别号') || null,
    buyer_name: of('购买方名称') || null,
    buyer_tax_id: of('购买方纳税人识别号', '购买方统一社会信用代码/纳税人识别号') || null,
    net_minor,
    tax_minor,
    amount_minor: net_minor === null || tax_minor === null ? null : net_minor + tax_minor,
    remarks: of('备注') || null,
    lines: null,
  }
}
