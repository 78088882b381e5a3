import { Link, useNavigate } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useAnswer, useList } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { ExportButton } from '../reports/ExportButton.tsx'
import { useMe } from '../session.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { ChoiceField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { Figure, Page } from '../ui/Page.tsx'
import { monthStart, RangeField } from '../ui/RangeField.tsx'
import { Empty } from '../ui/states.tsx'
import { one, useUrl } from '../ui/url.ts'
import { EntityField, useEntity } from './EntityField.tsx'
import { accountName, kindName } from './names.ts'

type Line = Row<'accountLedger'>

/** 科目明细账: the postings of one account with the balance after each; a line opens its entry. */
export function AccountLedgerPage() {
  const { t } = useTranslation()
  const me = useMe()
  const language = useLanguage()
  const navigate = useNavigate()
  const { entity } = useEntity()
  const [url, change] = useUrl()
  const account_id = one(url.account_id)
  const from = one(url.from) ?? monthStart(me.today)
  const to = one(url.to) ?? me.today
  const currency = one(url.currency)
  const accounts = useAnswer('listAccounts', { entity_id: entity?.entity_id ?? '' }, entity !== undefined)
  const question = { account_id: account_id ?? '', from, to, ...(currency ? { currency } : {}) }
  const list = useList('accountLedger', question, account_id !== undefined)
  const { first } = list
  const base = first?.base_currency ?? 'CNY'
  return (
    <Page
      title={t('nav.account_ledger')}
      crumb={<Link to="/trial-balance">{t('nav.trial_balance')}</Link>}
      sub={
        first &&
        `${first.account_code} ${language === 'zh' ? first.account_name : first.account_name_en}${currency ? ` · ${currency}` : ''}`
      }
      actions={account_id && <ExportButton report="account_ledger" params={question} />}
    >
      {first && account_id && (
        <div className="figures">
          {(['opening', 'debit', 'credit', 'closing'] as const).map(part => (
            <Figure key={part} label={`${t(`trial.${part}`)} · ${base}`}>
              <Sided
                minor={first[`${part}_base_minor`]}
                currency={base}
                says={part === 'opening' || part === 'closing'}
              />
            </Figure>
          ))}
        </div>
      )}
      <FilterBar
        shown={
          <ChoiceField
            label={t('columns.account')}
            value={account_id}
            width={280}
            placeholder={t('trial.choose')}
            options={(accounts.data?.rows ?? []).map(row => ({
              value: row.account_id,
              label: accountName(row, language),
            }))}
            onChange={id => change({ account_id: id, currency: undefined })}
          />
        }
      >
        <EntityField />
        <RangeField from={from} to={to} today={me.today} onChange={(from, to) => change({ from, to })} />
      </FilterBar>
      {account_id ? (
        <DataTable<Line>
          label={t('nav.account_ledger')}
          columns={columnsOf(t, base).filter(
            column => column.key !== 'original' || list.rows.some(row => row.currency !== base),
          )}
          {...list.table}
          rowKey={row => `${row.entry_id} ${row.line}`}
          onOpen={row =>
            void navigate({
              to: '/journal',
              search: { entry: row.entry_id, from: row.posted_on, to: row.posted_on } as never,
            })
          }
          empty={{ title: t('trial.no_postings'), hint: t('journal.none_hint') }}
        />
      ) : (
        <Empty title={t('trial.choose')} hint={t('trial.choose_hint')} />
      )}
    </Page>
  )
}

function columnsOf(t: TFunction, base: string): DataColumn<Line>[] {
  const side = (key: 'debit' | 'credit'): DataColumn<Line> => ({
    key,
    title: t(`journal.${key}`),
    right: true,
    width: 122,
    cell: line => {
      const credit = line.base_minor.startsWith('-')
      return credit === (key === 'credit') ? <Money minor={line.base_minor.replace('-', '')} currency={base} /> : null
    },
  })
  return [
    { key: 'on', title: t('columns.posted_on'), width: 110, cell: row => <Day day={row.posted_on} /> },
    { key: 'kind', title: t('columns.kind'), width: 96, card: 'head', cell: row => kindName(t, row.kind) },
    { key: 'document', title: t('columns.document'), width: 140, cell: row => row.item_number ?? row.memo },
    { key: 'customer', title: t('columns.customer'), width: 180, cell: row => row.customer_name },
    { key: 'counter', title: t('trial.counter'), width: 104, cell: row => row.counter_codes.join(', ') },
    {
      key: 'original',
      title: t('columns.currency'),
      right: true,
      width: 124,
      card: 'hide',
      cell: row => (row.currency === base ? null : <Money minor={row.amount_minor} currency={row.currency} code />),
    },
    side('debit'),
    side('credit'),
    {
      key: 'balance',
      title: t('trial.balance'),
      right: true,
      width: 150,
      fixed: 'end',
      card: 'figure',
      cell: row => <Sided minor={row.balance_base_minor} currency={base} says />,
    },
  ]
}

/** A balance with the side it stands on, as ledgers write it: 借 1,234.00, 贷 56.00, 平. */
function Sided({ minor, currency, says }: { minor: string; currency: string; says: boolean }) {
  const { t } = useTranslation()
  const side = minor === '0' ? 'even' : minor.startsWith('-') ? 'credit' : 'debit'
  return (
    <>
      {says && <span className="small soft">{t(`trial.side_${side}`)} </span>}
      <Money minor={minor.replace('-', '')} currency={currency} />
    </>
  )
}
