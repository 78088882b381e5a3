import { useNavigate } from '@tanstack/react-router'
import { Segmented } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Answer, Question } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
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
    <Page title={t('nav.trial_balance')} sub={t('trial.sub')}>
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

const parts = ['opening', 'debit', 'credit', 'closing'] as const

function columnsOf(t: TFunction, language: string, base: string, by: 'account' | 'currency'): DataColumn<Account>[] {
  return [
    {
      key: 'account',
      title: t('columns.account'),
      width: 300,
      card: 'head',
      cell: row => (
        <>
          {accountName(row, language)} {row.control && <span className="tag">{t('accounts.control')}</span>}
        </>
      ),
    },
    ...(by === 'currency'
      ? [{ key: 'currency', title: t('columns.currency'), width: 90, cell: (row: Account) => row.currency }]
      : []),
    ...parts.map(
      (part): DataColumn<Account> => ({
        key: part,
        title: t(`trial.${part}`),
        right: true,
        width: 160,
        ...(part === 'closing' ? { card: 'figure' as const } : {}),
        cell: row => <Money minor={row[`${part}_base_minor`]} currency={base} dash />,
      }),
    ),
  ]
}

function totalOf(t: TFunction, { totals, base_currency }: Trial) {
  const cells = parts.map(part => [
    part,
    <Money key={part} minor={totals[`${part}_base_minor`]} currency={base_currency} />,
  ])
  return { key: base_currency, cells: { account: t('columns.total'), ...Object.fromEntries(cells) } }
}
