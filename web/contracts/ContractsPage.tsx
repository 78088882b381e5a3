import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Question } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useList } from '../lists.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { DaySpan } from '../ui/DaySpan.tsx'
import { Field, ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Page } from '../ui/Page.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { many, one, type Url, useUrl } from '../ui/url.ts'
import { usePasteRows } from '../imports/paste.ts'
import { useActions } from '../ui/useActions.ts'
import { signContract } from './actions.ts'
import { ContractsTable } from './ContractsTable.tsx'
import { DraftsTable } from './DraftsTable.tsx'

const kinds = ['goods', 'services', 'milestones'] as const
const states = ['active', 'completed', 'terminated', 'undone'] as const

const draftStates = ['draft', 'concluded', 'dropped'] as const
const views = ['entered', 'drafts'] as const

/** Contracts and how far each is billed and settled; beside them those that are still drafts. */
export function ContractsPage() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const drafts = one(url.view) === 'drafts'
  const question = questionOf(url)
  const list = useList('listContracts', question, !drafts)
  const deeds = useActions([signContract], undefined)
  usePasteRows('contracts')
  return (
    <Page title={t('nav.contracts')} sub={t('contracts.sub')} actions={<ActionButtons deeds={deeds} />}>
      <FilterBar
        shown={
          <Field label={t('contracts.view')}>
            {id => (
              <Segmented
                id={id}
                value={drafts ? 'drafts' : 'entered'}
                options={views.map(value => ({ value, label: t(`contracts.views.${value}`) }))}
                onChange={value =>
                  change({ view: value === 'drafts' ? value : undefined, state: undefined, sort: undefined })
                }
              />
            )}
          </Field>
        }
      >
        <SearchField
          label={t(drafts ? 'contracts.search_drafts' : 'contracts.search')}
          value={one(url.q) ?? ''}
          width={200}
          onChange={q => change({ q }, { replace: true })}
        />
        <ManyField
          label={t('columns.state')}
          value={many(url.state)}
          options={(drafts ? draftStates : states).map(value => ({
            value,
            label: t(`contracts.states.${value}`),
          }))}
          onChange={state => change({ state })}
        />
        <ManyField
          label={t('columns.kind')}
          value={many(url.kind)}
          options={kinds.map(value => ({ value, label: t(`contracts.kinds.${value}`) }))}
          onChange={kind => change({ kind })}
        />
        <CustomerPicker
          label={t('columns.customer')}
          value={one(url.customer_id)}
          placeholder={t('ageing.everyone')}
          onChange={customer_id => change({ customer_id })}
        />
        {!drafts && (
          <DaySpan
            label={t('contracts.signed_on')}
            from={one(url.signed_from)}
            to={one(url.signed_to)}
            onChange={(signed_from, signed_to) => change({ signed_from, signed_to })}
          />
        )}
      </FilterBar>
      {drafts ? (
        <DraftsTable />
      ) : (
        <ContractsTable
          list={list}
          question={question}
          sort={question.sort ?? '-signed_on'}
          onSort={sort => change({ sort }, { replace: true })}
        />
      )}
    </Page>
  )
}

function questionOf(url: Url): Question<'listContracts'> {
  const question: Record<string, unknown> = { sort: one(url.sort) ?? '-signed_on' }
  for (const name of ['q', 'signed_from', 'signed_to']) if (one(url[name])) question[name] = one(url[name])
  for (const name of ['kind', 'state', 'customer_id', 'entity_id'])
    if (many(url[name]).length > 0) question[name] = many(url[name])
  return question as Question<'listContracts'>
}
