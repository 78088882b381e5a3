import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useMe } from '../session.ts'
import { DayField } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import type { Version } from './PolicyPage.tsx'

/** From which day an approved version holds. */
export function PublishDialog({ version, onClose }: { version: Version; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const [valid_from, setFrom] = useState(me.today)
  const { policy_id } = version
  return (
    <FormDialog
      title={t('collection_policy.publish')}
      act={t('collection_policy.publish')}
      ready={valid_from >= me.today}
      perform={() =>
        done(() => ask('publishPaymentPolicy', { policy_id, valid_from }), t('collection_policy.published'))
      }
      onClose={onClose}
    >
      <p>{t('collection_policy.publish_hint')}</p>
      <DayField label={t('collection_policy.first_day')} value={valid_from} onChange={day => day && setFrom(day)} />
    </FormDialog>
  )
}
