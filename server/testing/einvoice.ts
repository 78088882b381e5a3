import { deflateRawSync, deflateSync, crc32 } from 'node:zlib'

export type EInvoice = {
  number: string
  seller?: string
  seller_tax_id?: string
  buyer?: string
  buyer_tax_id?: string
  issued_on?: string
  remark?: string
  kind?: '01' | '02'
  red?: boolean
  net?: string
  tax?: string
  total?: string
  lines?: { name: string; net: string; tax: string; rate: string; quantity?: string }[]
}

/** The XML of a digital tax invoice, as the tax platform gives it out. */
export function eInvoiceXml(one: EInvoice): string {
  const sum = (field: 'net' | 'tax') =>
    ((one.lines ?? []).reduce((total, line) => total + Math.round(Number(line[field]) * 100), 0) / 100).toFixed(2)
  const net = one.net ?? sum('net')
  const tax = one.tax ?? sum('tax')
  const total = one.total ?? (Number(net) + Number(tax)).toFixed(2)
  const lines = (one.lines ?? []).map(
    line => `<IssuItemInformation><ItemName>${line.name}</ItemName><SpecMod></SpecMod><MeaUnits>台</MeaUnits>
<Quantity>${line.quantity ?? ''}</Quantity><UnPrice></UnPrice><Amount>${line.net}</Amount><TaxRate>${line.rate}</TaxRate>
<ComTaxAm>${line.tax}0000</ComTaxAm><TotaltaxIncludedAmount></TotaltaxIncludedAmount>
<TaxClassificationCode>1090000000000000000</TaxClassificationCode></IssuItemInformation>`,
  )
  return `<?xml version="1.0" encoding="utf-8"?><EInvoice><Header><EIid>${one.number}</EIid><Version>0.2</Version><InherentLabel>
<InIssuType><LabelCode>${one.red ? 'N' : 'Y'}</LabelCode></InIssuType><EInvoiceType><LabelCode>01</LabelCode></EInvoiceType>
<GeneralOrSpecialVAT><LabelCode>${one.kind ?? '01'}</LabelCode></GeneralOrSpecialVAT></InherentLabel></Header><EInvoiceData>
<SellerInformation><SellerIdNum>${one.seller_tax_id ?? ''}</SellerIdNum><SellerName>${one.seller ?? 'T0'}</SellerName></SellerInformation>
<BuyerInformation><BuyerIdNum>${one.buyer_tax_id ?? ''}</BuyerIdNum><BuyerName>${one.buyer ?? ''}</BuyerName></BuyerInformation>
<BasicInformation><TotalAmWithoutTax>${net}</TotalAmWithoutTax><TotalTaxAm>${tax}</TotalTaxAm>
<TotalTax-includedAmount>${total}</TotalTax-includedAmount><RequestTime>${one.issued_on ?? '2026-03-20'}</RequestTime></BasicInformation>
${lines.join('\n')}<SpecificInformation/><AdditionalInformation><Remark>${one.remark ?? ''}</Remark></AdditionalInformation></EInvoiceData>
<TaxSupervisionInfo><InvoiceNumber>${one.number}</InvoiceNumber><IssueTime>${one.issued_on ?? '2026-03-20'} 10:08:05</IssueTime></TaxSupervisionInfo></EInvoice>`
}

/** A PDF with a document information as the tax platform writes it, in an object stream where asked. */
export function eInvoicePdf(fields: Record<string, string>, extra = '', packed = false): Buffer {
  const info = `<< ${Object.entries(fields)
    .map(([name, value]) => `/${name} (${value})`)
    .join(' ')} >>`
  const stream = deflateSync(Buffer.from(`3 0 ${info}`))
  const object = packed
    ? Buffer.concat([
        Buffer.from(
          `3 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length ${stream.length} >>\nstream\n`,
        ),
        stream,
        Buffer.from('\nendstream\nendobj\n'),
      ])
    : Buffer.from(`3 0 obj\n${info}\nendobj\n`)
  return Buffer.concat([
    Buffer.from(`%PDF-1.7\n1 0 obj\n<< /Type /Catalog ${extra} >>\nendobj\n`),
    object,
    Buffer.from('trailer << /Info 3 0 R >>\n%%EOF\n'),
  ])
}

/** A ZIP of files, as any program writes it. */
export function zipOf(files: Record<string, Buffer | string>): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content)
    const packed = deflateRawSync(bytes)
    const title = Buffer.from(name)
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    head.writeUInt16LE(20, 4)
    head.writeUInt16LE(0x800, 6)
    head.writeUInt16LE(8, 8)
    head.writeUInt32LE(crc32(bytes), 14)
    head.writeUInt32LE(packed.length, 18)
    head.writeUInt32LE(bytes.length, 22)
    head.writeUInt16LE(title.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(20, 4)
    entry.writeUInt16LE(20, 6)
    entry.writeUInt16LE(0x800, 8)
    entry.writeUInt16LE(8, 10)
    entry.writeUInt32LE(crc32(bytes), 16)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt32LE(bytes.length, 24)
    entry.writeUInt16LE(title.length, 28)
    entry.writeUInt32LE(at, 42)
    locals.push(head, title, packed)
    directory.push(entry, title)
    at += 30 + title.length + packed.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Object.keys(files).length, 8)
  end.writeUInt16LE(Object.keys(files).length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...locals, list, end])
}
