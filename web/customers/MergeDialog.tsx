import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { FormDialog } from '../ui/FormDialog.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import type { Customer } from './actions.ts'
import { CustomerPicker } from './CustomerPicker.tsx'
import { CustomersMeant } from './CustomersMeant.tsx'
import { useMerging } from './useMerging.ts'

type MergeDialogProps = { customer: Customer; onClose: () => void }

/** Merges a customer into another that stays, or takes that back. */
export function MergeDialog({ customer, onClose }: MergeDialogProps) {
  return customer.merged_into ? (
    <Unmerge customer={customer} onClose={onClose} />
  ) : (
    <Merge customer={customer} onClose={onClose} />
  )
}

function Merge({ customer, onClose }: MergeDialogProps) {
  const { t } = useTranslation()
  const merge = useMerging()
  const [into_id, setInto] = useState<string | undefined>()
  const [reason, setReason] = useState('')
  const { customer_id } = customer
  return (
    <FormDialog
      title={t('twins.merge')}
      act={t('twins.merge')}
      ready={into_id !== undefined && reason.trim() !== ''}
      perform={() => merge({ customer_id, into_id: into_id ?? '', reason: reason.trim() })}
      onClose={onClose}
    >
      <CustomersMeant customers={[customer]} />
      <p className="soft">{t('twins.merge_hint')}</p>
      <CustomerPicker label={t('twins.kept')} value={into_id} onChange={setInto} width={420} />
      <TextArea label={t('field.reason')} value={reason} onChange={setReason} />
    </FormDialog>
  )
}

function Unmerge({ customer, onClose }: MergeDialogProps) {
  const { t } = useTranslation()
  const done = useDone()
  const { customer_id, name } = customer
  return (
    <ReasonDialog
      title={`${t('twins.unmerge')} · ${name}`}
      act={t('twins.unmerge')}
      needed
      perform={({ reason }) => done(() => ask('unmergeCustomer', { customer_id, reason }), t('twins.unmerged'))}
      onClose={onClose}
    >
      {t('twins.unmerge_hint')}
    </ReasonDialog>
  )
}
