import { Checkbox, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { askFile, type Question } from '../client.ts'
import { useLanguage } from '../preferences.ts'
import { Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

/** What is to be printed: documents by their ids, or a statement as it stands on the screen. */
export type Printed =
  | { papers: 'invoices'; ids: readonly string[] }
  | { papers: 'dispatches'; ids: readonly string[]; locale: 'zh' | 'en' }
  | { papers: 'receipts'; ids: readonly string[] }
  | { papers: 'refunds'; ids: readonly string[] }
  | { papers: 'tax_requests'; ids: readonly string[] }
  | { papers: 'settlements'; ids: readonly string[] }
  | { papers: 'statement'; question: Question<'statement'> }

const receiptPapers = ['receipt_voucher', 'official_receipt', 'application_sheet'] as const

/** What can bear a code for colleagues. */
const coded = new Set<Printed['papers']>(['invoices', 'receipts', 'refunds'])

/** Takes documents out as one PDF: in the language of whoever gets it, in A4 or A5. */
export function PrintDialog({ what, onClose }: { what: Printed; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const language = useLanguage()
  const [locale, setLocale] = useState<'zh' | 'en'>(what.papers === 'dispatches' ? what.locale : language)
  const [size, setSize] = useState<'a4' | 'a5'>('a4')
  const [kind, setKind] = useState<(typeof receiptPapers)[number]>('receipt_voucher')
  const [qr, setQr] = useState(false)
  const count = what.papers === 'statement' ? 1 : what.ids.length
  const take = () => {
    if (what.papers === 'invoices')
      return askFile('printInvoices', { invoice_ids: [...what.ids], locale, size, ...(qr ? { qr } : {}) })
    if (what.papers === 'dispatches') return askFile('printDispatches', { dispatch_ids: [...what.ids], locale, size })
    if (what.papers === 'receipts')
      return askFile('printReceipts', { kind, receipt_ids: [...what.ids], locale, size, ...(qr ? { qr } : {}) })
    if (what.papers === 'refunds')
      return askFile('printRefunds', { refund_ids: [...what.ids], locale, size, ...(qr ? { qr } : {}) })
    if (what.papers === 'tax_requests')
      return askFile('printTaxRequests', { tax_request_ids: [...what.ids], locale, size })
    if (what.papers === 'settlements') return askFile('printSettlements', { settlement_ids: [...what.ids], locale })
    return askFile('printStatement', { ...what.question, locale, size })
  }
  return (
    <FormDialog
      title={count > 1 ? t('papers.print_many', { count }) : t('papers.print')}
      act={t('papers.take')}
      perform={() => done(take, t('papers.taken'))}
      onClose={onClose}
    >
      {what.papers === 'receipts' && (
        <Field label={t('papers.paper')}>
          {id => (
            <Segmented
              id={id}
              value={kind}
              options={receiptPapers.map(value => ({ value, label: t(`papers.kinds.${value}`) }))}
              onChange={setKind}
            />
          )}
        </Field>
      )}
      <Field label={t('papers.language')}>
        {id => (
          <Segmented
            id={id}
            value={locale}
            options={[
              { value: 'zh', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
            onChange={setLocale}
          />
        )}
      </Field>
      {what.papers !== 'settlements' && (
        <>
          <Field label={t('papers.size')}>
            {id => (
              <Segmented
                id={id}
                value={size}
                options={[
                  { value: 'a4', label: 'A4' },
                  { value: 'a5', label: t('papers.a5') },
                ]}
                onChange={setSize}
              />
            )}
          </Field>
          {what.papers === 'dispatches' && <p className="small soft">{t('papers.qr_customer')}</p>}
          {coded.has(what.papers) && (
            <Checkbox checked={qr} onChange={event => setQr(event.target.checked)}>
              {t('papers.qr')}
            </Checkbox>
          )}
        </>
      )}
    </FormDialog>
  )
}
