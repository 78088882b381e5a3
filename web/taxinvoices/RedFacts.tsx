import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useMay } from '../session.ts'
import { show } from '../ui/Dialogs.tsx'
import { Money } from '../ui/Money.tsx'
import { Facts, Section } from '../ui/Page.tsx'
import { ConfirmationState } from './RedColumns.tsx'

/** On the page of a tax invoice: the confirmations that name it, and of a red one the credit notes it stands for. */
export function RedFacts({ invoice }: { invoice: Answer<'readTaxInvoice'> }) {
  const { t } = useTranslation()
  const may = useMay()
  const { confirmations, credit_notes, currency, tax_invoice_id, is_red } = invoice
  if (confirmations.length === 0 && !is_red) return null
  return (
    <Section title={t('nav.red_letters')}>
      <Facts
        rows={[
          [
            t('red.shows.confirmations'),
            confirmations.length > 0 && (
              <span key="confirmations">
                {confirmations.map(one => (
                  <span key={one.confirmation_id}>
                    <Link to="/red-letters/$confirmation_id" params={{ confirmation_id: one.confirmation_id }}>
                      <span className="doc">{one.number}</span>
                    </Link>{' '}
                    <ConfirmationState state={one.state} />{' '}
                  </span>
                ))}
              </span>
            ),
          ],
          [
            t('kinds.credit_note'),
            is_red &&
              (credit_notes.length === 0 ? (
                t('red.no_credit_note')
              ) : (
                <span key="credits">
                  {credit_notes.map(one => (
                    <span key={one.invoice_id}>
                      <Link to="/invoices/$invoice_id" params={{ invoice_id: one.invoice_id }}>
                        <span className="doc">{one.number}</span>
                      </Link>{' '}
                      <Money minor={one.amount_minor} currency={currency} />{' '}
                      {may('tax_invoice.issue') && (
                        <Button
                          size="small"
                          onClick={() =>
                            show(async () => (await import('./UncreditDialog.tsx')).UncreditDialog, {
                              tax_invoice_id,
                              credit_note_id: one.invoice_id,
                              number: one.number,
                            })
                          }
                        >
                          {t('red.uncredit')}
                        </Button>
                      )}{' '}
                    </span>
                  ))}
                </span>
              )),
          ],
        ]}
      />
    </Section>
  )
}
