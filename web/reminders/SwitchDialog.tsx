import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { reminderAutomatic } from '../../server/reminders/contract.ts'
import { type Answer, ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { Wait } from '../ui/states.tsx'
import { useDone } from '../ui/useDone.ts'
import { useState } from 'react'

type Settings = Answer<'reminderSettings'>
type Automatic = Settings['rows'][number]['automatic']

/** By entity, which reminders by mail leave by themselves. */
export function SwitchDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const language = useLanguage()
  const asked = useAnswer('reminderSettings', {})
  const [chosen, choose] = useState<Record<string, Automatic>>({})
  const changed = (asked.data?.rows ?? []).filter(row => (chosen[row.entity_id] ?? row.automatic) !== row.automatic)
  const save = async () => {
    for (const { entity_id } of changed)
      await ask('setReminders', { entity_id, automatic: chosen[entity_id] as Automatic })
  }
  return (
    <FormDialog
      title={t('reminders.automatic')}
      act={t('action.save')}
      width={640}
      ready={changed.length > 0}
      perform={() => done(save, t('reminders.automatic_done'))}
      onClose={onClose}
    >
      <p>{t('reminders.automatic_hint')}</p>
      <Wait for={asked}>
        {settings => (
          <>
            {!settings.mail && <p className="soft">{t('reminders.no_mail')}</p>}
            {settings.rows.map(row => (
              <Field
                key={row.entity_id}
                label={`${row.entity_code} ${language === 'en' ? (row.entity_name_en ?? row.entity_name) : row.entity_name}`}
              >
                {id => (
                  <>
                    <Segmented
                      id={id}
                      value={chosen[row.entity_id] ?? row.automatic}
                      options={reminderAutomatic.map(value => ({ value, label: t(`reminders.automatics.${value}`) }))}
                      onChange={value => choose({ ...chosen, [row.entity_id]: value })}
                    />
                    <div className="small soft">
                      {row.policy_version === null
                        ? t('reminders.without_policy')
                        : t('collection_policy.number', { version: row.policy_version })}
                      {row.set_by_name && ` · ${row.set_by_name}`}
                    </div>
                  </>
                )}
              </Field>
            ))}
          </>
        )}
      </Wait>
    </FormDialog>
  )
}
