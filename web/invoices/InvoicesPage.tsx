import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { BookedSpan } from '../ledger/booked.tsx'
import type { Question, Row } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { kindName } from '../ledger/names.ts'
import { usePasteRows } from '../imports/paste.ts'
import { filtersOf, useList, useMatching } from '../lists.ts'
import { printInvoice } from '../papers/actions.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { requestTaxInvoice } from '../taxinvoices/actions.ts'
import { DaySpan } from '../ui/DaySpan.tsx'
import { BulkBar, sumsOf } from '../ui/BulkBar.tsx'
import { Field, ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { GroupMenu } from '../ui/GroupMenu.tsx'
import { Page } from '../ui/Page.tsx'
import { usePicked } from '../ui/picked.ts'
import { SearchField } from '../ui/SearchField.tsx'
import { many, one, type Url, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { useGrouping } from '../ui/useGrouping.ts'
import { useSeen } from '../ui/useSeen.ts'
import { issueInvoice, sendInvoices } from './actions.ts'
import { InvoiceGroups, invoiceGroups } from './InvoiceGroups.tsx'
import { InvoicesTable } from './InvoicesTable.tsx'

const kinds = ['invoice', 'charge', 'credit_note', 'opening'] as const

/** Invoices, charges and credit notes. */
export function InvoicesPage() {
  const { t } = useTranslation()
  usePasteRows('invoices')
  const [url, change] = useUrl()
  const question = questionOf(url)
  const grouping = useGrouping(invoiceGroups)
  const list = useList('listInvoices', question, !grouping.by)
  const matching = useMatching('groupInvoices', filtersOf(question), !grouping.by && list.first !== undefined)
  const seen = useSeen<Row<'listInvoices'>>()
  const picked = usePicked()
  const onSort = (sort: string) => change({ sort }, { replace: true })
  const deeds = useActions([issueInvoice], undefined)
  return (
    <Page title={t('nav.invoices')} sub={t('invoices.sub')} actions={<ActionButtons deeds={deeds} />}>
      <FilterBar>
        <SearchField
          label={t('field.search_number')}
          value={one(url.number) ?? ''}
          width={170}
          onChange={number => change({ number }, { replace: true })}
        />
        <Field label={t('columns.state')}>
          {id => (
            <Segmented
              id={id}
              value={one(url.open) ?? 'any'}
              options={['any', 'open', 'settled'].map(value => ({ value, label: t(`invoices.${value}`) }))}
              onChange={value => change({ open: value === 'any' ? undefined : value })}
            />
          )}
        </Field>
        <ManyField
          label={t('columns.kind')}
          value={many(url.kind)}
          options={kinds.map(value => ({ value, label: kindName(t, value) }))}
          onChange={kind => change({ kind })}
        />
        <CustomerPicker
          label={t('columns.customer')}
          value={one(url.customer_id)}
          placeholder={t('ageing.everyone')}
          onChange={customer_id => change({ customer_id })}
        />
        <DaySpan
          label={t('columns.issued_on')}
          from={one(url.issued_from)}
          to={one(url.issued_to)}
          onChange={(issued_from, issued_to) => change({ issued_from, issued_to })}
        />
        <BookedSpan url={url} rows={list.rows} onChange={change} />
      </FilterBar>
      {grouping.by ? (
        <InvoiceGroups question={question} grouping={grouping} picked={picked} seen={seen} onSort={onSort} />
      ) : (
        <InvoicesTable
          list={list}
          matching={matching}
          picked={picked}
          question={question}
          sort={question.sort ?? '-issued_on'}
          onSort={onSort}
          menu={<GroupMenu grouping={grouping} />}
        />
      )}
      <BulkBar
        picked={picked}
        rows={grouping.by ? seen.rows : list.rows}
        rowKey={row => row.invoice_id}
        actions={[sendInvoices, requestTaxInvoice, printInvoice]}
        sum={sumsOf<Row<'listInvoices'>>('open_minor')}
        whole={{
          list: 'invoices',
          params: question,
          count: matching?.count ?? null,
          more: grouping.by !== undefined || list.more.has,
        }}
      />
    </Page>
  )
}

function questionOf(url: Url): Question<'listInvoices'> {
  const question: Record<string, unknown> = { sort: one(url.sort) ?? '-issued_on' }
  for (const name of ['number', 'open', 'issued_from', 'issued_to', 'due_from', 'due_to', 'booked_from', 'booked_to'])
    if (one(url[name])) question[name] = one(url[name])
  for (const name of ['kind', 'state', 'customer_id', 'entity_id', 'currency'])
    if (many(url[name]).length > 0) question[name] = many(url[name])
  return question as Question<'listInvoices'>
}
