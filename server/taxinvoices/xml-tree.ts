import { ReadProblem } from '../imports/read-problem.ts'
import { XmlScanner } from '../imports/xml.ts'
import { DocumentProblem } from './document-problem.ts'

/** An element: its name without prefix, its own text, and what stands in it. */
export type XmlNode = { name: string; attributes: string; text: string; children: XmlNode[] }

const mostNodes = 50_000
const deepest = 60
const encodings = new Set(['utf-8', 'gb18030', 'gbk', 'gb2312', 'utf-16', 'utf-16le', 'utf-16be'])

/** The text of an XML file in the encoding it declares. Problem: `tax_document_unreadable`. */
export function xmlText(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1')
  const wide =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null
  const said = /^[^<]*<\?xml[^>]*encoding\s*=\s*["']([\w-]+)["']/i.exec(head)?.[1]?.toLowerCase() ?? 'utf-8'
  if (!wide && !encodings.has(said)) throw new DocumentProblem('tax_document_unreadable')
  try {
    return new TextDecoder(wide ?? said, { fatal: true }).decode(bytes)
  } catch {
    throw new DocumentProblem('tax_document_unreadable')
  }
}

/**
 * Reads XML into a tree within bounds. A document type or an entity of its own is refused before anything is read: neither
 * belongs into a tax invoice, and both can be made to unfold into gigabytes or to fetch files. [TAX-7] Problems:
 * `tax_document_dtd`, `tax_document_unreadable`.
 */
export function readTree(text: string): XmlNode {
  if (/<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i.test(text)) throw new DocumentProblem('tax_document_dtd')
  const root: XmlNode = { name: '', attributes: '', text: '', children: [] }
  const path = [root]
  let count = 0
  const scanner = new XmlScanner({
    open(name, attributes) {
      if (++count > mostNodes || path.length > deepest) throw new DocumentProblem('tax_document_unreadable')
      const node: XmlNode = { name, attributes, text: '', children: [] }
      path.at(-1)?.children.push(node)
      path.push(node)
    },
    close(name) {
      if (path.length < 2 || path.at(-1)?.name !== name) throw new DocumentProblem('tax_document_unreadable')
      path.pop()
    },
    text(piece) {
      const node = path.at(-1)
      if (node) node.text += piece
    },
  })
  try {
    scanner.push(text)
    scanner.end()
  } catch (error) {
    if (error instanceof ReadProblem) throw new DocumentProblem('tax_document_unreadable')
    throw error
  }
  if (path.length !== 1) throw new DocumentProblem('tax_document_unreadable')
  return root
}

/** Every element of a name, wherever it stands, in the order of the document. */
export function all(node: XmlNode, name: string): XmlNode[] {
  return node.children.flatMap(child => [...(child.name === name ? [child] : []), ...all(child, name)])
}

/** The text of the first element of a name, trimmed; empty where there is none. */
export const textOf = (node: XmlNode, name: string): string => all(node, name)[0]?.text.trim() ?? ''
