import { Button, Checkbox, Drawer, Input, Segmented } from 'antd'
import type { TextAreaRef } from 'antd/es/input/TextArea'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { blocks, placeholders } from '../../server/contracts/templates-contract.ts'
import { ask, type Row } from '../client.ts'
import { useMay } from '../session.ts'
import { Field } from '../ui/Field.tsx'
import { TextLine } from '../ui/FormDialog.tsx'
import { focusFirst } from '../ui/focus-back.ts'
import { Problems } from '../ui/problems.tsx'
import { useDone } from '../ui/useDone.ts'

/** One wording: its text, and beside it the places that a contract fills, put in by a click. */
export function WordingDrawer({ wording, onClose }: { wording?: Row<'listTemplates'>; onClose: () => void }) {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const area = useRef<TextAreaRef>(null)
  const [code, setCode] = useState(wording?.code ?? '')
  const [name, setName] = useState(wording?.name ?? '')
  const [locale, setLocale] = useState<'zh' | 'en'>(wording?.locale ?? 'zh')
  const [body, setBody] = useState(wording?.body ?? '# {{contract.title}}\n\n{{lines}}\n\n{{plan}}\n\n{{signatures}}\n')
  const [retired, setRetired] = useState(wording?.retired ?? false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const manages = may('organisation.manage')
  const save = async () => {
    setBusy(true)
    setError(null)
    try {
      const version = wording?.version ?? 0
      await done(
        () => ask('setTemplate', { code, version, name: name.trim(), locale, body, retired }),
        t('wordings.saved'),
      )
      onClose()
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  const put = (place: string) => {
    const field = area.current?.resizableTextArea?.textArea
    const at = field?.selectionStart ?? body.length
    setBody(`${body.slice(0, at)}{{${place}}}${body.slice(field?.selectionEnd ?? at)}`)
    field?.focus()
  }
  return (
    <Drawer
      mask={{ closable: false }}
      afterOpenChange={focusFirst}
      open
      size={900}
      title={wording ? wording.name : t('wordings.make')}
      closable={{ 'aria-label': t('action.close') }}
      onClose={onClose}
      footer={
        manages && (
          <Button
            type="primary"
            disabled={code === '' || name.trim() === '' || body.trim() === ''}
            loading={busy}
            onClick={() => void save()}
          >
            {t(wording && !wording.standard ? 'wordings.next_version' : 'action.save')}
          </Button>
        )
      }
    >
      <div className="stack">
        <div className="fields-beside">
          {!wording && <TextLine label={t('access.code')} value={code} onChange={setCode} max={40} focus />}
          <TextLine label={t('columns.name')} value={name} onChange={setName} max={100} />
          <Field label={t('papers.language')}>
            {id => (
              <Segmented
                id={id}
                value={locale}
                options={[
                  { value: 'zh', label: '中文' },
                  { value: 'en', label: 'English' },
                ]}
                onChange={setLocale}
              />
            )}
          </Field>
        </div>
        <p className="soft small">{t('wordings.hint')}</p>
        <Field label={t('wordings.text')}>
          {id => (
            <Input.TextArea
              id={id}
              ref={area}
              value={body}
              readOnly={!manages}
              maxLength={60_000}
              autoSize={{ minRows: 14, maxRows: 28 }}
              onChange={event => setBody(event.target.value)}
            />
          )}
        </Field>
        {manages && (
          <Field label={t('wordings.places')}>
            {id => (
              <div id={id} className="wording-places">
                {[...placeholders, ...blocks].map(place => (
                  <Button key={place} size="small" onClick={() => put(place)}>
                    {t(`wordings.of.${place.replace('.', '_')}`)}
                  </Button>
                ))}
              </div>
            )}
          </Field>
        )}
        {wording && manages && (
          <Checkbox checked={retired} onChange={event => setRetired(event.target.checked)}>
            {t('wordings.retire')}
          </Checkbox>
        )}
        <Problems error={error} />
      </div>
    </Drawer>
  )
}
