import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Question, Row } from '../client.ts'
import { useList } from '../lists.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Day } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { many, one, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { applyOnboarding } from './actions.ts'
import { OpeningForms } from '../portal/OpeningForms.tsx'
import { useMay } from '../session.ts'
import { OnboardingState } from './OnboardingState.tsx'
import { ListTools } from '../views/ListTools.tsx'

type Onboarding = Row<'listOnboardings'>
const states = ['collecting', 'checking', 'activated', 'rejected', 'withdrawn'] as const

/** Account openings: where each stands, and since when. */
export function OnboardingsPage() {
  const { t } = useTranslation()
  const may = useMay()
  const [url, change] = useUrl()
  const deeds = useActions([applyOnboarding], undefined)
  const state = many(url.state)
  const late = one(url.late) === 'true'
  const question = { ...(state.length > 0 ? { state } : {}), ...(late ? { late: 'true' } : {}) }
  const list = useList('listOnboardings', question as Question<'listOnboardings'>)
  return (
    <Page title={t('nav.onboardings')} sub={t('onboarding.sub')} actions={<ActionButtons deeds={deeds} />}>
      <FilterBar>
        <ManyField
          label={t('columns.state')}
          value={state}
          width={200}
          options={states.map(value => ({ value, label: t(`onboarding.states.${value}`) }))}
          onChange={values => change({ state: values }, { replace: true })}
        />
        <Checkbox
          checked={late}
          onChange={event => change({ late: event.target.checked ? 'true' : undefined }, { replace: true })}
        >
          {t('onboarding.late_alone')}
        </Checkbox>
      </FilterBar>
      <DataTable<Onboarding>
        label={t('nav.onboardings')}
        name="customers/onboardings"
        tools={fields => (
          <ListTools list="customers/onboardings" report="onboardings" question={question} fields={fields} />
        )}
        columns={[
          {
            key: 'customer',
            fields: ['customer_number', 'customer_name'],
            title: t('columns.customer'),
            cell: row => (
              <>
                <span className="num">{row.customer_number}</span> {row.customer_name}
              </>
            ),
            width: 320,
            card: 'head',
          },
          {
            key: 'state',
            fields: ['state'],
            title: t('columns.state'),
            cell: row => <OnboardingState of={row} />,
            width: 150,
            card: 'figure',
          },
          {
            key: 'kind',
            fields: ['kind'],
            title: t('columns.kind'),
            cell: row => t(`customer_kinds.${row.kind}`),
            width: 110,
          },
          {
            key: 'due',
            fields: ['due_on'],
            title: t('onboarding.due_on'),
            cell: row =>
              row.state === 'collecting' || row.state === 'checking' ? (
                <span className={row.late ? 'wrong' : ''}>
                  <Day day={row.due_on} />
                </span>
              ) : null,
            width: 120,
          },
          {
            key: 'by',
            fields: ['applied_name'],
            title: t('onboarding.applied_by'),
            cell: row => row.applied_name,
            width: 120,
          },
          {
            key: 'checked',
            fields: ['checked_name'],
            title: t('onboarding.checked_by'),
            cell: row => row.checked_name,
            width: 120,
          },
          { key: 'reason', fields: ['reason'], title: t('columns.reason'), cell: row => row.reason, width: 240 },
        ]}
        {...list.table}
        rowKey={row => row.onboarding_id}
        leadsTo={row => ({ to: '/customers/onboardings/$onboarding_id', params: { onboarding_id: row.onboarding_id } })}
        empty={
          Object.keys(question).length > 0
            ? { title: t('onboarding.none_found') }
            : { title: t('onboarding.none'), hint: t('onboarding.none_hint') }
        }
      />
      {may('onboarding.apply') && <OpeningForms />}
    </Page>
  )
}
