import type { OpeningDetails } from '../../server/portal/opening-contract.ts'

type Draft = { details: OpeningDetails; submitted_by: string }

export const blankContact: OpeningDetails['contacts'][number] = { name: '', title: '', phone: '', email: '', roles: [] }

export const blankOpening: OpeningDetails = {
  name: '',
  name_en: '',
  kind: 'company',
  country: 'CN',
  tax_id: '',
  invoice_title: '',
  address: { region: '', city: '', line: '', postcode: '' },
  invoice_address: '',
  contacts: [{ ...blankContact, roles: ['invoice', 'statement'] }],
  account: { holder: '', bank: '', number: '', swift: '', currency: '' },
  note: '',
}

const keyOf = (token: string) => `duebook.opening.${token.slice(-12)}`

/** What was typed in this window before a reload; the number of the account is not kept. */
export function keptOpening(token: string): Draft | null {
  try {
    const kept = sessionStorage.getItem(keyOf(token))
    return kept ? (JSON.parse(kept) as Draft) : null
  } catch {
    return null
  }
}

/** Keeps what is typed for as long as the window stays open; null forgets it. */
export function keepOpening(token: string, draft: Draft | null): void {
  try {
    if (!draft) return sessionStorage.removeItem(keyOf(token))
    const account = { ...draft.details.account, number: '' }
    sessionStorage.setItem(keyOf(token), JSON.stringify({ ...draft, details: { ...draft.details, account } }))
  } catch {
    // A browser that keeps nothing loses what was typed on a reload, and nothing else.
  }
}
