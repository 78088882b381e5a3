import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { DayField, Field } from '../ui/Field.tsx'
import { addDays } from '../ui/figures.ts'
import { FormDialog } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import { useMe } from '../session.ts'
import type { Item } from './item-actions.ts'
import { ItemsMeant } from './ItemsMeant.tsx'

/** Agrees another day of payment; the legal due day stays, unless one says that it was wrong. */
export function AgreeDayDialog({ items, onClose }: { items: readonly Item[]; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const [which, setWhich] = useState<'agreed' | 'legal'>(items.some(item => item.due_on === null) ? 'legal' : 'agreed')
  const [day, setDay] = useState<string | null>(addDays(me.today, 14))
  const [why, setWhy] = useState('')
  const perform = () => {
    const days = which === 'agreed' ? { agreed_due_on: day } : { legal_due_on: day }
    const each = items.map(({ item_id }) => ({ item_id, ...days, why: why.trim() }))
    return done(() => ask('amendItemTerms', each), t('deeds.day_agreed'))
  }
  return (
    <FormDialog
      title={t('deeds.agree_day')}
      act={t('deeds.agree_day')}
      ready={why.trim() !== ''}
      perform={perform}
      onClose={onClose}
    >
      <ItemsMeant items={items} />
      <Field label={t('deeds.which_day')}>
        {id => (
          <Segmented
            id={id}
            value={which}
            options={[
              { value: 'agreed', label: t('columns.agreed_due_on') },
              { value: 'legal', label: t('columns.due_on') },
            ]}
            onChange={setWhich}
          />
        )}
      </Field>
      <p className="soft">{which === 'agreed' ? t('deeds.agreed_hint') : t('deeds.legal_hint')}</p>
      <DayField
        label={which === 'agreed' ? t('columns.agreed_due_on') : t('columns.due_on')}
        value={day}
        clearable
        onChange={setDay}
      />
      <TextArea label={t('field.reason')} value={why} onChange={setWhy} focus />
    </FormDialog>
  )
}
