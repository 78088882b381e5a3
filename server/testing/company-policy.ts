import { standardPolicy } from '../policy/standard-policy.ts'
import { type Company, say } from './company-world.ts'

/** The domestic entity's collection policy: one version that holds, and the next being written. */
export async function adoptPolicy(company: Company): Promise<void> {
  const entity_id = company.entities.domestic
  const policy = { ...standardPolicy, contact: '应收组 0755-0000 0000（模拟）' }
  const draft = { entity_id, note: '首版（模拟）', policy }
  const { policy_id } = await say<{ policy_id: string }>(company, 'manager', 'payment_policy.draft', draft)
  await say(company, 'general', 'payment_policy.approve', { policy_id, edition: 1 })
  await say(company, 'general', 'payment_policy.publish', { policy_id, valid_from: company.today })
}

/** The next version, on which a month of grace for good customers is tried out. */
export async function draftPolicy(company: Company): Promise<void> {
  const { grades } = standardPolicy
  const policy = { ...standardPolicy, grades: { ...grades, B: { ...grades.B, due_days: 45 } } }
  const draft = { entity_id: company.entities.domestic, note: 'B 级账期放宽至 45 天（模拟）', policy }
  await say(company, 'manager', 'payment_policy.draft', draft)
}
