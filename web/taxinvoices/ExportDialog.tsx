import { Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { askFile } from '../client.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { ChoiceField, Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

type ExportDialogProps = { tax_request_ids: string[]; onClose: () => void }

/** Takes approved requests out as the file that the tax platform reads. */
export function ExportDialog({ tax_request_ids, onClose }: ExportDialogProps) {
  const { t } = useTranslation()
  const done = useDone()
  const [layout, setLayout] = useState<'2026' | '2024'>('2026')
  const [quota, setQuota] = useState('')
  const [wrong, setWrong] = useState(false)
  const [split_by_tax_code, setSplit] = useState(true)
  return (
    <FormDialog
      title={t('tax_exports.title', { count: tax_request_ids.length })}
      act={t('tax_exports.act')}
      ready={!wrong && quota !== '0'}
      perform={() =>
        done(
          () =>
            askFile('exportTaxRequests', {
              tax_request_ids,
              layout,
              split_by_tax_code,
              ...(quota ? { quota_minor: quota } : {}),
            }),
          t('tax_exports.done'),
        )
      }
      onClose={onClose}
    >
      <p className="soft">{t('tax_exports.hint')}</p>
      <div className="fields-beside">
        <ChoiceField
          label={t('tax_exports.layout')}
          value={layout}
          options={(['2026', '2024'] as const).map(value => ({ value, label: t(`tax_exports.layouts.${value}`) }))}
          onChange={value => value && setLayout(value as '2026' | '2024')}
        />
        <Field label={t('tax_exports.quota')}>
          {id => (
            <AmountField
              id={id}
              currency="CNY"
              value={quota}
              onChange={(minor, unreadable) => {
                setQuota(minor)
                setWrong(unreadable)
              }}
            />
          )}
        </Field>
      </div>
      <Checkbox checked={split_by_tax_code} onChange={event => setSplit(event.target.checked)}>
        {t('tax_exports.split')}
      </Checkbox>
    </FormDialog>
  )
}
