import { Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { Sums, sumsOf } from '../billing/Sums.tsx'
import { DayField } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { Money } from '../ui/Money.tsx'
import { useWork } from '../ui/useWork.ts'
import { WorkState } from '../ui/WorkState.tsx'
import type { Waiting } from './waiting-actions.ts'

/** So many at a time, so that one sees how far it is. */
const portion = 100

type Props = { what: 'confirm' | 'return'; rows: readonly Waiting[]; onClose: () => void }

/** Confirms what others recorded, or returns it: what it comes to stands above the deed. */
export function ConfirmReceipts({ what, rows, onClose }: Props) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const [posted_on, setPosted] = useState<string | null>(null)
  const [on_account, setOnAccount] = useState(false)
  const asks = what === 'return' || rows.some(row => row.why.includes('payer'))
  const told = reason.trim()
  const deed = async (some: readonly Waiting[]) => {
    if (what === 'return')
      await ask(
        'returnReceipts',
        some.map(({ waiting_id }) => ({ waiting_id, reason: told })),
      )
    else
      await ask(
        'confirmReceipts',
        some.map(({ waiting_id }) => ({
          waiting_id,
          on_account,
          ...(told ? { reason: told } : {}),
          ...(posted_on ? { posted_on } : {}),
        })),
      )
    return undefined
  }
  const work = useWork(rows, portion, deed, t(`waiting.${what}_done`, { count: rows.length }))
  const title = t(`waiting.${what}_title`, { count: work.count })
  return (
    <FormDialog
      title={title}
      act={work.over ? t('work.again', { count: work.failed.length }) : t(`waiting.${what}`)}
      ready={!asks || told !== ''}
      perform={work.perform}
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
      <WorkState
        work={work}
        label={title}
        nameOf={row => (
          <>
            {row.customer_name} <Money minor={row.amount_minor} currency={row.currency} code />
          </>
        )}
      />
      <TextArea label={t(asks ? 'field.reason' : 'field.reason_optional')} value={reason} onChange={setReason} />
    </FormDialog>
  )
}
