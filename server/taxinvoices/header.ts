import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Problem } from '../kernel/errors.ts'
import type { TaxInvoiceKind } from './names-contract.ts'

/** Whom a tax invoice is made out to. */
export type Header = {
  buyer_name: string
  buyer_tax_id?: string | undefined
  buyer_account_id?: string | undefined
  header_reason?: string | undefined
}

/** What the file of the customer says about the header. */
export type HeaderFacts = {
  customer_id: string
  name: string
  name_en: string | null
  kind: 'company' | 'person' | 'public_body'
  country: string
  tax_id: string | null
  accounts: { account_id: string; bank: string; tail: string; state: string }[]
}

/** The customer with its bank accounts, null where it is unknown. */
export async function readHeaderFacts(ctx: Context, customer_id: string): Promise<HeaderFacts | null> {
  const [customer, accounts] = await Promise.all([
    ctx.tx.first(sql<Omit<HeaderFacts, 'accounts'>>`
      select customer_id, name, name_en, kind, country, tax_id from customers
      where org_id = ${ctx.org_id} and customer_id = ${customer_id}`),
    ctx.tx.rows(sql<HeaderFacts['accounts'][number]>`
      select account_id, bank, tail, state from customer_bank_accounts
      where org_id = ${ctx.org_id} and customer_id = ${customer_id} order by account_id desc`),
  ])
  return customer && { ...customer, accounts }
}

/** A name as it is compared: full and half width, blanks and the form of brackets do not matter. */
export const plainName = (name: string) => name.normalize('NFKC').replace(/\s+/g, '').toLowerCase()

/**
 * What is wrong with a header. A company is named by its whole registered name and its tax identifier; only a person goes by
 * the name alone and takes no special invoice; another name than the customer's needs who agreed to it. [TAX-3]
 * Source: 国家税务总局公告2017年第16号（购买方为企业的，应提供纳税人识别号或统一社会信用代码）.
 */
export function decideHeader(
  kind: TaxInvoiceKind,
  header: Header,
  facts: HeaderFacts,
  others: readonly string[],
): Problem[] {
  const problems: Problem[] = []
  const complain = (code: Problem['code'], params: Record<string, unknown> = {}) =>
    problems.push({ index: 0, code, params })
  const special = kind === 'special' || kind === 'paper_special'
  if (special && facts.kind === 'person') complain('tax_header_person')
  const demanded = special || (kind !== 'commercial' && facts.kind !== 'person' && facts.country === 'CN')
  if (demanded && !header.buyer_tax_id) complain('tax_header_tax_id_missing', { name: header.buyer_name })
  else if (header.buyer_tax_id && kind !== 'commercial' && !/^[0-9A-Z]{15,20}$/.test(header.buyer_tax_id))
    complain('tax_header_tax_id_form', { tax_id: header.buyer_tax_id })
  const known = [facts.name, facts.name_en ?? '', ...others].map(plainName)
  if (!known.includes(plainName(header.buyer_name)) && !header.header_reason)
    complain('tax_header_name_differs', { name: header.buyer_name, customer: facts.name })
  if (header.buyer_account_id) {
    const account = facts.accounts.find(one => one.account_id === header.buyer_account_id)
    if (!account) complain('bank_account_unknown', { account_id: header.buyer_account_id })
    else if (account.state !== 'active') complain('bank_account_state', { state: account.state })
  }
  return problems
}
