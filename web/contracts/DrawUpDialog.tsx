import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from '@tanstack/react-router'
import { askFile } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { ChoiceField } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

/** Draws a contract up from a wording, as the PDF that both parties sign. */
export function DrawUpDialog({ contract_id, onClose }: { contract_id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const language = useLanguage()
  const rows = useAnswer('listTemplates', {}).data?.rows ?? []
  const [chosen, setChosen] = useState<string>()
  const code = chosen ?? rows.find(row => row.locale === language)?.code ?? rows[0]?.code
  return (
    <FormDialog
      title={t('wordings.draw_up')}
      act={t('papers.take')}
      ready={code !== undefined}
      perform={() => done(() => askFile('printContract', { contract_id, code: code ?? '' }), t('papers.taken'))}
      onClose={onClose}
    >
      <ChoiceField
        label={t('wordings.wording')}
        value={code}
        width={360}
        options={rows.map(row => ({ value: row.code, label: row.name }))}
        onChange={setChosen}
      />
      <p className="soft small">
        {t('wordings.draw_up_hint')} <Link to="/contracts/wordings">{t('nav.wordings')}</Link>
      </p>
    </FormDialog>
  )
}
