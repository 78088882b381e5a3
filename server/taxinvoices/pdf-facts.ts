import { carriesProgram, pdfObjects } from '../kernel/pdf-program.ts'
import { DocumentProblem } from './document-problem.ts'
import { type Facts, reversalOf } from './facts.ts'
import { amountIn, dayIn } from './read-einvoice.ts'

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
  const { text, readable } = pdfObjects(bytes)
  if (!readable) throw new DocumentProblem('tax_document_unreadable')
  if (carriesProgram(text)) throw new DocumentProblem('tax_document_active')
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
