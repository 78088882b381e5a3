import { Button, Segmented } from 'antd'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useBaseCurrency, useMay } from '../session.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { ChoiceField, Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { moneyText } from '../ui/figures.ts'
import { Page } from '../ui/Page.tsx'
import { useDone } from '../ui/useDone.ts'
import { ListTools } from '../views/ListTools.tsx'

type Policy = Row<'listPolicies'>
type Condition = NonNullable<Policy['condition']>
const allModes = ['always', 'amount', 'facts', 'never'] as const
type Mode = (typeof allModes)[number]

/** Which deeds wait for a second person, from which amount on, and who may release them. */
export function PoliciesPage() {
  const { t } = useTranslation()
  const language = useLanguage()
  const may = useMay()
  const currency = useBaseCurrency()
  const permissions = useAnswer('listPermissions', {}).data?.rows ?? []
  const asked = useAnswer('listPolicies', {})
  const [editing, setEditing] = useState<Policy | null>(null)
  const nameOf = (word: string | null) => permissions.find(row => row.permission === word)?.[language] ?? word
  const money = (minor: string) => `${currency} ${moneyText(minor, currency, language)}`
  return (
    <Page title={t('nav.policies')} sub={t('policies.sub')}>
      <DataTable<Policy>
        label={t('nav.policies')}
        tools={() => <ListTools list={null} report="approval_policies" question={{}} fields={null} />}
        columns={columnsOf(t, language, nameOf, money)}
        rows={asked.data?.rows ?? []}
        rowKey={row => row.verb}
        {...(may('approval.policy.manage') ? { onOpen: setEditing } : {})}
        empty={{ title: t('policies.none') }}
        loading={asked.isFetching}
        error={asked.error}
        retry={() => void asked.refetch()}
      />
      {editing && <PolicyDialog policy={editing} onClose={() => setEditing(null)} />}
    </Page>
  )
}

function modeOf({ condition }: Policy): Mode {
  if (condition === null || condition.never === true) return 'never'
  if ('amount_minor_at_least' in condition) return 'amount'
  return Object.keys(condition).length > 0 ? 'facts' : 'always'
}

/** What else a condition asks for beside an amount; a person keeps it, and cannot make another here. */
const factsOf = ({ condition }: Policy): Condition =>
  Object.fromEntries(
    Object.entries(condition ?? {}).filter(([name]) => name !== 'amount_minor_at_least' && name !== 'never'),
  )

/** The modes a deed can have: an amount where its facts tell one, other facts where its condition already asks for them. */
const modesOf = (policy: Policy): Mode[] =>
  allModes.filter(
    mode => (mode !== 'amount' || policy.by_amount) && (mode !== 'facts' || Object.keys(factsOf(policy)).length > 0),
  )

function whenText(t: TFunction, policy: Policy, money: (minor: string) => string): string {
  const mode = modeOf(policy)
  if (mode === 'never') return t('policies.never')
  const parts = Object.entries(policy.condition ?? {}).map(([name, value]) =>
    name === 'amount_minor_at_least'
      ? t('policies.from_amount', { amount: money(String(value)) })
      : name === 'duty_profile'
        ? t('policies.in_profile', { profile: t(`organisation.profiles.${value}`) })
        : t(`policies.facts.${name}`, { defaultValue: `${name} ${value}` }),
  )
  return parts.length > 0 ? parts.join(' · ') : t('policies.always')
}

function columnsOf(
  t: TFunction,
  language: 'en' | 'zh',
  nameOf: (word: string | null) => string | null,
  money: (minor: string) => string,
): DataColumn<Policy>[] {
  return [
    { key: 'verb', title: t('policies.deed'), cell: row => row.summary[language], width: 320, card: 'head' },
    { key: 'when', title: t('policies.when'), cell: row => whenText(t, row, money), width: 280 },
    {
      key: 'permission',
      title: t('policies.released_by'),
      cell: row => (modeOf(row) === 'never' ? null : nameOf(row.permission)),
      width: 260,
    },
    {
      key: 'origin',
      title: t('policies.origin'),
      cell: row => (
        <span className={`tag ${row.origin === 'own' ? 'waits' : ''}`}>{t(`policies.origins.${row.origin}`)}</span>
      ),
      width: 120,
      card: 'figure',
    },
  ]
}

function PolicyDialog({ policy, onClose }: { policy: Policy; onClose: () => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const currency = useBaseCurrency()
  const done = useDone()
  const permissions = useAnswer('listPermissions', {}).data?.rows ?? []
  const [mode, setMode] = useState<Mode>(modeOf(policy))
  const [amount, setAmount] = useState(String(policy.condition?.amount_minor_at_least ?? ''))
  const [permission, setPermission] = useState(policy.permission ?? undefined)
  const facts = factsOf(policy)
  const conditions: Record<Mode, Condition> = {
    always: {},
    amount: { ...facts, amount_minor_at_least: amount },
    facts,
    never: { never: true },
  }
  const change = (value: Condition | null) =>
    done(
      () =>
        ask('changePolicy', {
          verb: policy.verb,
          condition: value,
          ...(value !== null && permission ? { permission } : {}),
        }),
      t('policies.saved'),
    )
  return (
    <FormDialog
      title={policy.summary[language]}
      act={t('action.save')}
      width={600}
      ready={(mode !== 'amount' || amount !== '') && (mode === 'never' || permission !== undefined)}
      perform={() => change(conditions[mode])}
      onClose={onClose}
    >
      <Field label={t('policies.when')}>
        {id => (
          <Segmented
            id={id}
            value={mode}
            options={modesOf(policy).map(value => ({
              value,
              label:
                value === 'facts' ? whenText(t, { ...policy, condition: facts }, String) : t(`policies.modes.${value}`),
            }))}
            onChange={setMode}
          />
        )}
      </Field>
      {mode === 'amount' && (
        <Field label={t('policies.amount', { currency })}>
          {id => <AmountField id={id} currency={currency} value={amount} onChange={setAmount} />}
        </Field>
      )}
      {mode !== 'never' && (
        <ChoiceField
          label={t('policies.released_by')}
          value={permission}
          width={360}
          options={permissions
            .filter(row => row.permission.startsWith('approval.release'))
            .map(row => ({ value: row.permission, label: row[language] }))}
          onChange={setPermission}
        />
      )}
      {policy.origin === 'own' && (
        <div>
          <Button size="small" onClick={() => void change(null).then(onClose)}>
            {t('policies.standard_again')}
          </Button>
        </div>
      )}
    </FormDialog>
  )
}
