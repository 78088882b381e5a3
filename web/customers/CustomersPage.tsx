import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { grades } from '../../server/customers/file-names-contract.ts'
import type { Question, Row } from '../client.ts'
import { gradeCustomers, reviewCustomers } from '../customerfile/actions.ts'
import { GradeTag } from '../customerfile/Grade.tsx'
import { usePasteRows } from '../imports/paste.ts'
import { useList } from '../lists.ts'
import { useMay } from '../session.ts'
import { Askings, LastAsking } from './Askings.tsx'
import { AskingDrawer } from './AskingDrawer.tsx'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { BulkBar } from '../ui/BulkBar.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { ChoiceField, ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Day } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { usePicked } from '../ui/picked.ts'
import { ListTools } from '../views/ListTools.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { many, one, type Url, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { askForData, askWhoIsDue, createCustomer, giveTaskAboutCustomer, handOver, setAccount } from './actions.ts'

/** Customers, found by number, name, alias or tax identifier. */
export function CustomersPage() {
  const { t } = useTranslation()
  usePasteRows('customers')
  const [url, change] = useUrl()
  const q = one(url.q) ?? ''
  const sort = (one(url.sort) ?? 'number') as NonNullable<Question<'listCustomers'>['sort']>
  const picked = usePicked()
  const narrowed = narrowedBy(url)
  const may = useMay()
  const showAsking = (asking_id: string | undefined) => change({ asking: asking_id })
  const due = narrowed.review_due !== undefined
  const deeds = useActions(due ? [createCustomer, askWhoIsDue(gradesIn(url), showAsking)] : [createCustomer], undefined)
  const asking = one(url.asking)
  const question = { sort, ...(q ? { q } : {}), ...narrowed }
  const list = useList('listCustomers', question)
  const narrow = Object.keys(narrowed).length > 0
  return (
    <Page title={t('nav.customers')} sub={t('customers.sub')} actions={<ActionButtons deeds={deeds} />}>
      <FilterBar
        shown={
          <SearchField
            label={t('field.search_customer')}
            value={q}
            width={320}
            onChange={text => change({ q: text }, { replace: true })}
          />
        }
      >
        <ManyField
          label={t('columns.grade')}
          value={many(url.grade)}
          width={130}
          options={[...grades, 'none'].map(value => ({
            value,
            label: value === 'none' ? t('grades.without') : value,
          }))}
          onChange={grade => change({ grade }, { replace: true })}
        />
        <ChoiceField
          label={t('columns.completeness')}
          value={one(url.completeness_below)}
          clearable
          placeholder={t('ageing.everyone')}
          width={130}
          options={['50', '75', '100'].map(value => ({ value, label: t('customers.below', { percent: value }) }))}
          onChange={value => change({ completeness_below: value }, { replace: true })}
        />
        <Checkbox
          checked={one(url.review_due) === 'true'}
          onChange={event => change({ review_due: event.target.checked ? 'true' : undefined }, { replace: true })}
        >
          {t('customers.review_due')}
        </Checkbox>
      </FilterBar>
      {due && may('page.make') && <LastAsking onOpen={showAsking} />}
      <DataTable<Row<'listCustomers'>>
        label={t('nav.customers')}
        name="customers"
        tools={fields => <ListTools list="customers" report="customers" question={question} fields={fields} />}
        picked={picked}
        columns={[
          {
            key: 'number',
            fields: ['number'],
            title: t('columns.customer_number'),
            cell: row => <span className="num">{row.number}</span>,
            width: 140,
            sorts: ['number', '-number'],
            card: 'figure',
          },
          {
            key: 'name',
            fields: ['name', 'state'],
            title: t('columns.name'),
            cell: row => (
              <>
                {row.name} {row.pending && <span className="tag waits">{t('onboarding.pending')}</span>}{' '}
                {row.state === 'archived' && <span className="tag">{t('customers.archived')}</span>}{' '}
                {row.merged_into_name && (
                  <span className="small soft">
                    {t('twins.merged_into')} {row.merged_into_name}
                  </span>
                )}
              </>
            ),
            width: 320,
            sorts: ['name', '-name'],
            card: 'head',
          },
          {
            key: 'grade',
            fields: ['grade'],
            title: t('columns.grade'),
            cell: row => <GradeTag of={row.grade} />,
            width: 80,
          },
          {
            key: 'completeness',
            fields: ['completeness'],
            title: t('columns.completeness'),
            cell: row => <span className={`num ${row.completeness < 60 ? 'wrong' : ''}`}>{row.completeness}%</span>,
            right: true,
            width: 110,
          },
          {
            key: 'review',
            fields: ['review_due_on'],
            title: t('columns.review_due_on'),
            cell: row => <Day day={row.review_due_on} />,
            width: 120,
          },
          { key: 'name_en', fields: ['name_en'], title: t('columns.name_en'), cell: row => row.name_en, width: 220 },
          { key: 'tax_id', fields: ['tax_id'], title: t('columns.tax_id'), cell: row => row.tax_id, width: 190 },
          {
            key: 'head',
            fields: ['head_office_name'],
            title: t('columns.head_office'),
            cell: row => row.head_office_name,
            width: 200,
          },
          { key: 'country', fields: ['country'], title: t('columns.country'), cell: row => row.country, width: 80 },
        ]}
        {...list.table}
        rowKey={row => row.customer_id}
        sort={sort}
        onSort={next => change({ sort: next }, { replace: true })}
        leadsTo={row => ({ to: '/customers/$customer_id', params: { customer_id: row.customer_id } })}
        empty={
          q || narrow
            ? { title: t('customers.none_found') }
            : { title: t('customers.empty'), hint: t('customers.empty_hint') }
        }
      />
      <BulkBar
        picked={picked}
        rows={list.rows}
        rowKey={row => row.customer_id}
        whole={{ list: 'customers', params: question, count: null, more: list.more.has }}
        actions={[setAccount, reviewCustomers, askForData(showAsking), gradeCustomers, handOver, giveTaskAboutCustomer]}
      />
      {due && may('page.make') && <Askings onOpen={showAsking} />}
      {asking && <AskingDrawer asking_id={asking} onClose={() => showAsking(undefined)} />}
    </Page>
  )
}

const gradesIn = (url: Url) => ([...grades, 'none'] as const).filter(value => many(url.grade).includes(value))

/** What the list is narrowed by beside a search. */
function narrowedBy(url: Url): Pick<Question<'listCustomers'>, 'grade' | 'completeness_below' | 'review_due'> {
  const grade = gradesIn(url)
  const below = one(url.completeness_below)
  return {
    ...(grade.length > 0 ? { grade } : {}),
    ...(below ? { completeness_below: below } : {}),
    ...(one(url.review_due) === 'true' ? { review_due: 'true' } : {}),
  } as Pick<Question<'listCustomers'>, 'grade' | 'completeness_below' | 'review_due'>
}
