import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { ChoiceField } from '../ui/Field.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'

const states = ['active', 'completed', 'terminated'] as const

/** Completes or terminates a contract, or takes it up again. */
export function CloseDialog({ contract, onClose }: { contract: Answer<'readContract'>; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const others = states.filter(state => state !== contract.state)
  const [state, setState] = useState<(typeof states)[number]>(others[0] ?? 'completed')
  return (
    <ReasonDialog
      title={`${t('contracts.close')} ${contract.number}`}
      act={t('action.save')}
      danger={state === 'terminated'}
      needed
      perform={({ reason }) =>
        done(
          () => ask('closeContract', { contract_id: contract.contract_id, state, reason }),
          t('contracts.closed_done'),
        )
      }
      onClose={onClose}
    >
      <p>{t('contracts.close_hint')}</p>
      <ChoiceField
        label={t('columns.state')}
        value={state}
        width={200}
        options={others.map(value => ({ value, label: t(`contracts.states.${value}`) }))}
        onChange={value => setState(states.find(one => one === value) ?? state)}
      />
    </ReasonDialog>
  )
}
