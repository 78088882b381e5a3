import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Question, Row } from '../client.ts'
import { usePasteRows } from '../imports/paste.ts'
import { ExportButton } from '../reports/ExportButton.tsx'
import { useList } from '../lists.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { BulkBar } from '../ui/BulkBar.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { Page } from '../ui/Page.tsx'
import { usePicked } from '../ui/picked.ts'
import { ViewMenu } from '../views/ViewMenu.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { one, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { createCustomer, giveTaskAboutCustomer, handOver, setAccount } from './actions.ts'

/** Customers, found by number, name, alias or tax identifier. */
export function CustomersPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  usePasteRows('customers')
  const [url, change] = useUrl()
  const q = one(url.q) ?? ''
  const sort = (one(url.sort) ?? 'number') as NonNullable<Question<'listCustomers'>['sort']>
  const picked = usePicked()
  const deeds = useActions([createCustomer], undefined)
  const list = useList('listCustomers', { sort, ...(q ? { q } : {}) })
  return (
    <Page title={t('nav.customers')} sub={t('customers.sub')} actions={<ActionButtons deeds={deeds} />}>
      <div className="bar">
        <SearchField
          label={t('field.search_customer')}
          value={q}
          width={320}
          onChange={text => change({ q: text }, { replace: true })}
        />
      </div>
      <DataTable<Row<'listCustomers'>>
        label={t('nav.customers')}
        name="customers"
        tools={fields => (
          <>
            <ViewMenu list="customers" />
            <ExportButton quiet report="customers" params={{ sort, ...(q ? { q } : {}) }} columns={fields} />
          </>
        )}
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
                {row.name} {row.state === 'archived' && <span className="tag">{t('customers.archived')}</span>}{' '}
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
        onOpen={row => void navigate({ to: '/customers/$customer_id', params: { customer_id: row.customer_id } })}
        empty={
          q ? { title: t('customers.none_found') } : { title: t('customers.empty'), hint: t('customers.empty_hint') }
        }
      />
      <BulkBar
        picked={picked}
        rows={list.rows}
        rowKey={row => row.customer_id}
        actions={[setAccount, handOver, giveTaskAboutCustomer]}
      />
    </Page>
  )
}
