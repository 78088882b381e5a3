import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useMe } from '../session.ts'
import { DayField } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'

type Contract = Answer<'readContract'>
type MarkDialogProps = {
  contract: Contract
  /** The milestone; left out for the acceptance of the whole. */
  part?: Contract['parts'][number]
  onClose: () => void
}

/** Says that a milestone is met or the whole accepted, by what evidence; or takes that back. */
export function MarkDialog({ contract, part, onClose }: MarkDialogProps) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const back = part ? part.met_on !== null : contract.accepted_on !== null
  const [met_on, setDay] = useState<string | null>(me.today)
  const [evidence, setEvidence] = useState('')
  const name = part ? part.label : t('contracts.accept')
  return (
    <FormDialog
      title={name}
      act={back ? t('contracts.take_back') : t('action.save')}
      ready={evidence.trim() !== '' && (back || met_on !== null)}
      perform={() =>
        done(
          () =>
            ask('markContract', {
              contract_id: contract.contract_id,
              met_on: back ? null : met_on,
              evidence: evidence.trim(),
              ...(part ? { part: part.part } : {}),
            }),
          back ? t('contracts.taken_back') : t('contracts.marked'),
        )
      }
      onClose={onClose}
    >
      {back ? (
        <p>{t('contracts.take_back_hint')}</p>
      ) : (
        <DayField label={t('contracts.met_on')} value={met_on} onChange={setDay} />
      )}
      <TextArea
        label={back ? t('field.reason') : t('contracts.evidence')}
        value={evidence}
        onChange={setEvidence}
        focus
      />
    </FormDialog>
  )
}
