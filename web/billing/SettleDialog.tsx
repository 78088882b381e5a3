import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useMe } from '../session.ts'
import { DayField } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

/** Starts the run that makes the settlement bills of all customers. */
export function SettleDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { today } = useMe()
  const done = useDone()
  const [on, setOn] = useState<string | null>(today)
  return (
    <FormDialog
      title={t('settlements.make')}
      act={t('settlements.make')}
      ready={on !== null}
      perform={() => done(() => ask('startSettlementRun', { on: on ?? today }), t('settlements.started'))}
      onClose={onClose}
    >
      <p className="soft">{t('settlements.make_hint')}</p>
      <DayField label={t('settlements.on')} value={on} onChange={setOn} />
    </FormDialog>
  )
}
