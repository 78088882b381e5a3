import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { day, id, page, paging, several, text, words } from '../kernel/fields.ts'

const state = z.enum(['waiting', 'released', 'declined', 'withdrawn', 'failed'])
const request = z.object({
  request_id: id(),
  verb: z.string(),
  summary: z.object({ en: z.string(), zh: z.string() }),
  input: z.unknown(),
  facts: z.record(z.string(), z.unknown()),
  permission: z.string(),
  maker_id: id(),
  maker: z.string(),
  made_at: z.string(),
  reason: z.string().nullable(),
  state,
  checker_id: id().nullable(),
  checker: z.string().nullable(),
  checked_at: z.string().nullable(),
  check_reason: z.string().nullable(),
  /** For whom the checker released, where he stood in for somebody. */
  for_person: z.string().nullable(),
  /** The customers and entities the facts name. */
  customers: z.array(z.string()),
  entities: z.array(z.string()),
  may_release: z.boolean(),
  /** For whom the reader would release, where the right is not his own. */
  in_place_of: z.string().nullable(),
})
const delegation = z.object({
  delegation_id: id(),
  from_person_id: id(),
  from_person: z.string(),
  to_person_id: id(),
  to_person: z.string(),
  from_on: z.string(),
  until_on: z.string(),
  reason: z.string().nullable(),
  recorded_at: z.string(),
  ended_at: z.string().nullable(),
  state: z.enum(['coming', 'active', 'over']),
  may_end: z.boolean(),
})
const policy = z.object({
  verb: z.string(),
  summary: z.object({ en: z.string(), zh: z.string() }),
  condition: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullable(),
  permission: z.string().nullable(),
  origin: z.enum(['none', 'standard', 'own']),
  /** Whether its facts tell an amount that a condition can compare. */
  by_amount: z.boolean(),
})
const checked = z.object({ request_id: id(), state })

/** What can be asked of what waits for a second person. */
export const contract = {
  listApprovals: query({
    name: 'approval.list',
    method: 'GET',
    path: '/api/approvals',
    permission: 'approval.read',
    summary: { en: 'What waits for a second person', zh: '待复核事项' },
    input: z.strictObject({
      ...paging,
      state: several(state),
      verb: several(z.string().max(100)),
      maker_id: id().optional(),
    }),
    output: page(request),
  }),
  myRequests: query({
    name: 'approval.mine',
    method: 'GET',
    path: '/api/approvals/mine',
    permission: 'signed_in',
    summary: { en: 'What of one’s own waits or waited', zh: '我提交的复核事项' },
    input: z.strictObject({ ...paging, state: several(state) }),
    output: page(request),
  }),
  release: verb({
    name: 'approval.release',
    method: 'POST',
    path: '/api/approvals/:request_id/release',
    permission: 'approval.read',
    summary: { en: 'Release what waits: it runs now, as its maker', zh: '复核通过并执行' },
    input: z.strictObject({ request_id: id(), reason: text(500).optional() }),
    output: z.object({
      request_id: id(),
      state,
      /** What the verb answered; where it waits again, the new request. */
      answer: z.unknown(),
    }),
    events: ['request.parked', 'request.released', 'request.grown'],
  }),
  decline: verb({
    name: 'approval.decline',
    method: 'POST',
    path: '/api/approvals/:request_id/decline',
    permission: 'approval.read',
    summary: { en: 'Decline what waits', zh: '复核不通过' },
    input: z.strictObject({ request_id: id(), reason: words(500) }),
    output: checked,
    events: ['request.declined'],
  }),
  withdraw: verb({
    name: 'approval.withdraw',
    method: 'POST',
    path: '/api/approvals/:request_id/withdraw',
    permission: 'signed_in',
    summary: { en: 'Withdraw one’s own request', zh: '撤回自己提交的复核' },
    input: z.strictObject({ request_id: id() }),
    output: checked,
    events: ['request.withdrawn'],
  }),
  listDelegations: query({
    name: 'approval_delegation.list',
    method: 'GET',
    path: '/api/approval-delegations',
    permission: 'approval.read',
    summary: { en: 'Who releases in whose place, and until when', zh: '复核授权代理' },
    input: z.strictObject({ ...paging }),
    output: page(delegation),
  }),
  delegate: verb({
    name: 'approval_delegation.give',
    method: 'POST',
    path: '/api/approval-delegations',
    permission: 'approval.read',
    summary: { en: 'Let a colleague release in one’s place until a day', zh: '委托同事在期限内代为复核' },
    input: z.strictObject({
      to_person_id: id(),
      /** Today unless told. */
      from_on: day().optional(),
      until_on: day(),
      reason: text(500).optional(),
    }),
    output: z.object({ delegation_id: id() }),
    events: ['approval.delegated'],
  }),
  endDelegation: verb({
    name: 'approval_delegation.end',
    method: 'POST',
    path: '/api/approval-delegations/:delegation_id/end',
    permission: 'approval.read',
    summary: { en: 'End a delegation before its day', zh: '提前终止复核授权' },
    input: z.strictObject({ delegation_id: id() }),
    output: z.object({ delegation_id: id() }),
    events: ['approval.delegation_ended'],
  }),
  listPolicies: query({
    name: 'approval_policy.list',
    method: 'GET',
    path: '/api/approval-policies',
    permission: 'approval.read',
    summary: { en: 'Which verbs wait for a second person, and when', zh: '复核规则' },
    input: z.strictObject({}),
    output: z.object({ rows: z.array(policy), next: z.null() }),
  }),
  changePolicy: verb({
    name: 'approval_policy.change',
    method: 'PUT',
    path: '/api/approval-policies/:verb',
    permission: 'approval.policy.manage',
    summary: { en: 'Change which deeds wait for a second person', zh: '修改复核规则' },
    input: z.strictObject({
      verb: z.string().max(100),
      condition: z
        .record(z.string().regex(/^[a-z][a-z0-9_]{0,60}$/), z.union([z.string().max(100), z.number(), z.boolean()]))
        .nullable(),
      permission: z.string().max(100).optional(),
    }),
    output: policy,
    approval: true,
    events: ['approval_policy.changed'],
  }),
}
