import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { currency, id, text, words } from '../kernel/fields.ts'

export const bankingContract = {
  listOwnAccounts: query({
    name: 'own_account.list',
    method: 'GET',
    path: '/api/own-accounts',
    permission: 'entity.read',
    summary: { en: 'Our own bank accounts', zh: '本方银行账户' },
    input: z.strictObject({ entity_id: id().optional() }),
    output: z.object({
      rows: z.array(
        z.object({
          own_account_id: id(),
          entity_id: id(),
          entity_code: z.string(),
          holder: z.string(),
          bank: z.string(),
          number: z.string(),
          swift: z.string().nullable(),
          currency: currency().nullable(),
          state: z.enum(['active', 'closed']),
        }),
      ),
    }),
  }),
  openOwnAccount: verb({
    name: 'own_account.open',
    method: 'POST',
    path: '/api/own-accounts',
    permission: 'own_account.manage',
    summary: { en: 'Enter a bank account of ours', zh: '登记本方银行账户' },
    input: z.strictObject({
      entity_id: id(),
      holder: words(200),
      bank: words(200),
      number: words(60),
      swift: text(11).optional(),
      currency: currency().optional(),
    }),
    output: z.object({ own_account_id: id() }),
    approval: true,
    events: ['own_account.opened'],
  }),
  closeOwnAccount: verb({
    name: 'own_account.close',
    method: 'POST',
    path: '/api/own-accounts/:own_account_id/close',
    permission: 'own_account.manage',
    summary: { en: 'Close a bank account of ours: it stands on no bill any more', zh: '停用本方银行账户' },
    input: z.strictObject({ own_account_id: id(), reason: words(500) }),
    output: z.object({ state: z.literal('closed') }),
    events: ['own_account.closed'],
  }),
}
