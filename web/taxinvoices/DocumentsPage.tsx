import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { taxInvoiceKinds } from '../../server/taxinvoices/names-contract.ts'
import type { Question } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useList } from '../lists.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { DaySpan } from '../ui/DaySpan.tsx'
import { ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Page } from '../ui/Page.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { many, one, type Url, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { ListTools } from '../views/ListTools.tsx'
import { DocumentsTable } from './DocumentsTable.tsx'
import { addTaxInvoices } from './document-actions.ts'

/** Tax invoices as the authority issued them. */
export function DocumentsPage() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const question = questionOf(url)
  const list = useList('listTaxInvoices', question)
  const deeds = useActions([addTaxInvoices], undefined)
  const narrowed = Object.keys(question).some(name => name !== 'sort')
  const box = (name: 'red' | 'unlinked', label: string) => (
    <Checkbox
      checked={one(url[name]) === 'true'}
      onChange={event => change({ [name]: event.target.checked ? 'true' : undefined }, { replace: true })}
    >
      {label}
    </Checkbox>
  )
  return (
    <Page title={t('nav.tax_documents')} sub={t('tax_documents.sub')} actions={<ActionButtons deeds={deeds} />}>
      <FilterBar>
        <SearchField
          label={t('tax_requests.search')}
          value={one(url.q) ?? ''}
          width={220}
          onChange={q => change({ q }, { replace: true })}
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
          label={t('tax_documents.issued_on')}
          from={one(url.issued_from)}
          to={one(url.issued_to)}
          onChange={(issued_from, issued_to) => change({ issued_from, issued_to })}
        />
        {box('unlinked', t('tax_documents.unlinked_alone'))}
        {box('red', t('tax_documents.red_alone'))}
      </FilterBar>
      <DocumentsTable
        name="tax-documents"
        tools={fields => <ListTools list="tax-documents" report="tax_invoices" question={question} fields={fields} />}
        rows={list.rows}
        list={list.table}
        sort={question.sort ?? '-issued_on'}
        onSort={sort => change({ sort }, { replace: true })}
        empty={
          narrowed
            ? { title: t('tax_documents.none_found') }
            : { title: t('tax_documents.none'), hint: t('tax_documents.none_hint') }
        }
      />
    </Page>
  )
}

function questionOf(url: Url): Question<'listTaxInvoices'> {
  const question: Record<string, unknown> = { sort: one(url.sort) ?? '-issued_on' }
  for (const name of ['q', 'issued_from', 'issued_to', 'red', 'unlinked'])
    if (one(url[name])) question[name] = one(url[name])
  for (const name of ['kind', 'customer_id', 'entity_id', 'tax_request_id'])
    if (many(url[name]).length > 0) question[name] = many(url[name])
  return question as Question<'listTaxInvoices'>
}
