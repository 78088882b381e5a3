import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { id, instant, text, words } from '../kernel/fields.ts'

/** The largest voucher, in bytes: 10 MiB. */
export const largestVoucher = 10 * 1024 * 1024

const of = { receipt_id: id().optional(), waiting_id: id().optional() }

/** Vouchers of the bank 回单 beside receipts, kept by us or handed in by the customer. */
export const vouchersContract = {
  keepVoucher: verb({
    name: 'receipt.keep_voucher',
    method: 'POST',
    path: '/api/receipt-vouchers',
    permission: 'receipt.record',
    upload: true,
    largest: largestVoucher,
    summary: { en: 'Keep the voucher of the bank beside a receipt', zh: '上传收款回单' },
    /** Of a receipt, or of one that waits for another person. */
    input: z.strictObject({ ...of, note: text(500).optional(), file: z.any() }),
    output: z.object({ voucher_id: id(), sha256: z.string() }),
    events: ['receipt.voucher_kept'],
  }),
  withdrawVoucher: verb({
    name: 'receipt.withdraw_voucher',
    method: 'POST',
    path: '/api/receipt-vouchers/:voucher_id/withdrawal',
    permission: 'receipt.amend',
    summary: { en: 'Withdraw a voucher that does not belong there', zh: '撤下误传的回单（保留历史）' },
    input: z.strictObject({ voucher_id: id(), reason: words(500) }),
    output: z.object({ state: z.literal('withdrawn') }),
    events: ['receipt.voucher_withdrawn'],
  }),
  listVouchers: query({
    name: 'receipt.list_vouchers',
    method: 'GET',
    path: '/api/receipt-vouchers',
    permission: 'receipt.read',
    summary: {
      en: 'Vouchers of a receipt, of those it took the place of, and those the customer handed in',
      zh: '收款的回单（含更正前单据与客户提交）',
    },
    input: z.strictObject(of),
    output: z.object({
      rows: z.array(
        z.object({
          /** The voucher, or the advice of the customer it came with. */
          voucher_id: id(),
          /** Kept by one of us, or handed in by the customer with what was announced. */
          origin: z.enum(['ours', 'customer']),
          name: z.string(),
          mime: z.string(),
          size: z.number(),
          note: z.string().nullable(),
          state: z.enum(['kept', 'withdrawn']),
          reason: z.string().nullable(),
          recorded_name: z.string().nullable(),
          recorded_at: instant(),
        }),
      ),
      next: z.null(),
    }),
  }),
  readKeptVoucher: query({
    name: 'receipt.read_voucher',
    method: 'GET',
    path: '/api/receipt-vouchers/:voucher_id/content',
    permission: 'receipt.read',
    file: true,
    summary: { en: 'The voucher itself', zh: '下载收款回单' },
    input: z.strictObject({ voucher_id: id() }),
    output: z.any(),
  }),
}
