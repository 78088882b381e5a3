import { Button, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useMay } from '../session.ts'
import { Field } from '../ui/Field.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { Problems } from '../ui/problems.tsx'
import { Wait } from '../ui/states.tsx'
import { useDone } from '../ui/useDone.ts'

type Rules = Answer<'readFileRules'>

/** The rules of customers' files. */
export function RulesPage() {
  const { t } = useTranslation()
  const asked = useAnswer('readFileRules', {})
  return (
    <Page title={t('nav.customer_rules')} sub={t('customer_rules.sub')}>
      <Wait for={asked}>{rules => <Form key={JSON.stringify(rules)} rules={rules} />}</Wait>
    </Page>
  )
}

function Form({ rules }: { rules: Rules }) {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const [changed, setChanged] = useState<Partial<Rules>>({})
  const [error, setError] = useState<unknown>(null)
  const shown = { ...rules, ...changed }
  const writes = may('customer_rules.manage')
  const save = () => {
    setError(null)
    void done(() => ask('changeFileRules', changed), t('customer_rules.saved')).catch(setError)
  }
  const number = (name: 'account_wait_hours' | 'expiry_days', min: number, max: number) => (
    <Field label={t(`customer_rules.${name}`)}>
      {id => (
        <InputNumber
          id={id}
          min={min}
          max={max}
          precision={0}
          disabled={!writes}
          value={shown[name]}
          onChange={value => value !== null && setChanged({ ...changed, [name]: value })}
        />
      )}
    </Field>
  )
  return (
    <>
      <Section title={t('customer_rules.file')}>
        <div className="stack settings">
          {number('account_wait_hours', 0, 720)}
          {number('expiry_days', 1, 365)}
        </div>
      </Section>
      <Problems error={error} />
      {writes && (
        <p>
          <Button type="primary" disabled={Object.keys(changed).length === 0} onClick={save}>
            {t('action.save')}
          </Button>
        </p>
      )}
    </>
  )
}
