import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '../lists.ts'
import { Money } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { Stretches } from './Stretches.tsx'
import { WhyRule } from './WhyRule.tsx'

/** What one item may be charged for being late until today, with its calculation; nothing where it is not late. */
export function LateOfItem({ item_id }: { item_id: string }) {
  const { t } = useTranslation()
  const item = useAnswer('itemHistory', { item_id }).data?.item
  const customer_id = item?.customer_id ?? ''
  const asked = useAnswer('proposeLateCharges', { customer_id, item_id }, item !== undefined)
  const [row] = asked.data?.rows ?? []
  if (!row) return null
  return (
    <Section title={t('late.may_be_charged')}>
      <p>
        <strong>
          <Money minor={row.amount_minor} currency={row.currency} code />
        </strong>{' '}
        <Link to="/late-charges" search={{ customer_id } as never}>
          {t('late.to_page')}
        </Link>
      </p>
      <WhyRule row={row} />
      <Stretches rows={row.rows} currency={row.currency} />
    </Section>
  )
}
