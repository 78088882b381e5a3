import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useMe } from '../session.ts'
import { ChoiceField, DayField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

const ways = ['signed_note', 'mail', 'phone', 'page'] as const

/** Records that the customer confirmed a delivery: when, who and how. */
export function ConfirmDialog({ delivery_id, onClose }: { delivery_id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const [confirmed_on, setDay] = useState<string | null>(me.today)
  const [confirmed_name, setName] = useState('')
  const [how, setHow] = useState<(typeof ways)[number]>('signed_note')
  return (
    <FormDialog
      title={t('contracts.confirm_title')}
      act={t('contracts.confirm')}
      ready={confirmed_on !== null && confirmed_name.trim() !== ''}
      perform={() =>
        done(
          () =>
            ask('confirmDelivery', {
              delivery_id,
              confirmed_on: confirmed_on ?? me.today,
              confirmed_name: confirmed_name.trim(),
              confirmed_how: how,
            }),
          t('contracts.confirmed_done'),
        )
      }
      onClose={onClose}
    >
      <TextLine label={t('contracts.confirmed_name')} value={confirmed_name} onChange={setName} focus />
      <div className="fields-beside">
        <DayField label={t('contracts.confirmed_on')} value={confirmed_on} onChange={setDay} />
        <ChoiceField
          label={t('contracts.confirmed_how')}
          value={how}
          width={200}
          options={ways.map(value => ({ value, label: t(`contracts.ways.${value}`) }))}
          onChange={value => setHow(ways.find(way => way === value) ?? 'signed_note')}
        />
      </div>
    </FormDialog>
  )
}
