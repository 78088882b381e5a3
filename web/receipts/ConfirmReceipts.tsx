import { Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { Sums, sumsOf } from '../billing/Sums.tsx'
import { DayField } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import type { Waiting } from './waiting-actions.ts'

type Props = { what: 'confirm' | 'return'; rows: readonly Waiting[]; onClose: () => void }

/** Confirms what others recorded, or returns it: what it comes to stands above the deed. */
export function ConfirmReceipts({ what, rows, onClose }: Props) {
  const { t } = useTranslation()
  const done = useDone()
  const [reason, setReason] = useState('')
  const [posted_on, setPosted] = useState<string | null>(null)
  const [on_account, setOnAccount] = useState(false)
  const asks = what === 'return' || rows.some(row => row.why.includes('payer'))
  const told = reason.trim()
  const perform = () =>
    done(
      () =>
        what === 'return'
          ? ask(
              'returnReceipts',
              rows.map(({ waiting_id }) => ({ waiting_id, reason: told })),
            )
          : ask(
              'confirmReceipts',
              rows.map(({ waiting_id }) => ({
                waiting_id,
                on_account,
                ...(told ? { reason: told } : {}),
                ...(posted_on ? { posted_on } : {}),
              })),
            ),
      t(`waiting.${what}_done`, { count: rows.length }),
    )
  return (
    <FormDialog
      title={t(`waiting.${what}_title`, { count: rows.length })}
      act={t(`waiting.${what}`)}
      ready={!asks || told !== ''}
      perform={perform}
      onClose={onClose}
    >
      <Sums label={t('columns.amount_minor')} sums={sumsOf(rows)} unit="waiting.receipts" />
      <p className="note">{t(`waiting.${what}_hint`)}</p>
      {what === 'confirm' && asks && <p className="soft small">{t('letters.tax_note')}</p>}
      {what === 'confirm' && (
        <>
          <DayField label={t('waiting.posted_on')} value={posted_on} clearable onChange={setPosted} />
          <Checkbox checked={on_account} onChange={event => setOnAccount(event.target.checked)}>
            {t('waiting.on_account')}
          </Checkbox>
        </>
      )}
      <TextArea label={t(asks ? 'field.reason' : 'field.reason_optional')} value={reason} onChange={setReason} />
    </FormDialog>
  )
}
