import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { askFile } from '../client.ts'
import { EntityChoice } from '../ledger/EntityField.tsx'
import { useLanguage } from '../preferences.ts'
import { useEntities } from '../session.ts'
import { Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

/** Takes the credit file of a customer out as PDF. */
export function CreditFileDialog({ customer_id, onClose }: { customer_id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const entities = useEntities().data?.rows ?? []
  const [entity, setEntity] = useState<string>()
  const [locale, setLocale] = useState<'zh' | 'en'>(useLanguage())
  const [size, setSize] = useState<'a4' | 'a5'>('a4')
  const entity_id = entity ?? entities[0]?.entity_id ?? ''
  return (
    <FormDialog
      title={t('papers.credit_file')}
      act={t('papers.take')}
      ready={entity_id !== ''}
      perform={() =>
        done(() => askFile('printCreditFile', { customer_id, entity_id, locale, size }), t('papers.taken'))
      }
      onClose={onClose}
    >
      <EntityChoice value={entity_id} onChange={setEntity} />
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
      <Field label={t('papers.size')}>
        {id => (
          <Segmented
            id={id}
            value={size}
            options={[
              { value: 'a4', label: 'A4' },
              { value: 'a5', label: t('papers.a5') },
            ]}
            onChange={setSize}
          />
        )}
      </Field>
    </FormDialog>
  )
}
