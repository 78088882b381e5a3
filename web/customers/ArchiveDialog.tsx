import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import type { Customer } from './actions.ts'

/** Archives a customer that is not done business with any more, or brings it back. */
export function ArchiveDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const archived = customer.state === 'active'
  const name = archived ? t('customers.archive_it') : t('customers.restore_it')
  return (
    <ReasonDialog
      title={`${name} · ${customer.name}`}
      act={name}
      needed
      perform={({ reason }) =>
        done(
          () => ask('archiveCustomer', { customer_id: customer.customer_id, archived, reason }),
          archived ? t('customers.archived_done') : t('customers.restored_done'),
        )
      }
      onClose={onClose}
    >
      {archived ? t('customers.archive_hint') : t('customers.restore_hint')}
    </ReasonDialog>
  )
}
