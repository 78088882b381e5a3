import { Link } from '@tanstack/react-router'
import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { Talk } from '../tasks/Talk.tsx'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { Day, Moment, Money } from '../ui/Money.tsx'
import { Facts, Figure, Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { useActions } from '../ui/useActions.ts'
import { letterActions } from './letter-actions.ts'
import { LetterStanding } from './LetterStanding.tsx'

/** One letter over the list: who may pay, how long and how much, and what it let through. */
export function LetterDrawer({ letter_id, onClose }: { letter_id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const asked = useAnswer('readLetter', { letter_id })
  return (
    <Drawer
      open
      size={600}
      title={asked.data ? t(`letters.kinds.${asked.data.kind}`) : t('nav.payer_letters')}
      closable={{ 'aria-label': t('action.close') }}
      onClose={onClose}
    >
      <Wait for={asked}>{found => <Shown letter={found} />}</Wait>
    </Drawer>
  )
}

function Shown({ letter }: { letter: Answer<'readLetter'> }) {
  const { t } = useTranslation()
  const deeds = useActions(letterActions, letter)
  const { currency } = letter
  return (
    <>
      <div className="drawer-deeds">
        <ActionButtons deeds={deeds} />
      </div>
      <div className="figures">
        <Figure label={t('letters.used')} under={<LetterStanding of={letter.standing} />}>
          <Money minor={letter.used_minor} currency={currency} code />
        </Figure>
        {letter.ceiling_total_minor && (
          <Figure label={t('letters.ceiling_total')}>
            <Money minor={letter.ceiling_total_minor} currency={currency} code />
          </Figure>
        )}
      </div>
      {letter.standing === 'registered' && <p className="note">{t('letters.not_yet')}</p>}
      <Facts
        rows={[
          [t('columns.payer_name'), letter.payer_name],
          [
            t('letters.pays_for'),
            <Link key="customer" to="/customers/$customer_id" params={{ customer_id: letter.customer_id }}>
              {letter.customer_number} {letter.customer_name}
            </Link>,
          ],
          [t('columns.entity'), letter.entity_code],
          [t('letters.valid_from'), <Day key="from" day={letter.valid_from} />],
          [t('letters.valid_until'), <Day key="until" day={letter.valid_until} />],
          [
            t('letters.ceiling_each'),
            letter.ceiling_each_minor && (
              <Money key="each" minor={letter.ceiling_each_minor} currency={currency} code />
            ),
          ],
          [t('letters.file'), letter.file_name],
          [t('columns.note'), letter.note],
          [t('letters.registered_by'), letter.registered_name],
          [t('columns.recorded_at'), <Moment key="at" at={letter.recorded_at} />],
          [t('letters.approved_by'), letter.approved_name],
          [t('letters.ended_at'), letter.ended_at && <Moment key="ended" at={letter.ended_at} />],
          [t('columns.reason'), letter.end_reason],
        ]}
      />
      {letter.used_by.length > 0 && (
        <Section title={t('letters.let_through')}>
          <Facts
            rows={letter.used_by.map(receipt => [
              receipt.received_on,
              <span key={receipt.receipt_id}>
                <Link to="/receipts/$receipt_id" params={{ receipt_id: receipt.receipt_id }}>
                  {receipt.number}
                </Link>{' '}
                <Money minor={receipt.amount_minor} currency={currency} />
              </span>,
            ])}
          />
        </Section>
      )}
      <p className="soft small">{t('letters.tax_note')}</p>
      <Talk subject={{ subject_kind: 'payer_letter', subject_id: letter.letter_id }} />
    </>
  )
}
