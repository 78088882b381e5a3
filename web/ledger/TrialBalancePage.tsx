import { useNavigate } from '@tanstack/react-router'
import { Segmented } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Answer, Question } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { ExportButton } from '../reports/ExportButton.tsx'
import { useMe } from '../session.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { ChoiceField, Field } from '../ui/Field.tsx'
import { monthEnd } from '../ui/figures.ts'
import { Money } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { one, useUrl } from '../ui/url.ts'
import { EntityField, useEntity } from './EntityField.tsx'
import { accountName } from './names.ts'

type Trial = Answer<'trialBalance'>
type Account = Trial['rows'][number]

/** 科目余额表: every account from opening to closing; each row opens the postings behind it. */
export function TrialBalancePage() {
  const { t } = useTranslation()
  const me = useMe()
  const language = useLanguage()
  const navigate = useNavigate()
  const { entity } = useEntity()
  const [url, change] = useUrl()
  const this_month = me.today.slice(0, 7)
  const from_period = one(url.from) ?? this_month
  const to_period = one(url.to) ?? this_month
  const by = one(url.by) === 'currency' ? 'currency' : 'account'
  const question: Question<'trialBalance'> = { entity_id: entity?.entity_id ?? '', from_period, to_period, by }
  const asked = useAnswer('trialBalance', question, entity !== undefined)
  const trial = asked.data
  const months = monthsBefore(me.today, 36)
  const open = (row: Account) => {
    if (!trial) return
    const search = {
      account_id: row.account_id,
      from: trial.from,
      to: trial.to,
      ...(row.currency ? { currency: row.currency } : {}),
    }
    void navigate({ to: '/account-ledger', search: search as never })
  }
  return (
    <Page
      title={t('nav.trial_balance')}
      sub={t('trial.sub')}
      actions={<ExportButton report="trial_balance" params={question} />}
    >
      <div className="bar">
        <EntityField />
        <ChoiceField
          label={t('trial.from')}
          value={from_period}
          width={110}
          options={months}
          onChange={month => month && change({ from: month, ...(month > to_period ? { to: month } : {}) })}
        />
        <ChoiceField
          label={t('trial.to')}
          value={to_period}
          width={110}
          options={months}
          onChange={month => month && change({ to: month, ...(month < from_period ? { from: month } : {}) })}
        />
        <Field label={t('trial.by')}>
          {id => (
            <Segmented
              id={id}
              value={by}
              options={[
                { value: 'account', label: t('columns.account') },
                { value: 'currency', label: t('trial.by_currency') },
              ]}
              onChange={value => change({ by: value === 'account' ? undefined : value })}
            />
          )}
        </Field>
      </div>
      <DataTable<Account>
        label={t('nav.trial_balance')}
        columns={columnsOf(t, language, trial?.base_currency ?? 'CNY', by)}
        rows={trial?.rows ?? []}
        rowKey={row => `${row.account_id} ${row.currency ?? ''}`}
        onOpen={open}
        totals={trial ? [totalOf(t, trial)] : []}
        empty={{ title: t('trial.none'), hint: t('journal.none_hint') }}
        loading={asked.isFetching}
        error={asked.error}
        retry={() => void asked.refetch()}
      />
    </Page>
  )
}

function monthsBefore(today: string, count: number): { value: string; label: string }[] {
  return Array.from({ length: count }, (_, back) => monthEnd(today, back).slice(0, 7)).map(month => ({
    value: month,
    label: month,
  }))
}

/** The six columns of 科目余额表: each balance on the side it stands on, and what moved. */
const sides = ['opening_debit', 'opening_credit', 'debit', 'credit', 'closing_debit', 'closing_credit'] as const
type Side = (typeof sides)[number]

/** What a row shows on a side; null where its balance stands on the other. */
function amountOf(row: Account, side: Side): bigint | null {
  if (side === 'debit' || side === 'credit') return BigInt(row[`${side}_base_minor`])
  const balance = BigInt(row[side.startsWith('opening') ? 'opening_base_minor' : 'closing_base_minor'])
  if (balance === 0n) return null
  return balance > 0n === side.endsWith('debit') ? (balance < 0n ? -balance : balance) : null
}

function columnsOf(t: TFunction, language: string, base: string, by: 'account' | 'currency'): DataColumn<Account>[] {
  return [
    {
      key: 'account',
      title: t('columns.account'),
      width: 280,
      card: 'head',
      fixed: 'start',
      cell: row => (
        <>
          {accountName(row, language)} {row.control && <span className="tag">{t('accounts.control')}</span>}
        </>
      ),
    },
    ...(by === 'currency'
      ? [{ key: 'currency', title: t('columns.currency'), width: 90, cell: (row: Account) => row.currency }]
      : []),
    ...sides.map(
      (side): DataColumn<Account> => ({
        key: side,
        title: t(`trial.${side}`),
        right: true,
        width: 138,
        cell: row => {
          const amount = amountOf(row, side)
          return amount === null ? null : <Money minor={String(amount)} currency={base} dash />
        },
      }),
    ),
  ]
}

/** Every side added up; the two of a pair are equal where the books balance. */
function totalOf(t: TFunction, { rows, base_currency }: Trial) {
  const cells = sides.map(side => {
    const sum = rows.reduce((total, row) => total + (amountOf(row, side) ?? 0n), 0n)
    return [side, <Money key={side} minor={String(sum)} currency={base_currency} />]
  })
  return { key: base_currency, cells: { account: t('columns.total'), ...Object.fromEntries(cells) } }
}
