import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useLanguage } from '../preferences.ts'
import { useBaseCurrency } from '../session.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { countryText } from '../ui/figures.ts'
import { Day, Money } from '../ui/Money.tsx'
import { Facts, Section } from '../ui/Page.tsx'
import { FileHead, FileParts } from '../customerfile/FileParts.tsx'
import { LettersOf } from '../receipts/LettersOf.tsx'
import { Aliases } from './Aliases.tsx'
import { Erasures } from './Erasures.tsx'
import { Offices } from './Offices.tsx'
import { TermsName } from './TermsName.tsx'
import { Contacts } from './Contacts.tsx'

type Customer = Answer<'readCustomer'>

/** The file of a customer: who they are, whom to write to, terms by entity, and who looked after them when. */
export function CustomerFile({ customer }: { customer: Customer }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const doubtful = customer.tax_id_check !== null && customer.tax_id_check !== 'ok'
  return (
    <>
      <Section title={t('customers.facts')}>
        <Facts
          rows={[
            [t('columns.kind'), t(`customer_kinds.${customer.kind}`)],
            [t('columns.name_en'), customer.name_en],
            [t('columns.country'), customer.country && countryText(customer.country, language)],
            [
              t('columns.tax_id'),
              customer.tax_id && (
                <span key="tax" className="num">
                  {customer.tax_id} {doubtful && <span className="tag waits">{t('customers.tax_id_doubtful')}</span>}
                </span>
              ),
            ],
            [t('columns.head_office'), customer.head_office_name],
            [t('columns.related_party'), customer.related_party ? t('customers.yes') : null],
          ]}
        />
      </Section>
      <Offices customer={customer} />
      <FileHead customer={customer} />
      <Contacts customer={customer} />
      <FileParts customer_id={customer.customer_id} />
      <LettersOf customer_id={customer.customer_id} />
      <Aliases customer={customer} />
      <Accounts customer={customer} />
      <Owners customer={customer} />
      <Erasures of={customer} />
    </>
  )
}

function Accounts({ customer }: { customer: Customer }) {
  const { t } = useTranslation()
  const base = useBaseCurrency()
  return (
    <Section title={t('customers.accounts')}>
      <DataTable<Customer['accounts'][number]>
        label={t('customers.accounts')}
        columns={[
          { key: 'entity', title: t('columns.entity'), cell: row => row.entity_code, width: 110, card: 'head' },
          {
            key: 'terms',
            title: t('columns.terms_code'),
            cell: row => <TermsName code={row.terms_code} />,
            width: 200,
          },
          { key: 'currency', title: t('columns.currency'), cell: row => row.currency, width: 90 },
          { key: 'salesperson', title: t('columns.salesperson'), cell: row => row.salesperson_name, width: 140 },
          {
            key: 'limit',
            title: t('columns.limit_minor'),
            right: true,
            width: 160,
            card: 'figure',
            cell: row =>
              row.limit_minor === null ? '–' : <Money minor={row.limit_minor} currency={row.currency ?? base} code />,
          },
        ]}
        rows={customer.accounts}
        rowKey={row => row.entity_id}
        empty={{ title: t('customers.no_accounts'), hint: t('customers.no_accounts_hint') }}
      />
    </Section>
  )
}

function Owners({ customer }: { customer: Customer }) {
  const { t } = useTranslation()
  if (customer.owners.length === 0) return null
  return (
    <Section title={t('customers.owners')}>
      <DataTable<Customer['owners'][number]>
        label={t('customers.owners')}
        columns={[
          {
            key: 'from',
            title: t('columns.effective_on'),
            // Who owned a customer when it was entered has done so all along.
            cell: row => (row.effective_on <= '1900-01-01' ? t('customers.all_along') : <Day day={row.effective_on} />),
            width: 150,
          },
          {
            key: 'who',
            title: t('columns.salesperson'),
            cell: row => row.salesperson_name ?? t('customers.nobody'),
            width: 180,
            card: 'head',
          },
          { key: 'why', title: t('columns.reason'), cell: row => row.why, width: 320 },
        ]}
        rows={customer.owners}
        rowKey={row => `${row.entity_id} ${row.effective_on} ${row.recorded_at}`}
        empty={{ title: '' }}
      />
    </Section>
  )
}
