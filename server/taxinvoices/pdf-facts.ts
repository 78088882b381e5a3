import { inflateSync } from 'node:zlib'
import { DocumentProblem } from './document-problem.ts'
import { type Facts, reversalOf } from './facts.ts'
import { amountIn, dayIn } from './read-einvoice.ts'

/** What unpacks to more is no page of an invoice. */
const mostUnpacked = 20 * 2 ** 20

/** The objects of a PDF as text, without the content of its streams but with what is packed into object streams. */
function objectsOf(bytes: Buffer): string {
  const text = bytes.toString('latin1')
  let plain = ''
  let unpacked = 0
  let from = 0
  for (const match of text.matchAll(/>>\s*stream\r?\n/g)) {
    if (match.index < from) continue
    const begin = match.index + match[0].length
    const end = text.indexOf('endstream', begin)
    if (end < 0) break
    const dictionary = text.slice(Math.max(from, text.lastIndexOf('obj', match.index)), match.index + 2)
    plain += text.slice(from, match.index + 2)
    from = end
    if (!/\/ObjStm\b/.test(dictionary)) continue
    if (!/\/FlateDecode\b|\/Fl\b/.test(dictionary)) {
      plain += `\n${text.slice(begin, end)}\n`
      continue
    }
    try {
      const inside = inflateSync(bytes.subarray(begin, end), {
        maxOutputLength: mostUnpacked - unpacked,
        finishFlush: 2,
      })
      unpacked += inside.length
      plain += `\n${inside.toString('latin1')}\n`
    } catch {
      throw new DocumentProblem('tax_document_unreadable')
    }
  }
  // A name may hide its letters: /#4aavaScript.
  return (plain + text.slice(from)).replace(/#([0-9A-Fa-f]{2})/g, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

const active = /\/(?:JavaScript|Launch|RichMedia|SubmitForm|ImportData|XFA)\b|\/JS\s*[(<\d]/

/** A string of a PDF: in brackets with its escapes, or in hex; UTF-16 where it says so. */
function stringOf(raw: string): string {
  const bytes = raw.startsWith('<')
    ? Buffer.from(raw.replace(/[<>\s]/g, ''), 'hex')
    : Buffer.from(
        raw
          .slice(1, -1)
          .replace(/\\([0-7]{1,3}|.)/g, (_, sign: string) =>
            /^[0-7]/.test(sign)
              ? String.fromCharCode(Number.parseInt(sign, 8))
              : ({ n: '\n', r: '\r', t: '\t' }[sign] ?? sign),
          ),
        'latin1',
      )
  const wide = bytes[0] === 0xfe && bytes[1] === 0xff
  return (wide ? new TextDecoder('utf-16be').decode(bytes.subarray(2)) : bytes.toString('utf8')).trim()
}

/**
 * What a PDF of the tax platform says of itself in its document information: number, day, seller and totals; its number also
 * stands in the file's name. Buyer and lines it does not say. [TAX-7] Problems: `tax_document_active` for one that carries a
 * program, `file_encrypted`, `tax_document_unreadable`, `tax_document_not_invoice`.
 */
export function readPdf(bytes: Buffer, name: string): Facts {
  const text = objectsOf(bytes)
  if (active.test(text)) throw new DocumentProblem('tax_document_active')
  if (/\/Encrypt\s+\d+\s+\d+\s+R/.test(text)) throw new DocumentProblem('file_encrypted')
  const said = (field: string) => {
    const raw = new RegExp(`/${field}\\s*(\\((?:\\\\.|[^\\\\)])*\\)|<[0-9A-Fa-f\\s]*>)`).exec(text)?.[1]
    return raw === undefined ? '' : stringOf(raw)
  }
  const number = said('InvoiceNumber') || (/(?:^|\D)(\d{20})(?:\D|$)/.exec(name)?.[1] ?? '')
  if (!/^\d{20}$/.test(number)) throw new DocumentProblem('tax_document_not_invoice')
  const amount_minor = amountIn(said('TotalTax-includedAmount'), 'TotalTax-includedAmount')
  return {
    form: 'pdf',
    number,
    kind: null,
    is_red: amount_minor === null ? null : amount_minor < 0n,
    ...reversalOf(''),
    issued_on: dayIn(said('IssueTime'), 'IssueTime'),
    seller_name: said('SellerName') || null,
    seller_tax_id: said('SellerIdNum') || null,
    buyer_name: said('BuyerName') || null,
    buyer_tax_id: said('BuyerIdNum') || null,
    net_minor: amountIn(said('TotalAmWithoutTax'), 'TotalAmWithoutTax'),
    tax_minor: amountIn(said('TotalTaxAm'), 'TotalTaxAm'),
    amount_minor,
    remarks: null,
    lines: null,
  }
}
