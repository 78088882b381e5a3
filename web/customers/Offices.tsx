import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Answer, Row } from '../client.ts'
import { GradeTag } from '../customerfile/Grade.tsx'
import { useList } from '../lists.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { Section } from '../ui/Page.tsx'

type Office = Row<'listCustomers'>
type OfficesProps = { customer: Pick<Answer<'readCustomer'>, 'customer_id' | 'head_office_id' | 'head_office_name'> }

/** The head office a customer belongs to with its other branches, and the branches that belong to the customer itself. */
export function Offices({ customer: { customer_id, head_office_id, head_office_name } }: OfficesProps) {
  const { t } = useTranslation()
  const own = useList('listCustomers', { head_office_id: [customer_id], sort: 'number' })
  const beside = useList(
    'listCustomers',
    { head_office_id: [head_office_id ?? ''], sort: 'number' },
    head_office_id !== null,
  )
  if (!head_office_id && own.rows.length === 0) return null
  const others = { ...beside.table, rows: beside.rows.filter(row => row.customer_id !== customer_id) }
  return (
    <Section title={t('customers.offices')}>
      {head_office_id && (
        <p>
          {t('customers.belongs_to')}{' '}
          <Link to="/customers/$customer_id" params={{ customer_id: head_office_id }} search={{ tab: 'file' } as never}>
            {head_office_name}
          </Link>
        </p>
      )}
      {own.rows.length > 0 && <Branches title={t('customers.branches')} table={own.table} />}
      {head_office_id && others.rows.length > 0 && <Branches title={t('customers.other_branches')} table={others} />}
    </Section>
  )
}

type BranchesProps = { title: string; table: ReturnType<typeof useList<'listCustomers'>>['table'] }

function Branches({ title, table }: BranchesProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <>
      <h3 className="soft">{title}</h3>
      <DataTable<Office>
        bare
        label={title}
        columns={[
          {
            key: 'number',
            title: t('columns.customer_number'),
            cell: row => <span className="num">{row.number}</span>,
            width: 140,
            card: 'figure',
          },
          {
            key: 'name',
            title: t('columns.name'),
            cell: row => (
              <>
                {row.name} {row.state === 'archived' && <span className="tag">{t('customers.archived')}</span>}
              </>
            ),
            width: 320,
            card: 'head',
          },
          { key: 'grade', title: t('columns.grade'), cell: row => <GradeTag of={row.grade} />, width: 80 },
          { key: 'tax_id', title: t('columns.tax_id'), cell: row => row.tax_id, width: 190 },
        ]}
        {...table}
        rowKey={row => row.customer_id}
        onOpen={({ customer_id }) =>
          void navigate({ to: '/customers/$customer_id', params: { customer_id }, search: { tab: 'file' } as never })
        }
        empty={{ title: '' }}
      />
    </>
  )
}
