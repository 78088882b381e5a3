import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { returnSections } from '../../server/taxinvoices/return-contract.ts'
import type { Question, Row } from '../client.ts'
import { kindName } from '../ledger/names.ts'
import { useList } from '../lists.ts'
import { ExportButton } from '../reports/ExportButton.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { ManyField } from '../ui/Field.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { many, one, useUrl } from '../ui/url.ts'

type Line = Row<'listTaxReturnRows'>
const kinds = ['taxed', 'zero', 'exempt'] as const

type ReturnRowsProps = { entity_id: string; month: string; section: (typeof returnSections)[number][] }

/** The documents behind the figures of a month's list. */
export function ReturnRows({ entity_id, month, section }: ReturnRowsProps) {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const sort = (one(url.sort) ?? 'day') as NonNullable<Question<'listTaxReturnRows'>['sort']>
  const tax_kind = kinds.filter(value => many(url.tax_kind).includes(value))
  const question: Question<'listTaxReturnRows'> = {
    entity_id,
    month,
    sort,
    ...(section.length > 0 ? { section } : {}),
    ...(tax_kind.length > 0 ? { tax_kind } : {}),
    ...(many(url.rate).length > 0 ? { rate: many(url.rate) } : {}),
  }
  const list = useList('listTaxReturnRows', question)
  const number = (row: Line) => {
    if (row.document_kind === 'invoice')
      return (
        <Link to="/invoices/$invoice_id" params={{ invoice_id: row.document_id }}>
          <span className="doc">{row.number}</span>
        </Link>
      )
    if (row.document_kind === 'tax_invoice')
      return (
        <Link to="/tax-documents/$tax_invoice_id" params={{ tax_invoice_id: row.document_id }}>
          <span className="doc">{row.number}</span>
        </Link>
      )
    return kindName(t, row.number)
  }
  const money = (key: 'net_minor' | 'tax_minor') => ({
    key,
    title: t(`columns.${key}`),
    cell: (row: Line) => <Money minor={row[key]} currency={row.currency} />,
    right: true,
    width: 140,
  })
  return (
    <Section title={t('tax_returns.rows')}>
      <div className="bar">
        <ManyField
          label={t('tax_returns.section')}
          value={section}
          width={260}
          options={returnSections.map(value => ({ value, label: t(`tax_returns.sections.${value}`) }))}
          onChange={picked => change({ section: picked, tax_kind: undefined, rate: undefined })}
        />
      </div>
      <DataTable<Line>
        label={t('tax_returns.rows')}
        tools={() => <ExportButton quiet report="tax_return_rows" params={question} />}
        columns={[
          { key: 'number', title: t('columns.number'), cell: number, width: 220, links: true, card: 'head' },
          {
            key: 'section',
            title: t('tax_returns.section'),
            cell: row => t(`tax_returns.sections.${row.section}`),
            width: 220,
          },
          {
            key: 'rate',
            title: t('tax_documents.rate'),
            cell: row => (row.tax_kind === 'taxed' ? `${row.rate}%` : t(`tax_returns.kinds.${row.tax_kind}`)),
            width: 90,
          },
          {
            key: 'customer',
            title: t('columns.customer'),
            cell: row =>
              row.customer_id && (
                <Link to="/customers/$customer_id" params={{ customer_id: row.customer_id }}>
                  <span className="num">{row.customer_number}</span> {row.customer_name}
                </Link>
              ),
            width: 260,
            links: true,
          },
          {
            key: 'day',
            title: t('columns.on'),
            cell: row => <Day day={row.day} />,
            width: 116,
            sorts: ['day', '-day'],
          },
          money('net_minor'),
          { ...money('tax_minor'), sorts: ['-tax_minor', 'tax_minor'], card: 'figure' as const },
        ]}
        {...list.table}
        rowKey={row => row.row_key}
        sort={sort}
        onSort={next => change({ sort: next }, { replace: true })}
        empty={{ title: t('tax_returns.no_rows') }}
      />
    </Section>
  )
}
