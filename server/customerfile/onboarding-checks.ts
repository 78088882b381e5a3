import { sql } from 'kysely'
import type { Grade } from '../customers/file-names-contract.ts'
import type { FileRules } from '../customers/file-rules-contract.ts'
import { findTwins } from '../customers/twins.ts'
import type { Context } from '../kernel/context.ts'
import type { Answered } from '../kernel/contract.ts'
import { assert } from '../kernel/errors.ts'
import type { onboardingContract } from './onboarding-contract.ts'

type Shown = Answered<(typeof onboardingContract)['readOnboarding']>
/** What is looked at before a customer is activated. */
export type Checked = Pick<Shown, 'documents' | 'checks' | 'twins'>

/** From here on another customer is so like this one that somebody must say why both are needed. */
const alikeFrom = 90

type Facts = {
  kind: 'company' | 'person' | 'public_body'
  name: string
  tax_id: string | null
  tax_id_check: string | null
  documents: string[]
  contact: boolean
  address: boolean
}

/** The papers that are demanded of a kind of customer, and of a grade. Pure. [CUS-34] */
export function documentsDemanded(
  rules: FileRules,
  kind: Facts['kind'],
  grade: Grade | null,
): Shown['documents'][number]['kind'][] {
  return [...new Set([...rules.onboarding_documents[kind], ...(grade ? rules.treatments[grade].documents : [])])]
}

/** Papers, tax identifier, likely duplicates, contact and address of a customer that is to be activated. [CUS-34] */
export async function checkOnboarding(
  ctx: Context,
  { customer_id, grade }: { customer_id: string; grade: Grade | null },
  rules: FileRules,
): Promise<Checked> {
  const facts = await ctx.tx.first(sql<Facts>`
    select c.kind, c.name, c.tax_id, c.tax_id_check,
      array(select distinct d.kind from customer_documents d
        where d.org_id = c.org_id and d.customer_id = c.customer_id and d.state = 'current'
          and (d.valid_until is null or d.valid_until >= ${ctx.today}::date)) as documents,
      exists (select from contacts x where x.org_id = c.org_id and x.customer_id = c.customer_id and x.erased_at is null) as contact,
      exists (select from customer_addresses x
        where x.org_id = c.org_id and x.customer_id = c.customer_id and x.ended_at is null) as address
    from customers c where c.org_id = ${ctx.org_id} and c.customer_id = ${customer_id}`)
  assert(facts, 'the customer of an opening is there')
  const { rows } = await findTwins(ctx, {
    name: facts.name,
    ...(facts.tax_id ? { tax_id: facts.tax_id } : {}),
    limit: 6,
  })
  const twins = rows
    .filter(row => row.customer_id !== customer_id && row.score >= alikeFrom)
    .map(({ customer_id: id, number, name, score }) => ({ customer_id: id, number, name, score }))
  const documents = documentsDemanded(rules, facts.kind, grade).map(kind => ({
    kind,
    there: facts.documents.includes(kind),
  }))
  const checks: Checked['checks'] = [
    { check: 'documents', passed: documents.every(one => one.there) },
    { check: 'tax_id', passed: facts.kind === 'person' || (facts.tax_id !== null && facts.tax_id_check === 'ok') },
    { check: 'twins', passed: twins.length === 0 },
    { check: 'contact', passed: facts.contact },
    { check: 'address', passed: facts.address },
  ]
  return { documents, checks, twins }
}
