import { Link, useParams } from '@tanstack/react-router'
import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { ItemHistory } from '../ledger/ItemHistory.tsx'
import { ItemsTable } from '../ledger/ItemsTable.tsx'
import { useAnswer, useList } from '../lists.ts'
import { recordReceipt } from '../receipts/actions.ts'
import { useBaseCurrency, useMe } from '../session.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { Money } from '../ui/Money.tsx'
import { Facts, Figure, Page, Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { one, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { openLedger, openStatement } from './actions.ts'

type Customer = Answer<'readCustomer'>
const customerActions = [recordReceipt, openStatement, openLedger]

/** One customer: what is owed today, the open items, and the facts. */
export function CustomerPage() {
  const { t } = useTranslation()
  const { customer_id } = useParams({ strict: false }) as { customer_id: string }
  const asked = useAnswer('readCustomer', { customer_id })
  const customer = asked.data
  const deeds = useActions(customerActions, { customer_id })
  return (
    <Page
      title={customer?.name ?? t('nav.customers')}
      crumb={<Link to="/customers">{t('nav.customers')}</Link>}
      sub={
        customer && (
          <>
            <span className="num">{customer.number}</span> {customer.name_en}
          </>
        )
      }
      actions={<ActionButtons deeds={deeds} />}
    >
      <Wait for={asked}>
        {found => (
          <>
            <Owes customer_id={customer_id} />
            <Items customer_id={customer_id} />
            <CustomerFacts customer={found} />
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
  if (!ageing.data) return null
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

function Items({ customer_id }: { customer_id: string }) {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const list = useList('listOpenItems', { customer_id: [customer_id] })
  const item = one(url.item)
  return (
    <Section title={t('customers.open_items')}>
      <ItemsTable list={list} onOpen={id => change({ item: id })} />
      {item && (
        <Drawer
          open
          size={820}
          title={t('item.history')}
          closable={{ 'aria-label': t('action.close') }}
          onClose={() => change({ item: undefined })}
        >
          <ItemHistory item_id={item} />
        </Drawer>
      )}
    </Section>
  )
}

function CustomerFacts({ customer }: { customer: Customer }) {
  const { t } = useTranslation()
  const base = useBaseCurrency()
  const doubtful = customer.tax_id_check !== null && customer.tax_id_check !== 'ok'
  return (
    <>
      <Section title={t('customers.facts')}>
        <Facts
          rows={[
            [t('columns.kind'), t(`customer_kinds.${customer.kind}`)],
            [t('columns.country'), customer.country],
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
            [t('columns.aliases'), customer.aliases.map(one_ => one_.alias).join(', ')],
          ]}
        />
      </Section>
      {customer.accounts.length > 0 && (
        <Section title={t('customers.accounts')}>
          {customer.accounts.map(account => (
            <Facts
              key={account.entity_id}
              rows={[
                [t('columns.entity'), account.entity_code],
                [t('columns.terms_code'), account.terms_code],
                [t('columns.currency'), account.currency],
                [
                  t('columns.limit_minor'),
                  account.limit_minor && (
                    <Money key="limit" minor={account.limit_minor} currency={account.currency ?? base} />
                  ),
                ],
                [t('columns.salesperson'), account.salesperson_name],
              ]}
            />
          ))}
        </Section>
      )}
      {customer.contacts.length > 0 && (
        <Section title={t('customers.contacts')}>
          {customer.contacts.map(contact => (
            <Facts
              key={contact.contact_id}
              rows={[
                [t('columns.name'), contact.name],
                [t('columns.title'), contact.title],
                [t('columns.phone'), contact.phone],
                [t('columns.email'), contact.email],
              ]}
            />
          ))}
        </Section>
      )}
    </>
  )
}
