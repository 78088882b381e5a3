import { z } from 'zod'
import { verb } from '../kernel/contract.ts'
import { id, text } from '../kernel/fields.ts'
import { pageStates } from './page-names-contract.ts'

/** Sending again what could not leave. */
export const resendContract = {
  resendPage: verb({
    name: 'page.send_again',
    method: 'POST',
    path: '/api/pages/:page_id/second-sending',
    permission: 'page.make',
    summary: {
      en: 'Send the letter or SMS of a page again that could not leave or came back, to another address where one is given',
      zh: '重新发送未能寄出或被退回的页面邮件、短信，可改用其他地址',
    },
    input: z.strictObject({ page_id: id(), recipient: text(254).optional() }),
    output: z.object({ state: z.enum(pageStates) }),
    events: ['page.resent'],
  }),
}
