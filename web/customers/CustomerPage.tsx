import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Question } from '../client.ts'
import { ContractsTable } from '../contracts/ContractsTable.tsx'
import { Monthly } from '../home/Monthly.tsx'
import { InvoicesTable } from '../invoices/InvoicesTable.tsx'
import { ItemDrawer } from '../ledger/ItemDrawer.tsx'
import { ItemsTable } from '../ledger/ItemsTable.tsx'
import { BillsOwed } from '../bills/BillsOwed.tsx'
import { useAnswer, useList } from '../lists.ts'
import { ReceiptsTable } from '../receipts/ReceiptsTable.tsx'
import { AgeingChart } from '../reports/AgeingChart.tsx'
import { Record } from '../reports/Record.tsx'
import { RemindersOf } from '../reminders/RemindersOf.tsx'
import { useMay, useMe } from '../session.ts'
import { Talk } from '../tasks/Talk.tsx'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { Money } from '../ui/Money.tsx'
import { Figure, Page } from '../ui/Page.tsx'
import { Steady, Wait } from '../ui/states.tsx'
import { one, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { GradeTag } from '../customerfile/Grade.tsx'
import { customerActions } from './actions.ts'
import { BalanceChart } from './BalanceChart.tsx'
import { CustomerFile } from './CustomerFile.tsx'

/** One customer: what is owed and how it came about, the documents, and the file. */
export function CustomerPage() {
  const { t } = useTranslation()
  const may = useMay()
  const { customer_id } = useParams({ strict: false }) as { customer_id: string }
  const [url, change] = useUrl()
  const asked = useAnswer('readCustomer', { customer_id })
  const customer = asked.data?.customer_id === customer_id ? asked.data : undefined
  const deeds = useActions(customerActions, customer ?? null)
  const tabs = [
    { key: 'overview', needs: 'report.read', children: <Overview customer_id={customer_id} /> },
    { key: 'items', needs: 'item.read', children: <Items customer_id={customer_id} /> },
    { key: 'contracts', needs: 'contract.read', children: <Contracts customer_id={customer_id} /> },
    { key: 'invoices', needs: 'invoice.read', children: <Invoices customer_id={customer_id} /> },
    { key: 'receipts', needs: 'receipt.read', children: <Receipts customer_id={customer_id} /> },
    {
      key: 'talk',
      needs: 'comment.read',
      children: <Talk subject={{ subject_kind: 'customer', subject_id: customer_id }} />,
    },
    { key: 'file', needs: 'customer.read', children: customer && <CustomerFile customer={customer} /> },
    { key: 'record', needs: 'report.read', children: <Record subject_id={customer_id} /> },
  ].filter(tab => may(tab.needs))
  return (
    <Page
      title={customer?.name ?? t('nav.customers')}
      crumb={<Link to="/customers">{t('nav.customers')}</Link>}
      sub={
        customer && (
          <>
            <span className="num">{customer.number}</span> {customer.name_en}{' '}
            {customer.state === 'archived' && <span className="tag">{t('customers.archived')}</span>}{' '}
            {customer.merged_into && (
              <>
                {t('twins.merged_into')}{' '}
                <Link to="/customers/$customer_id" params={{ customer_id: customer.merged_into }}>
                  {customer.merged_into_name}
                </Link>{' '}
              </>
            )}
            {customer.pending && <span className="tag waits">{t('onboarding.pending')}</span>}{' '}
            {customer.grade && <GradeTag of={customer.grade} />}{' '}
            {customer.related_party && <span className="tag">{t('columns.related_party')}</span>}
          </>
        )
      }
      actions={<ActionButtons deeds={deeds} />}
    >
      <Wait for={asked}>
        {() => (
          <>
            {may('report.read') && <Owes customer_id={customer_id} />}
            {may('bill.read') && <BillsOwed customer_id={customer_id} />}
            <Tabs
              activeKey={one(url.tab) ?? tabs[0]?.key ?? ''}
              onChange={tab => change({ tab: tab === tabs[0]?.key ? undefined : tab, sort: undefined })}
              destroyOnHidden
              items={tabs.map(({ key, children }) => ({ key, label: t(`customers.tabs.${key}`), children }))}
            />
            <ItemDrawer />
          </>
        )}
      </Wait>
    </Page>
  )
}

function Owes({ customer_id }: { customer_id: string }) {
  const { t } = useTranslation()
  const me = useMe()
  const ageing = useAnswer('ageing', { as_of: me.today, by: 'currency', customer_id: [customer_id] })
  if (!ageing.data)
    return (
      <Steady name="customer.owes" ready={!ageing.isPending} height={86}>
        {null}
      </Steady>
    )
  if (ageing.data.totals.length === 0) return <p className="soft">{t('customers.owes_nothing')}</p>
  return (
    <div className="figures">
      {ageing.data.totals.map(total => (
        <Figure
          key={total.currency}
          label={t('customers.owes', { currency: total.currency })}
          under={
            total.overdue_minor !== '0' && (
              <span className="wrong">
                {t('ageing.overdue')} <Money minor={total.overdue_minor} currency={total.currency} />
              </span>
            )
          }
        >
          <Money minor={total.total_minor} currency={total.currency} />
        </Figure>
      ))}
    </div>
  )
}

function Overview({ customer_id }: { customer_id: string }) {
  const me = useMe()
  const navigate = useNavigate()
  const ageing = useAnswer('ageing', { as_of: me.today, by: 'currency', customer_id: [customer_id] })
  return (
    <>
      <Steady name="customer.ageing" ready={!ageing.isPending} height={130}>
        {ageing.data && ageing.data.totals.length > 0 && (
          <AgeingChart
            ageing={ageing.data}
            onPick={(column, currency) =>
              void navigate({
                to: '/ageing',
                search: { customer_id, cell: `${customer_id}~${column}~${currency}` } as never,
              })
            }
          />
        )}
      </Steady>
      <div className="home-charts">
        <BalanceChart customer_id={customer_id} />
        <Monthly customer_id={customer_id} />
      </div>
    </>
  )
}

function Items({ customer_id }: { customer_id: string }) {
  const [, change] = useUrl()
  const list = useList('listOpenItems', { customer_id: [customer_id] })
  return (
    <>
      <ItemsTable list={list} onOpen={item => change({ item })} />
      <RemindersOf customer_id={[customer_id]} />
    </>
  )
}

type InvoiceSort = NonNullable<Parameters<typeof useList<'listInvoices'>>[1]['sort']>
type ReceiptSort = NonNullable<Parameters<typeof useList<'listReceipts'>>[1]['sort']>

function Contracts({ customer_id }: { customer_id: string }) {
  const [url, change] = useUrl()
  const sort = (one(url.sort) ?? '-signed_on') as NonNullable<Question<'listContracts'>['sort']>
  const question = { customer_id: [customer_id], sort }
  const list = useList('listContracts', question)
  const onSort = (next: string) => change({ sort: next }, { replace: true })
  return <ContractsTable list={list} question={question} sort={sort} onSort={onSort} withCustomer={false} />
}

function Invoices({ customer_id }: { customer_id: string }) {
  const [url, change] = useUrl()
  const sort = (one(url.sort) ?? '-issued_on') as InvoiceSort
  const question = { customer_id: [customer_id], sort }
  const list = useList('listInvoices', question)
  const onSort = (next: string) => change({ sort: next }, { replace: true })
  return <InvoicesTable list={list} question={question} sort={sort} onSort={onSort} withCustomer={false} />
}

function Receipts({ customer_id }: { customer_id: string }) {
  const [url, change] = useUrl()
  const sort = (one(url.sort) ?? '-received_on') as ReceiptSort
  const question = { customer_id: [customer_id], sort }
  const list = useList('listReceipts', question)
  const onSort = (next: string) => change({ sort: next }, { replace: true })
  return <ReceiptsTable list={list} question={question} sort={sort} onSort={onSort} withCustomer={false} />
}
