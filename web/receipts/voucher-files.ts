/** What is taken as a voucher of the bank. */
export const voucherFiles = '.pdf,.ofd,.png,.jpg,.jpeg,.webp'
