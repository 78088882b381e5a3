import { useTranslation } from 'react-i18next'
import { taxInvoiceKinds, taxRequestStates } from '../../server/taxinvoices/names-contract.ts'
import type { Question } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useList } from '../lists.ts'
import { printTaxRequest } from '../papers/actions.ts'
import { BulkBar } from '../ui/BulkBar.tsx'
import { DaySpan } from '../ui/DaySpan.tsx'
import { ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Page } from '../ui/Page.tsx'
import { usePicked } from '../ui/picked.ts'
import { SearchField } from '../ui/SearchField.tsx'
import { many, one, type Url, useUrl } from '../ui/url.ts'
import { exportRequests } from './actions.ts'
import { RequestsTable } from './RequestsTable.tsx'

/** The register of tax invoices: what was asked for, and how far each request is. */
export function RequestsPage() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const question = questionOf(url)
  const list = useList('listTaxRequests', question)
  const picked = usePicked()
  return (
    <Page title={t('nav.tax_invoices')} sub={t('tax_requests.sub')}>
      <FilterBar>
        <SearchField
          label={t('tax_requests.search')}
          value={one(url.q) ?? ''}
          width={220}
          onChange={q => change({ q }, { replace: true })}
        />
        <ManyField
          label={t('columns.state')}
          value={many(url.state)}
          width={180}
          options={taxRequestStates.map(value => ({ value, label: t(`tax_request_states.${value}`) }))}
          onChange={state => change({ state })}
        />
        <ManyField
          label={t('columns.kind')}
          value={many(url.kind)}
          options={taxInvoiceKinds.map(value => ({ value, label: t(`tax_invoice_kinds.${value}`) }))}
          onChange={kind => change({ kind })}
        />
        <CustomerPicker
          label={t('columns.customer')}
          value={one(url.customer_id)}
          placeholder={t('ageing.everyone')}
          onChange={customer_id => change({ customer_id })}
        />
        <DaySpan
          label={t('tax_requests.drafted_on')}
          from={one(url.drafted_from)}
          to={one(url.drafted_to)}
          onChange={(drafted_from, drafted_to) => change({ drafted_from, drafted_to })}
        />
      </FilterBar>
      <RequestsTable
        list={list}
        picked={picked}
        question={question}
        sort={question.sort ?? '-drafted_on'}
        onSort={sort => change({ sort }, { replace: true })}
      />
      <BulkBar
        picked={picked}
        rows={list.rows}
        rowKey={row => row.tax_request_id}
        actions={[exportRequests, printTaxRequest]}
      />
    </Page>
  )
}

function questionOf(url: Url): Question<'listTaxRequests'> {
  const question: Record<string, unknown> = { sort: one(url.sort) ?? '-drafted_on' }
  for (const name of ['q', 'drafted_from', 'drafted_to']) if (one(url[name])) question[name] = one(url[name])
  for (const name of ['kind', 'state', 'customer_id', 'entity_id'])
    if (many(url[name]).length > 0) question[name] = many(url[name])
  return question as Question<'listTaxRequests'>
}
