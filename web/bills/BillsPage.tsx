import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { billKinds, billStates } from '../../server/bills/names-contract.ts'
import type { Question } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useList } from '../lists.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { DaySpan } from '../ui/DaySpan.tsx'
import { ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { GroupMenu } from '../ui/GroupMenu.tsx'
import { Page } from '../ui/Page.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { many, one, type Url, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { useGrouping } from '../ui/useGrouping.ts'
import { receiveBill } from './actions.ts'
import { BillGroups, billGroups } from './BillGroups.tsx'
import { BillsTable } from './BillsTable.tsx'

/** 应收票据备查簿: every bill that came, by the day it falls due. */
export function BillsPage() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const question = questionOf(url)
  const grouping = useGrouping(billGroups)
  const list = useList('listBills', question, !grouping.by)
  const onSort = (sort: string) => change({ sort }, { replace: true })
  const deeds = useActions([{ ...receiveBill, weight: 'main' }], undefined)
  return (
    <Page
      title={t('nav.bills')}
      sub={
        <>
          {t('bills.sub')} · <Link to="/bills/calendar">{t('bills.calendar')}</Link>
        </>
      }
      actions={<ActionButtons deeds={deeds} />}
    >
      <FilterBar>
        <SearchField
          label={t('bills.number')}
          value={one(url.number) ?? ''}
          width={200}
          onChange={number => change({ number }, { replace: true })}
        />
        <CustomerPicker
          label={t('columns.customer')}
          value={one(url.customer_id)}
          placeholder={t('ageing.everyone')}
          onChange={customer_id => change({ customer_id })}
        />
        <ManyField
          label={t('columns.state')}
          value={many(url.state)}
          width={180}
          options={billStates.map(value => ({ value, label: t(`bills.states.${value}`) }))}
          onChange={state => change({ state }, { replace: true })}
        />
        <ManyField
          label={t('bills.kind')}
          value={many(url.kind)}
          width={180}
          options={billKinds.map(value => ({ value, label: t(`bills.kinds.${value}`) }))}
          onChange={kind => change({ kind }, { replace: true })}
        />
        <DaySpan
          label={t('bills.matures_on')}
          from={one(url.matures_from)}
          to={one(url.matures_to)}
          onChange={(matures_from, matures_to) => change({ matures_from, matures_to })}
        />
      </FilterBar>
      {grouping.by ? (
        <BillGroups question={question} grouping={grouping} onSort={onSort} />
      ) : (
        <BillsTable list={list} question={question} onSort={onSort} menu={<GroupMenu grouping={grouping} />} />
      )}
    </Page>
  )
}

function questionOf(url: Url): Question<'listBills'> {
  const question: Record<string, unknown> = { sort: one(url.sort) ?? 'matures_on' }
  for (const name of ['number', 'matures_from', 'matures_to']) if (one(url[name])) question[name] = one(url[name])
  for (const name of ['customer_id', 'entity_id', 'currency', 'state', 'kind'])
    if (many(url[name]).length > 0) question[name] = many(url[name])
  return question as Question<'listBills'>
}
