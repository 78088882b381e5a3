import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useAnswer } from '../lists.ts'
import { useMe } from '../session.ts'
import { ChoiceField, DayField } from '../ui/Field.tsx'
import { Page } from '../ui/Page.tsx'
import { one, useUrl } from '../ui/url.ts'
import { LateProposal } from './LateProposal.tsx'
import { LateRegister } from './LateRegister.tsx'
import { LateRules } from './LateRules.tsx'
import { OverdueCustomers } from './OverdueCustomers.tsx'
import { useRuleName } from './rule-words.ts'

const views = ['propose', 'register', 'rules'] as const

/** Late charges: worked out for a customer, the register of those issued and waived, and the rules they follow. */
export function LateChargesPage() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const view = views.find(name => name === one(url.view)) ?? 'propose'
  return (
    <Page title={t('nav.late_charges')} sub={t('late.sub')}>
      <Segmented
        value={view}
        options={views.map(value => ({ value, label: t(`late.views.${value}`) }))}
        onChange={value => change({ view: value === 'propose' ? undefined : value }, { replace: true })}
        style={{ marginBottom: 12 }}
      />
      {view === 'propose' && <Propose />}
      {view === 'register' && <LateRegister />}
      {view === 'rules' && <LateRules />}
    </Page>
  )
}

function Propose() {
  const { t } = useTranslation()
  const me = useMe()
  const [url, change] = useUrl()
  const nameOf = useRuleName()
  const rules = useAnswer('listLateRules', {}).data?.rows ?? []
  const customer_id = one(url.customer_id)
  const until = one(url.until) ?? me.today
  const rule = one(url.rule)
  return (
    <>
      <div className="bar">
        <CustomerPicker
          label={t('columns.customer')}
          value={customer_id}
          width={280}
          placeholder={t('field.choose_customer')}
          onChange={id => change({ customer_id: id }, { replace: true })}
        />
        <DayField
          label={t('late.until')}
          value={until}
          onChange={day => change({ until: day ?? undefined }, { replace: true })}
        />
        <ChoiceField
          label={t('late.rule_without_clause')}
          value={rule}
          clearable
          placeholder={t('late.by_currency')}
          width={300}
          options={rules.map(each => ({ value: each.code, label: nameOf(each.rule) }))}
          onChange={code => change({ rule: code }, { replace: true })}
        />
      </div>
      <p className="small soft late-order">{t('late.order')}</p>
      {customer_id ? (
        <LateProposal
          key={`${customer_id} ${until} ${rule}`}
          question={{ customer_id, until, ...(rule ? { rule } : {}) }}
        />
      ) : (
        <>
          <p className="soft">{t('late.choose')}</p>
          <OverdueCustomers as_of={until} onChoose={id => change({ customer_id: id })} />
        </>
      )}
    </>
  )
}
