import { Button, Drawer, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Question } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useBaseCurrency, useEntities, useMe } from '../session.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { CurrencyField } from '../ui/CurrencyField.tsx'
import { ChoiceField, DayField, Field } from '../ui/Field.tsx'
import { Problems } from '../ui/problems.tsx'
import { useDone } from '../ui/useDone.ts'

type Draft = Question<'issueInvoices'>[number]

/** Issues an invoice of one line; the day it falls due comes from the terms. */
export function IssueDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const base = useBaseCurrency()
  const language = useLanguage()
  const entities = useEntities().data?.rows ?? []
  const terms = useAnswer('listTerms', {}).data?.rows ?? []
  const taxes = useAnswer('listTaxCodes', {}).data?.rows ?? []
  const done = useDone()
  const [customer_id, setCustomer] = useState<string | undefined>()
  const [entity, setEntity] = useState<string | undefined>()
  const [currency, setCurrency] = useState(base)
  const [amount, setAmount] = useState('')
  const [issued_on, setDay] = useState(me.today)
  const [terms_code, setTerms] = useState<string | undefined>()
  const [tax_code, setTax] = useState('VAT13')
  const [description, setDescription] = useState('')
  const [reference, setReference] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const entity_id = entity ?? entities[0]?.entity_id
  const ready = customer_id && entity_id && amount !== '' && description.trim() !== ''
  const issue = async () => {
    setBusy(true)
    setError(null)
    const line = { description: description.trim(), tax_code, amount_minor: amount, price_includes_tax: true }
    const draft: Draft = {
      customer_id,
      entity_id,
      currency,
      issued_on,
      ...(terms_code ? { terms_code } : {}),
      ...(reference.trim() ? { reference: reference.trim() } : {}),
      lines: [line],
    }
    try {
      await done(() => ask('issueInvoices', [draft]), t('invoices.issued_done'))
      onClose()
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  const named = (row: { name: string; name_en: string }) => (language === 'zh' ? row.name : row.name_en)
  return (
    <Drawer
      open
      size={620}
      onClose={onClose}
      closable={{ 'aria-label': t('action.close') }}
      title={t('invoices.issue')}
      footer={
        <Button type="primary" loading={busy} disabled={!ready} onClick={() => void issue()}>
          {t('invoices.issue')}
        </Button>
      }
    >
      <div className="bar" style={{ border: 0, paddingTop: 0 }}>
        <CustomerPicker
          label={t('columns.customer')}
          value={customer_id}
          placeholder={t('field.choose_customer')}
          width={280}
          onChange={setCustomer}
        />
        {entities.length > 1 && (
          <ChoiceField
            label={t('columns.entity')}
            value={entity_id}
            options={entities.map(one => ({ value: one.entity_id, label: `${one.code} ${one.name}` }))}
            onChange={setEntity}
          />
        )}
        <DayField label={t('columns.issued_on')} value={issued_on} onChange={day => day && setDay(day)} />
        <ChoiceField
          label={t('columns.terms_code')}
          value={terms_code}
          clearable
          placeholder={t('invoices.customer_terms')}
          width={200}
          options={terms.filter(row => !row.archived).map(row => ({ value: row.code, label: named(row) }))}
          onChange={setTerms}
        />
        <Field label={t('columns.description')}>
          {id => (
            <Input
              id={id}
              value={description}
              maxLength={500}
              style={{ width: 280 }}
              onChange={event => setDescription(event.target.value)}
            />
          )}
        </Field>
        <CurrencyField value={currency} onChange={setCurrency} />
        <Field label={t('invoices.with_tax')}>
          {id => <AmountField id={id} currency={currency} value={amount} onChange={setAmount} />}
        </Field>
        <ChoiceField
          label={t('columns.tax_code')}
          value={tax_code}
          width={180}
          options={[...new Map(taxes.map(row => [row.code, { value: row.code, label: named(row) }])).values()]}
          onChange={code => code && setTax(code)}
        />
        <Field label={t('columns.reference')}>
          {id => (
            <Input
              id={id}
              value={reference}
              maxLength={200}
              style={{ width: 200 }}
              onChange={event => setReference(event.target.value)}
            />
          )}
        </Field>
      </div>
      <Problems error={error} />
    </Drawer>
  )
}
