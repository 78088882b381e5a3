import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useMay } from '../session.ts'
import { show } from '../ui/Dialogs.tsx'
import { Money, Moment } from '../ui/Money.tsx'
import { Facts, Section } from '../ui/Page.tsx'
import { ConfirmationState } from './RedColumns.tsx'

type Red = NonNullable<Answer<'readTaxStanding'>['red']>

/** On the page of a credit note: which red tax invoices stand for it, what is under way, and what still lacks one. */
export function RedStanding({ red, invoice_id, currency }: { red: Red; invoice_id: string; currency: string }) {
  const { t } = useTranslation()
  const may = useMay()
  const left = BigInt(red.left_minor) - BigInt(red.under_way_minor)
  if (red.reds.length + red.confirmations.length === 0 && left <= 0n) return null
  return (
    <Section title={t('nav.red_letters')}>
      <Facts
        rows={[
          [
            t('red.red'),
            red.reds.length > 0 && (
              <span key="reds">
                {red.reds.map(one => (
                  <Link
                    key={one.tax_invoice_id}
                    to="/tax-documents/$tax_invoice_id"
                    params={{ tax_invoice_id: one.tax_invoice_id }}
                  >
                    <span className="doc">{one.number}</span> <Money
                      minor={one.amount_minor}
                      currency={currency}
                    />{' '}
                  </Link>
                ))}
              </span>
            ),
          ],
          [
            t('red.shows.confirmations'),
            red.confirmations.length > 0 && (
              <span key="confirmations">
                {red.confirmations.map(one => (
                  <span key={one.confirmation_id}>
                    <Link to="/red-letters/$confirmation_id" params={{ confirmation_id: one.confirmation_id }}>
                      <span className="doc">{one.number}</span>
                    </Link>{' '}
                    <ConfirmationState state={one.state} />{' '}
                    {one.state === 'waiting' && one.expires_at && (
                      <span className="small soft">
                        {t('red.until')} <Moment at={one.expires_at} />
                      </span>
                    )}{' '}
                  </span>
                ))}
              </span>
            ),
          ],
          [
            t('red.left.credit_note'),
            <Money key="left" minor={String(left > 0n ? left : 0n)} currency={currency} code />,
          ],
        ]}
      />
      {left > 0n && may('tax_invoice.issue') && (
        <Button
          onClick={() =>
            show(async () => (await import('./ConfirmationDrawer.tsx')).ConfirmationDrawer, {
              credit_note_id: invoice_id,
            })
          }
        >
          {t('red.draft')}
        </Button>
      )}
    </Section>
  )
}
