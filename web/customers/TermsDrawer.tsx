import { Button, Checkbox, Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useMay } from '../session.ts'
import { TextLine } from '../ui/FormDialog.tsx'
import { focusFirst } from '../ui/focus-back.ts'
import { Problems } from '../ui/problems.tsx'
import { useDone } from '../ui/useDone.ts'
import { RuleForm } from './RuleForm.tsx'
import { TermsTrial } from './TermsTrial.tsx'
import type { Rule } from './terms-words.ts'

/** One set of terms: its rule, and beside it the due days it would give. Documents that exist keep theirs. */
export function TermsDrawer({ terms, onClose }: { terms?: Row<'listTerms'>; onClose: () => void }) {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const [code, setCode] = useState(terms?.code ?? '')
  const [name, setName] = useState(terms?.name ?? '')
  const [name_en, setEnglish] = useState(terms?.name_en ?? '')
  const [rule, setRule] = useState<Rule>((terms?.rule as Rule | undefined) ?? { base: 'invoice', days: 30 })
  const [archived, setArchived] = useState(terms?.archived ?? false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const ready = code.trim() !== '' && name.trim() !== '' && name_en.trim() !== ''
  const save = async () => {
    setBusy(true)
    setError(null)
    try {
      const draft = { code: code.trim(), name: name.trim(), name_en: name_en.trim(), rule, archived }
      await done(() => ask('saveTerms', draft), t('terms.saved'))
      onClose()
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return (
    <Drawer
      mask={{ closable: false }}
      afterOpenChange={focusFirst}
      open
      size={680}
      onClose={onClose}
      closable={{ 'aria-label': t('action.close') }}
      title={terms ? terms.code : t('terms.make')}
      footer={
        may('terms.manage') && (
          <Button type="primary" disabled={!ready} loading={busy} onClick={() => void save()}>
            {t('action.save')}
          </Button>
        )
      }
    >
      <div className="stack">
        <div className="fields-beside">
          {!terms && <TextLine label={t('access.code')} value={code} onChange={setCode} max={60} focus />}
          <TextLine label={t('access.name_zh')} value={name} onChange={setName} />
          <TextLine label={t('columns.name_en')} value={name_en} onChange={setEnglish} />
        </div>
        <RuleForm rule={rule} onChange={setRule} />
        {terms && (
          <Checkbox checked={archived} onChange={event => setArchived(event.target.checked)}>
            {t('terms.archive')}
          </Checkbox>
        )}
        <p className="small soft">{t('terms.keep_hint')}</p>
        <Problems error={error} />
        <TermsTrial rule={rule} />
      </div>
    </Drawer>
  )
}
