import { Button, Checkbox, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Question } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useAnswer } from '../lists.ts'
import { printStatement } from '../papers/actions.ts'
import { PageDialog } from '../portal/PageDialog.tsx'
import { useEntities, useMay, useMe } from '../session.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { ChoiceField, DayField, Field } from '../ui/Field.tsx'
import { monthEnd } from '../ui/figures.ts'
import { Page } from '../ui/Page.tsx'
import { monthStart } from '../ui/RangeField.tsx'
import { Empty, Wait } from '../ui/states.tsx'
import { one, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { ExportButton } from './ExportButton.tsx'
import { StatementLetter } from './StatementLetter.tsx'

/** 往来对账单: the letter as it will be signed, and above it what it is to say. */
export function StatementPage() {
  const { t } = useTranslation()
  const me = useMe()
  const [url, change] = useUrl()
  const entities = useEntities().data?.rows ?? []
  const customer_id = one(url.customer_id)
  const entity_id = one(url.entity_id) ?? entities[0]?.entity_id
  const style = one(url.style) === 'movement' ? 'movement' : 'open_item'
  const as_of = one(url.as_of) ?? me.today
  const from = one(url.from) ?? monthStart(as_of)
  const not_a_demand = one(url.demand) !== 'may'
  const question: Question<'statement'> = {
    customer_id: customer_id ?? '',
    entity_id: entity_id ?? '',
    as_of,
    style,
    not_a_demand,
    ...(style === 'movement' ? { from } : {}),
  }
  const asked = useAnswer('statement', question, Boolean(customer_id && entity_id))
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const deeds = useActions([printStatement], asked.data ? question : null)
  return (
    <Page
      title={t('nav.statement')}
      sub={<span className="no-print">{t('statement.sub')}</span>}
      actions={
        asked.data && (
          <>
            <ActionButtons deeds={deeds} />
            {may('page.make') && <Button onClick={() => setAsking(true)}>{t('portal.ask_account')}</Button>}
            <ExportButton report="statement" params={question} />
          </>
        )
      }
    >
      <div className="bar no-print">
        <CustomerPicker
          label={t('columns.customer')}
          value={customer_id}
          placeholder={t('field.choose_customer')}
          width={260}
          onChange={id => change({ customer_id: id })}
        />
        {entities.length > 1 && (
          <ChoiceField
            label={t('columns.entity')}
            value={entity_id}
            options={entities.map(entity => ({ value: entity.entity_id, label: `${entity.code} ${entity.name}` }))}
            onChange={id => change({ entity_id: id })}
          />
        )}
        <Field label={t('statement.style')}>
          {id => (
            <Segmented
              id={id}
              value={style}
              options={[
                { value: 'open_item', label: t('statement.open_item') },
                { value: 'movement', label: t('statement.movement') },
              ]}
              onChange={value => change({ style: value === 'open_item' ? undefined : value })}
            />
          )}
        </Field>
        {style === 'movement' && (
          <DayField label={t('range.from')} value={from} onChange={day => change({ from: day ?? undefined })} />
        )}
        <DayField
          label={t('ageing.as_of')}
          value={as_of}
          quick={[
            [t('ageing.today'), me.today],
            [t('ageing.last_month_end'), monthEnd(me.today, 1)],
          ]}
          onChange={day => change({ as_of: day ?? undefined })}
        />
        <Checkbox
          checked={not_a_demand}
          onChange={event => change({ demand: event.target.checked ? undefined : 'may' })}
        >
          {t('statement.not_a_demand_switch')}
        </Checkbox>
      </div>
      {customer_id && entity_id ? (
        <Wait for={asked}>{statement => <StatementLetter statement={statement} />}</Wait>
      ) : (
        <Empty title={t('statement.choose')} hint={t('statement.choose_hint')} />
      )}
      {asking && customer_id && entity_id && (
        <PageDialog
          title={t('portal.ask_account')}
          hint={t('portal.ask_account_hint')}
          draft={{ kind: 'statement', customer_id, entity_id, as_of }}
          customer_id={customer_id}
          onClose={() => setAsking(false)}
        />
      )}
    </Page>
  )
}
