import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

/** Says that a confirmation was entered at the tax platform: from now on its time runs. */
export function AskDialog({
  confirmation,
  onClose,
}: {
  confirmation: Answer<'readRedConfirmation'>
  onClose: () => void
}) {
  const { t } = useTranslation()
  const done = useDone()
  const { confirmation_id, version, number, buyer_use } = confirmation
  const [platform, setPlatform] = useState(confirmation.platform_number ?? '')
  const platform_number = platform.trim()
  return (
    <FormDialog
      title={`${t('red.ask')} · ${number}`}
      act={t('red.ask')}
      perform={() =>
        done(
          () =>
            ask('askRedConfirmation', { confirmation_id, version, ...(platform_number ? { platform_number } : {}) }),
          t('red.asked'),
        )
      }
      onClose={onClose}
    >
      <p>{t(buyer_use === 'none' ? 'red.ask_alone' : 'red.ask_both', { ...confirmation.law })}</p>
      <TextLine label={t('red.platform_number')} value={platform} max={30} focus onChange={setPlatform} />
    </FormDialog>
  )
}
