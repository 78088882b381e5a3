import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useMe } from '../session.ts'
import { DayField } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import type { Item } from './item-actions.ts'
import { ItemsMeant } from './ItemsMeant.tsx'

type ItemsProps = { items: readonly Item[]; onClose: () => void }

/** Marks claims as disputed from a day on. */
export const DisputeDialog = (props: ItemsProps) => <Marking {...props} settled={false} />

/** Marks the dispute over claims as settled from a day on. */
export const SettleDialog = (props: ItemsProps) => <Marking {...props} settled />

function Marking({ items, settled, onClose }: ItemsProps & { settled: boolean }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const [effective_on, setDay] = useState(me.today)
  const [reason, setReason] = useState('')
  const name = settled ? t('deeds.undispute') : t('deeds.dispute')
  const perform = () => {
    const each = items.map(({ item_id }) => ({ item_id, disputed: !settled, effective_on, reason: reason.trim() }))
    return done(() => ask('disputeItems', each), settled ? t('deeds.undisputed') : t('deeds.disputed'))
  }
  return (
    <FormDialog title={name} act={name} ready={reason.trim() !== ''} perform={perform} onClose={onClose}>
      <ItemsMeant items={items} />
      <p className="soft">{settled ? t('deeds.undispute_hint') : t('deeds.dispute_hint')}</p>
      <DayField label={t('columns.effective_on')} value={effective_on} onChange={day => day && setDay(day)} />
      <TextArea label={t('field.reason')} value={reason} onChange={setReason} focus />
    </FormDialog>
  )
}
