import { z } from 'zod'
import { verb } from '../kernel/contract.ts'
import { id, minor } from '../kernel/fields.ts'

export const taxExportsContract = {
  exportTaxRequests: verb({
    name: 'tax_request.export',
    method: 'POST',
    path: '/api/tax-requests/export',
    permission: 'tax_invoice.issue',
    file: true,
    summary: {
      en: 'The batch-issue file of the tax platform for approved requests',
      zh: '导出已批准申请的批量开票文件（税务平台模板）',
    },
    input: z.strictObject({
      tax_request_ids: z.array(id()).min(1).max(500),
      /** Which template of the platform, by the year it came. */
      layout: z.enum(['2026', '2024']).default('2026'),
      /** The most one document may come to without tax. */
      quota_minor: minor().optional(),
      split_by_tax_code: z.boolean().default(true),
    }),
    output: z.any(),
    events: ['tax_request.exported', 'customer_account.shown'],
  }),
}
