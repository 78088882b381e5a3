import { fingerprintOf } from './personal.ts'

/** What a letter can be of, and the sign it bears in a mark. */
const signs = { dispatch: 'd', page: 'p', reminder: 'r', confirmation: 'c' } as const
export type LetterKind = keyof typeof signs

/** A mark as it was read: of which letter, and whether it went to whom the letter goes now. */
export type Mark = { org_id: number; kind: LetterKind; id: string; to: string }

const seal = (org_id: number, told: string) => fingerprintOf(org_id, 'letter', told).toString('hex').slice(0, 20)

/** By what a mark tells one address of a letter from another, without telling the address. */
export const addressMark = (org_id: number, address: string): string =>
  fingerprintOf(org_id, 'letter to', address.trim().toLowerCase()).toString('hex').slice(0, 8)

/**
 * What a letter bears as its Message-ID and envelope id, so that what comes back names it. Nobody without the installation's secret
 * can make one, and it tells nothing of the letter but its id.
 */
export function letterMark(org_id: number, kind: LetterKind, id: string, address: string): string {
  const told = `${signs[kind]}.${id.replaceAll('-', '')}.${addressMark(org_id, address)}`
  return `db.${org_id}.${told}.${seal(org_id, told)}`
}

const pattern = /db\.(\d{1,9})\.(([dprc])\.([0-9a-f]{32})\.([0-9a-f]{8}))\.([0-9a-f]{20})/g

/** The marks of ours in a text, each once; one that was made up or changed is none. */
export function marksIn(text: string): Mark[] {
  const found = new Map<string, Mark>()
  for (const [whole, org, told = '', sign, hex = '', to = '', sealed] of text.matchAll(pattern)) {
    const org_id = Number(org)
    const kind = (Object.keys(signs) as LetterKind[]).find(one => signs[one] === sign)
    if (!kind || seal(org_id, told) !== sealed) continue
    found.set(whole, { org_id, kind, id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), to })
    if (found.size >= 20) break
  }
  return [...found.values()]
}
