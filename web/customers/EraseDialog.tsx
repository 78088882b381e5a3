import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { ChoiceField } from '../ui/Field.tsx'
import { TextLine } from '../ui/FormDialog.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import type { Customer } from './actions.ts'

/** Erases what names somebody beside a customer: by name or address, or a natural person as a whole. */
export function EraseDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const { customer_id } = customer
  const person = useAnswer('readCustomer', { customer_id }).data?.kind === 'person'
  const [what, setWhat] = useState<'named' | 'whole'>('named')
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const named = [name.trim(), email.trim()].filter(Boolean)
  return (
    <ReasonDialog
      title={`${t('erasures.erase')} · ${customer.name}`}
      act={t('erasures.erase')}
      danger
      needed
      ready={what === 'whole' || named.length > 0}
      perform={({ reason }) =>
        done(
          () => ask('erasePerson', { customer_id, reason, ...(what === 'whole' ? { whole: true } : { named }) }),
          t('erasures.done'),
        )
      }
      onClose={onClose}
    >
      <div className="stack">
        <p style={{ margin: 0 }}>{t('erasures.hint')}</p>
        {person && (
          <ChoiceField
            label={t('erasures.whom')}
            value={what}
            options={(['named', 'whole'] as const).map(value => ({ value, label: t(`erasures.whoms.${value}`) }))}
            onChange={value => setWhat(value === 'whole' ? 'whole' : 'named')}
          />
        )}
        {what === 'named' && (
          <>
            <TextLine label={t('erasures.name')} value={name} onChange={setName} focus />
            <TextLine label={t('erasures.address')} value={email} onChange={setEmail} />
          </>
        )}
      </div>
    </ReasonDialog>
  )
}
