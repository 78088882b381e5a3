import { Button } from 'antd'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useMay } from '../session.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { ChoiceField, Field } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Money } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { useDone } from '../ui/useDone.ts'
import { accountName } from './names.ts'
import { ListTools } from '../views/ListTools.tsx'

type Rule = Row<'listDifferenceRules'>
type Props = { entity_id: string; currency: string; accounts: readonly Row<'listAccounts'>[] }

/** Small differences by kind: up to how much a clerk may close one, and which account takes it. */
export function DifferenceRules({ entity_id, currency, accounts }: Props) {
  const { t } = useTranslation()
  const language = useLanguage()
  const may = useMay()
  const asked = useAnswer('listDifferenceRules', { entity_id })
  const [editing, setEditing] = useState<Rule | null>(null)
  const accountOf = (rule: Rule) => {
    const account = accounts.find(one => one.code === rule.account_code)
    return account ? accountName(account, language) : `${rule.account_code} ${rule.account_name}`
  }
  return (
    <Section title={t('accounts.differences')}>
      <p className="soft">{t('accounts.differences_hint')}</p>
      <DataTable<Rule>
        label={t('accounts.differences')}
        tools={() => <ListTools list={null} report="difference_rules" question={{ entity_id }} fields={null} />}
        columns={columnsOf(t, currency, accountOf, may('account.manage') ? setEditing : null)}
        rows={asked.data?.rows ?? []}
        rowKey={row => row.kind}
        empty={{ title: t('accounts.no_rules') }}
        loading={asked.isFetching}
        error={asked.error}
        retry={() => void asked.refetch()}
      />
      {editing && (
        <RuleDialog
          entity_id={entity_id}
          currency={currency}
          accounts={accounts}
          rule={editing}
          onClose={() => setEditing(null)}
        />
      )}
    </Section>
  )
}

function columnsOf(
  t: TFunction,
  currency: string,
  accountOf: (rule: Rule) => string,
  edit: ((rule: Rule) => void) | null,
): DataColumn<Rule>[] {
  return [
    { key: 'kind', title: t('columns.kind'), cell: row => t(`difference_kinds.${row.kind}`), width: 180, card: 'head' },
    {
      key: 'limit',
      title: t('accounts.limit'),
      cell: row => <Money minor={row.limit_minor} currency={currency} code />,
      right: true,
      width: 160,
      card: 'figure',
    },
    {
      key: 'percent',
      title: t('accounts.limit_percent'),
      cell: row => (row.limit_percent ? `${row.limit_percent}%` : '–'),
      right: true,
      width: 160,
    },
    {
      key: 'account',
      title: t('columns.account'),
      cell: accountOf,
      width: 300,
    },
    {
      key: 'act',
      title: <span className="hidden-but-read">{t('action.act')}</span>,
      width: 100,
      cell: row =>
        edit && (
          <Button size="small" onClick={() => edit(row)}>
            {t('access.change_person')}
          </Button>
        ),
    },
  ]
}

function RuleDialog({ entity_id, currency, accounts, rule, onClose }: Props & { rule: Rule; onClose: () => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const done = useDone()
  const [limit, setLimit] = useState(rule.limit_minor)
  const [percent, setPercent] = useState(rule.limit_percent ?? '')
  const [account_code, setAccount] = useState<string | undefined>(rule.account_code)
  return (
    <FormDialog
      title={t(`difference_kinds.${rule.kind}`)}
      act={t('action.save')}
      ready={limit !== ''}
      perform={() =>
        done(
          () =>
            ask('setDifferenceRule', {
              entity_id,
              kind: rule.kind,
              limit_minor: limit,
              limit_percent: percent.trim() || null,
              ...(account_code ? { account_code } : {}),
            }),
          t('accounts.rule_saved'),
        )
      }
      onClose={onClose}
    >
      <Field label={`${t('accounts.limit')}, ${currency}`}>
        {id => <AmountField id={id} currency={currency} value={limit} onChange={setLimit} />}
      </Field>
      <TextLine
        label={t('accounts.limit_percent')}
        value={percent}
        onChange={setPercent}
        max={8}
        hint={t('accounts.percent_hint')}
      />
      <ChoiceField
        label={t('columns.account')}
        value={account_code}
        width={320}
        options={accounts
          .filter(row => !row.control)
          .map(row => ({ value: row.code, label: accountName(row, language) }))}
        onChange={setAccount}
      />
    </FormDialog>
  )
}
