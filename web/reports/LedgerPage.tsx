import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Question, Row } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { DocumentLink } from '../ledger/DocumentLink.tsx'
import { kindName } from '../ledger/names.ts'
import { useAnswer, useList } from '../lists.ts'
import { useBaseCurrency, useMe } from '../session.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { ChoiceField } from '../ui/Field.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { Figure, Page } from '../ui/Page.tsx'
import { monthStart, RangeField } from '../ui/RangeField.tsx'
import { Empty } from '../ui/states.tsx'
import { one, useUrl } from '../ui/url.ts'
import { ExportButton } from './ExportButton.tsx'

type Line = Row<'customerLedger'>

/** 应收明细账: every line that moved a customer's balance, with the balance after it; each opens its document. */
export function LedgerPage() {
  const { t } = useTranslation()
  const me = useMe()
  const base = useBaseCurrency()
  const [url, change] = useUrl()
  const customer_id = one(url.customer_id)
  const from = one(url.from) ?? monthStart(me.today)
  const to = one(url.to) ?? me.today
  const customer = useAnswer('readCustomer', { customer_id: customer_id ?? '' }, customer_id !== undefined)
  const currency = one(url.currency) ?? customer.data?.accounts.find(account => account.currency)?.currency ?? base
  const question: Question<'customerLedger'> = { customer_id: customer_id ?? '', currency, from, to }
  return (
    <Page
      title={t('nav.ledger')}
      sub={
        customer_id && customer.data ? (
          <Link to="/customers/$customer_id" params={{ customer_id }}>
            {customer.data.number} {customer.data.name}
          </Link>
        ) : (
          t('ledger.sub')
        )
      }
      actions={
        customer_id && (
          <>
            <Link to="/statement" search={{ customer_id } as never}>
              <Button>{t('nav.statement')}</Button>
            </Link>
            <ExportButton report="customer_ledger" params={question} />
          </>
        )
      }
    >
      <div className="bar">
        <CustomerPicker
          label={t('columns.customer')}
          value={customer_id}
          placeholder={t('field.choose_customer')}
          width={260}
          onChange={id => change({ customer_id: id, currency: undefined })}
        />
        <CurrencyChoice customer_id={customer_id} currency={currency} onChange={code => change({ currency: code })} />
        <RangeField from={from} to={to} today={me.today} onChange={(from, to) => change({ from, to })} />
      </div>
      {customer_id ? (
        <Lines question={question} currency={currency} />
      ) : (
        <Empty title={t('ledger.choose')} hint={t('ledger.choose_hint')} />
      )}
    </Page>
  )
}

/** The currencies in which the customer has a balance, taken from the open items; the one chosen is always there. */
function CurrencyChoice(props: {
  customer_id: string | undefined
  currency: string
  onChange: (currency: string | undefined) => void
}) {
  const { t } = useTranslation()
  const me = useMe()
  const ageing = useAnswer(
    'ageing',
    { as_of: me.today, by: 'currency', customer_id: [props.customer_id ?? ''] },
    props.customer_id !== undefined,
  )
  const codes = new Set([props.currency, ...(ageing.data?.totals.map(total => total.currency) ?? [])])
  return (
    <ChoiceField
      label={t('columns.currency')}
      value={props.currency}
      width={90}
      options={[...codes].map(code => ({ value: code, label: code }))}
      onChange={props.onChange}
    />
  )
}

function Lines({ question, currency }: { question: Question<'customerLedger'>; currency: string }) {
  const { t } = useTranslation()
  const list = useList('customerLedger', question)
  const { first } = list
  return (
    <>
      {first && (
        <div className="figures">
          <Figure label={t('columns.opening_minor')}>
            <Money minor={first.opening_minor} currency={currency} />
          </Figure>
          <Figure label={t('columns.closing_minor')}>
            <Money minor={first.closing_minor} currency={currency} />
          </Figure>
        </div>
      )}
      <DataTable<Line>
        label={t('nav.ledger')}
        columns={[
          { key: 'on', title: t('columns.on'), cell: row => <Day day={row.on} />, width: 112 },
          { key: 'kind', title: t('columns.kind'), cell: row => kindName(t, row.kind), width: 130 },
          {
            key: 'number',
            title: t('columns.document'),
            cell: row => <DocumentLink kind={row.kind} document_id={row.document_id} number={row.number} />,
            width: 180,
            card: 'head',
          },
          { key: 'due_on', title: t('columns.due_on'), cell: row => <Day day={row.due_on} />, width: 112 },
          {
            key: 'debit',
            title: t('columns.debit_minor'),
            cell: row => <Money minor={row.debit_minor} currency={currency} dash />,
            right: true,
            width: 140,
          },
          {
            key: 'credit',
            title: t('columns.credit_minor'),
            cell: row => <Money minor={row.credit_minor} currency={currency} dash />,
            right: true,
            width: 140,
          },
          {
            key: 'balance',
            title: t('columns.balance_minor'),
            cell: row => (
              <strong>
                <Money minor={row.balance_minor} currency={currency} />
              </strong>
            ),
            right: true,
            width: 150,
            card: 'figure',
          },
        ]}
        {...list.table}
        rowKey={row => `${row.item_id} ${row.recorded_at} ${row.debit_minor} ${row.credit_minor}`}
        empty={{ title: t('ledger.empty'), hint: t('ledger.empty_hint') }}
      />
    </>
  )
}
