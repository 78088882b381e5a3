import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { day, id, instant, text, words } from '../kernel/fields.ts'

/** The largest signed file, in bytes: 25 MiB. */
export const largestSigned = 25 * 1024 * 1024

/** The signed files of contracts. */
export const signedContract = {
  keepSigned: verb({
    name: 'contract.keep_signed',
    method: 'POST',
    path: '/api/contracts/:contract_id/signed',
    permission: 'contract.sign',
    upload: true,
    largest: largestSigned,
    summary: {
      en: 'Keep the signed file of a contract; one kept before stays in the history',
      zh: '上传双方签署的合同文件（原文件保留）',
    },
    input: z.strictObject({
      contract_id: id(),
      /** Who signed for us and for the customer, and when. */
      ours_name: words(100),
      ours_on: day(),
      theirs_name: words(100),
      theirs_on: day(),
      note: text(500).optional(),
      file: z.any(),
    }),
    output: z.object({ signed_id: id(), sha256: z.string() }),
    events: ['contract.signed_kept'],
  }),
  withdrawSigned: verb({
    name: 'contract.withdraw_signed',
    method: 'POST',
    path: '/api/signed-contracts/:signed_id/withdrawal',
    permission: 'contract.amend',
    summary: { en: 'Withdraw a signed file that does not belong there', zh: '撤下误传的签署文件（保留历史）' },
    input: z.strictObject({ signed_id: id(), reason: words(500) }),
    output: z.object({ state: z.literal('withdrawn') }),
    events: ['contract.signed_withdrawn'],
  }),
  listSigned: query({
    name: 'contract.list_signed',
    method: 'GET',
    path: '/api/contracts/:contract_id/signed',
    permission: 'contract.read',
    summary: { en: 'Signed files of a contract, the latest first', zh: '合同签署文件及历史' },
    input: z.strictObject({ contract_id: id() }),
    output: z.object({
      rows: z.array(
        z.object({
          signed_id: id(),
          version: z.number(),
          /** Whether the contract was amended since, so that what is signed is an earlier version. */
          outdated: z.boolean(),
          state: z.enum(['current', 'replaced', 'withdrawn']),
          name: z.string(),
          size: z.number(),
          sha256: z.string(),
          ours_name: z.string(),
          ours_on: day(),
          theirs_name: z.string(),
          theirs_on: day(),
          note: z.string().nullable(),
          reason: z.string().nullable(),
          recorded_by_name: z.string().nullable(),
          recorded_at: instant(),
        }),
      ),
      next: z.null(),
    }),
  }),
  readSigned: query({
    name: 'contract.read_signed',
    method: 'GET',
    path: '/api/signed-contracts/:signed_id/content',
    permission: 'contract.read',
    file: true,
    summary: { en: 'The signed file of a contract', zh: '下载合同签署文件' },
    input: z.strictObject({ signed_id: id() }),
    output: z.any(),
  }),
}
