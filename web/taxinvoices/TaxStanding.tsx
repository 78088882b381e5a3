import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useMay } from '../session.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { Money } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { RedStanding } from './RedStanding.tsx'
import { requestColumns } from './RequestsTable.tsx'

/** On the page of an invoice: what of it is asked for and left, and by which requests. */
export function TaxStanding({ invoice_id }: { invoice_id: string }) {
  const { t } = useTranslation()
  const may = useMay()
  const { data } = useAnswer('readTaxStanding', { invoice_id }, may('tax_invoice.read'))
  if (data?.red) return <RedStanding red={data.red} invoice_id={invoice_id} currency={data.currency} />
  if (!data || (data.requests.length === 0 && data.left_minor === '0')) return null
  const { currency } = data
  return (
    <Section title={t('nav.tax_invoices')}>
      <p className="soft">
        {t('tax_requests.requested_amount')} <Money minor={data.requested_minor} currency={currency} code /> ·{' '}
        {t('tax_requests.left')} <Money minor={data.left_minor} currency={currency} code />
      </p>
      {data.requests.length > 0 && (
        <DataTable<Row<'listTaxRequests'>>
          label={t('nav.tax_invoices')}
          columns={requestColumns(t).map(({ sorts: _, ...column }) => column)}
          rows={data.requests}
          rowKey={row => row.tax_request_id}
          rowClass={row => (row.state === 'void' ? 'quiet' : '')}
          leadsTo={row => ({ to: '/tax-invoices/$tax_request_id', params: { tax_request_id: row.tax_request_id } })}
          empty={{ title: '' }}
        />
      )}
    </Section>
  )
}
