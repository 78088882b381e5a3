import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { FormDialog } from '../ui/FormDialog.tsx'
import { Money } from '../ui/Money.tsx'
import { useDone } from '../ui/useDone.ts'

/** Closes a month's list as it was seen. */
export function CloseReturnDialog({ of, onClose }: { of: Answer<'readTaxReturn'>; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const { entity_id, month, currency } = of
  const tax_minor = String(of.tax_minor)
  return (
    <FormDialog
      title={`${t('tax_returns.close')} · ${month}`}
      act={t('tax_returns.close')}
      perform={() => done(() => ask('closeTaxReturn', { entity_id, month, tax_minor }), t('tax_returns.closed_done'))}
      onClose={onClose}
    >
      <p>{t('tax_returns.close_hint')}</p>
      <p>
        {t('tax_returns.tax')} <Money minor={tax_minor} currency={currency} code />
      </p>
    </FormDialog>
  )
}
