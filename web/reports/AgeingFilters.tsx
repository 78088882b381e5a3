import { Input, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useEntities, useMay, useMe } from '../session.ts'
import { useAnswer } from '../lists.ts'
import { ChoiceField, DayField, Field, ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { monthEnd, quarterEnd } from '../ui/figures.ts'
import type { useUrl } from '../ui/url.ts'
import { type AgeingState, groups } from './ageing-url.ts'

const presets = ['30/60/90', '30/60/90/180/360', 'audit']

type FiltersProps = { state: AgeingState; change: ReturnType<typeof useUrl>[1]; currencies: readonly string[] }

/** Everything that says which ageing is meant. All of it is in the URL. */
export function AgeingFilters({ state, change, currencies }: FiltersProps) {
  const { t } = useTranslation()
  const me = useMe()
  const quick: [string, string][] = [
    [t('ageing.today'), me.today],
    [t('ageing.last_month_end'), monthEnd(me.today, 1)],
    [t('ageing.last_quarter_end'), quarterEnd(me.today)],
    [t('ageing.last_year_end'), `${Number(me.today.slice(0, 4)) - 1}-12-31`],
  ]
  return (
    <FilterBar>
      <Field label={t('ageing.basis')}>
        {id => (
          <Segmented
            id={id}
            aria-label={t('ageing.basis')}
            value={state.basis}
            options={[
              { value: 'due', label: t('ageing.by_due') },
              { value: 'invoice', label: t('ageing.by_invoice') },
            ]}
            onChange={basis => change({ basis: basis === 'due' ? undefined : basis, cell: undefined })}
          />
        )}
      </Field>
      <DayField
        label={t('ageing.as_of')}
        value={state.as_of}
        quick={quick}
        onChange={day => change({ as_of: !day || day === me.today ? undefined : day })}
      />
      <DayField
        label={t('ageing.known_on')}
        value={state.known_on}
        clearable
        placeholder={t('ageing.now')}
        quick={[[t('ageing.then'), state.as_of]]}
        onChange={day => change({ known_on: day ?? undefined })}
      />
      <ChoiceField
        label={t('ageing.by')}
        value={state.by}
        width={112}
        options={groups.map(group => ({ value: group, label: t(`columns.${group}`) }))}
        onChange={by => change({ by: by === 'customer' ? undefined : by, cell: undefined, sort: undefined })}
      />
      <Buckets state={state} change={change} />
      <Narrow state={state} change={change} currencies={currencies} />
    </FilterBar>
  )
}

function Buckets({ state, change }: Omit<FiltersProps, 'currencies'>) {
  const { t } = useTranslation()
  const custom = !presets.includes(state.buckets)
  return (
    <>
      <ChoiceField
        label={t('ageing.buckets')}
        value={custom ? 'custom' : state.buckets}
        width={112}
        options={[
          ...presets.map(preset => ({ value: preset, label: preset === 'audit' ? t('ageing.audit') : preset })),
          { value: 'custom', label: t('ageing.custom') },
        ]}
        onChange={value => change({ buckets: value === 'custom' ? '15,30,60,90' : value })}
      />
      {custom && (
        <Field label={t('ageing.bounds')}>
          {id => (
            <Input
              id={id}
              key={state.buckets}
              defaultValue={state.buckets}
              style={{ width: 130 }}
              onPressEnter={event => change({ buckets: boundsOf(event.currentTarget.value) })}
              onBlur={event => change({ buckets: boundsOf(event.currentTarget.value) })}
            />
          )}
        </Field>
      )}
    </>
  )
}

/** '15 30、60' as the server takes it: '15,30,60'. */
const boundsOf = (text: string) => text.match(/\d+/g)?.join(',')

/** What comes later stands last, so that nothing moves when it does. */
function Narrow({ state, change, currencies }: FiltersProps) {
  const { t } = useTranslation()
  const may = useMay()
  const entities = useEntities().data?.rows ?? []
  const people = useAnswer('listPeople', { limit: 200 }, may('person.read'))
  const { scope } = state
  return (
    <>
      <ManyField
        label={t('columns.currency')}
        value={scope.currency ?? []}
        width={96}
        options={[...new Set([...currencies, ...(scope.currency ?? [])])].map(code => ({ value: code, label: code }))}
        onChange={currency => change({ currency })}
      />
      {(people.isLoading || Boolean(people.data?.rows.length)) && (
        <ManyField
          label={t('columns.salesperson')}
          value={scope.salesperson_id ?? []}
          width={112}
          options={(people.data?.rows ?? []).map(person => ({ value: person.person_id, label: person.name }))}
          onChange={salesperson_id => change({ salesperson_id })}
        />
      )}
      <CustomerPicker
        label={t('columns.customer')}
        value={scope.customer_id?.[0]}
        width={148}
        placeholder={t('ageing.everyone')}
        onChange={customer_id => change({ customer_id })}
      />
      {entities.length > 1 && (
        <ManyField
          label={t('columns.entity')}
          value={scope.entity_id ?? []}
          options={entities.map(entity => ({ value: entity.entity_id, label: `${entity.code} ${entity.name}` }))}
          onChange={entity_id => change({ entity_id })}
        />
      )}
    </>
  )
}
