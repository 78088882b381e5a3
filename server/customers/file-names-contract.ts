/** The grades of customers, the best first. */
export const grades = ['A', 'B', 'C'] as const
export type Grade = (typeof grades)[number]

/** What a document in a customer's file is. */
export const documentKinds = [
  'opening_form',
  'licence',
  'identity',
  'address_proof',
  'contract_copy',
  'mandate',
  'tax_certificate',
  'other',
] as const

/** The facts a file is complete by. */
export const fileFacts = [
  'tax_id',
  'address',
  'contact',
  'invoice_contact',
  'terms',
  'limit',
  'salesperson',
  'bank_account',
  'licence',
] as const
