import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type PlatformCode, platformCodes } from '../../server/taxinvoices/red-names-contract.ts'
import { type Answer, ask } from '../client.ts'
import { ChoiceField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'

type Confirmation = Answer<'readRedConfirmation'>

/** The answers the platform may give where a confirmation stands; the likely one first. */
function codesOf({ state, started_by, buyer_use }: Confirmation): PlatformCode[] {
  const stops: PlatformCode[] = ['10', '11', '12', '13']
  if (state === 'confirmed') return ['09', ...stops]
  if (state === 'draft') return started_by === 'seller' && buyer_use === 'none' ? ['01', ...stops] : stops
  return ['04', started_by === 'seller' ? '05' : '06', '07', '08', ...stops]
}

/** Enters what the tax platform says of a confirmation. */
export function AnswerDialog({ confirmation, onClose }: { confirmation: Confirmation; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const { confirmation_id, version, number } = confirmation
  const choices = platformCodes.filter(code => codesOf(confirmation).includes(code))
  const [code, setCode] = useState<PlatformCode | undefined>(codesOf(confirmation)[0])
  const [platform, setPlatform] = useState(confirmation.platform_number ?? '')
  const [reason, setReason] = useState('')
  const platform_number = platform.trim()
  return (
    <FormDialog
      title={`${t('red.answer')} · ${number}`}
      act={t('red.answer_act')}
      ready={code !== undefined}
      perform={() =>
        done(
          () =>
            ask('answerRedConfirmation', {
              confirmation_id,
              version,
              code: code ?? '04',
              ...(platform_number ? { platform_number } : {}),
              ...(reason.trim() ? { reason: reason.trim() } : {}),
            }),
          t('red.answered'),
        )
      }
      onClose={onClose}
    >
      <ChoiceField
        label={t('red.platform_code')}
        value={code}
        width={440}
        options={choices.map(value => ({ value, label: `${value} ${t(`red.codes.${value}`)}` }))}
        onChange={value => setCode(platformCodes.find(one => one === value))}
      />
      <TextLine label={t('red.platform_number')} value={platform} max={30} onChange={setPlatform} />
      <TextArea label={t('red.answer_reason')} value={reason} onChange={setReason} />
    </FormDialog>
  )
}
