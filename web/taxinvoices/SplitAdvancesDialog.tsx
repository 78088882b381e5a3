import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { ChoiceField } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

/** Shows the tax within advances, and asks which code counts for those that name no contract. */
export function SplitAdvancesDialog({ of, onClose }: { of: Answer<'readTaxReturn'>; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const done = useDone()
  const [picked, setPicked] = useState<string>()
  const codes = (useAnswer('listTaxCodes', {}).data?.rows ?? []).filter(code => Number(code.rate) > 0)
  const tax_code = picked ?? codes[0]?.code
  return (
    <FormDialog
      title={t('tax_returns.split')}
      act={t('tax_returns.split')}
      ready={tax_code !== undefined}
      perform={() =>
        done(
          () => ask('splitAdvances', { entity_id: of.entity_id, tax_code: tax_code ?? '' }),
          t('tax_returns.split_done'),
        )
      }
      onClose={onClose}
    >
      <p>{t('tax_returns.split_hint')}</p>
      <ChoiceField
        label={t('tax_returns.split_code')}
        value={tax_code}
        options={codes.map(code => ({
          value: code.code,
          label: `${code.code} · ${i18n.language === 'en' ? code.name_en : code.name}`,
        }))}
        onChange={setPicked}
      />
    </FormDialog>
  )
}
