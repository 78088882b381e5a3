import type { z } from 'zod'
import type { creditNoteDraft, invoiceDraft } from './contract.ts'

type CreditNote = z.output<typeof creditNoteDraft>
type Invoice = z.output<typeof invoiceDraft>
/** What an invoice and a credit note are drafted from; a credit note says nothing of terms or instalments. */
export type InvoiceDraft = Omit<Invoice, 'kind' | 'base_days'> & {
  kind?: Invoice['kind']
  base_days?: Invoice['base_days']
} & Partial<Pick<CreditNote, 'credits_id' | 'credits_number' | 'apply' | 'reason'>>
