import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { EntityChoice } from '../ledger/EntityField.tsx'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useBaseCurrency, useEntities } from '../session.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { CurrencyField } from '../ui/CurrencyField.tsx'
import { ChoiceField, Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import type { Customer } from './actions.ts'
import { CustomersMeant } from './CustomersMeant.tsx'

/** Terms, currency and limit in an entity. Of several customers only what is filled in is set. */
export function AccountDialog({ customers, onClose }: { customers: readonly Customer[]; onClose: () => void }) {
  const [only] = customers.length === 1 ? customers : []
  const asked = useAnswer('readCustomer', { customer_id: only?.customer_id ?? '' }, only !== undefined)
  const entities = useEntities().data?.rows ?? []
  if ((only && !asked.data) || entities.length === 0) return null
  return <Form customers={customers} accounts={asked.data?.accounts ?? []} onClose={onClose} />
}

type Account = { entity_id: string; terms_code: string | null; currency: string | null; limit_minor: string | null }
type FormProps = { customers: readonly Customer[]; accounts: readonly Account[]; onClose: () => void }

function Form({ customers, accounts, onClose }: FormProps) {
  const { t } = useTranslation()
  const done = useDone()
  const language = useLanguage()
  const base = useBaseCurrency()
  const entities = useEntities().data?.rows ?? []
  const terms = useAnswer('listTerms', {}).data?.rows ?? []
  const [entity_id, setEntity] = useState(accounts[0]?.entity_id ?? entities[0]?.entity_id ?? '')
  const account = accounts.find(one => one.entity_id === entity_id)
  const [wrong, setWrong] = useState(false)
  const [changed, setChanged] = useState<Partial<Account>>({})
  const shown = { ...account, ...changed }
  const currency = shown.currency ?? base
  const perform = () => {
    const { entity_id: _, ...parts } = changed
    const each = customers.map(({ customer_id }) => ({ customer_id, entity_id, ...parts }))
    return done(() => ask('setAccount', each), t('customers.account_set'))
  }
  return (
    <FormDialog
      title={t('customers.set_account')}
      act={t('action.save')}
      ready={Object.keys(changed).length > 0 && !wrong}
      perform={perform}
      onClose={onClose}
    >
      <CustomersMeant customers={customers} />
      <p className="soft">{t('customers.account_hint')}</p>
      <div className="fields-beside">
        <EntityChoice
          value={entity_id}
          onChange={id => {
            setEntity(id ?? entity_id)
            setChanged({})
          }}
        />
        <ChoiceField
          label={t('columns.terms_code')}
          value={shown.terms_code ?? undefined}
          clearable
          width={210}
          options={terms
            .filter(row => !row.archived)
            .map(row => ({ value: row.code, label: language === 'zh' ? row.name : row.name_en }))}
          onChange={code => setChanged({ ...changed, terms_code: code ?? null })}
        />
        <CurrencyField value={currency} onChange={code => setChanged({ ...changed, currency: code })} />
        <Field label={t('columns.limit_minor')}>
          {id => (
            <AmountField
              key={entity_id}
              id={id}
              currency={currency}
              value={shown.limit_minor ?? ''}
              onChange={(minor, unread) => {
                setWrong(unread)
                setChanged({ ...changed, limit_minor: minor === '' ? null : minor })
              }}
            />
          )}
        </Field>
      </div>
    </FormDialog>
  )
}
