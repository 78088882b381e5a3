import { z } from 'zod'
import { verb } from '../kernel/contract.ts'
import { id, text } from '../kernel/fields.ts'
import { pageStates } from './contract.ts'

/** Sending again what could not leave. */
export const resendContract = {
  resendPage: verb({
    name: 'page.send_again',
    method: 'POST',
    path: '/api/pages/:page_id/second-sending',
    permission: 'page.make',
    summary: {
      en: 'Send the letter of a page again that could not leave, to another address where one is given',
      zh: '重新发送未能寄出的页面邮件，可改用其他邮箱',
    },
    input: z.strictObject({ page_id: id(), recipient: text(254).optional() }),
    output: z.object({ state: z.enum(pageStates) }),
    events: ['page.resent'],
  }),
}
