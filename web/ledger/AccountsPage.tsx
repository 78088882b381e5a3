import { Button } from 'antd'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useMay } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { ChoiceField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Page } from '../ui/Page.tsx'
import { useDone } from '../ui/useDone.ts'
import { DifferenceRules } from './DifferenceRules.tsx'
import { EntityField, useEntity } from './EntityField.tsx'
import { accountName } from './names.ts'
import { TaxCodes } from './TaxCodes.tsx'
import { ListTools } from '../views/ListTools.tsx'

type Account = Row<'listAccounts'>

/** The chart of an entity: which accounts are held by open items, and what each account is used for. */
export function AccountsPage() {
  const { t } = useTranslation()
  const language = useLanguage()
  const may = useMay()
  const { entity } = useEntity()
  const asked = useAnswer('listAccounts', { entity_id: entity?.entity_id ?? '' }, entity !== undefined)
  const [purpose, setPurpose] = useState<string | null>(null)
  const rows = asked.data?.rows ?? []
  const purposes = [...new Set(rows.flatMap(row => row.purposes))].filter(one => !one.startsWith('difference:')).sort()
  return (
    <Page
      title={t('nav.accounts')}
      sub={t('accounts.sub')}
      actions={
        may('account.manage') &&
        entity && (
          <Button onClick={() => setPurpose('')} icon={<Icon name="pen" />}>
            {t('accounts.determine')}
          </Button>
        )
      }
    >
      <div className="bar">
        <EntityField />
      </div>
      <DataTable<Account>
        label={t('nav.accounts')}
        tools={() => (
          <ListTools list={null} report="accounts" question={{ entity_id: entity?.entity_id ?? '' }} fields={null} />
        )}
        columns={columnsOf(t, language)}
        rows={rows}
        rowKey={row => row.account_id}
        empty={{ title: t('accounts.none') }}
        loading={asked.isFetching}
        error={asked.error}
        retry={() => void asked.refetch()}
      />
      {entity && <DifferenceRules entity_id={entity.entity_id} currency={entity.base_currency} accounts={rows} />}
      <TaxCodes />
      {purpose !== null && entity && (
        <DetermineDialog
          entity_id={entity.entity_id}
          accounts={rows}
          purposes={purposes}
          onClose={() => setPurpose(null)}
        />
      )}
    </Page>
  )
}

/** What an account serves, in words: 'money:cash' is money, cash. */
export function purposeName(t: TFunction, purpose: string): string {
  const [what = '', which] = purpose.split(':')
  const name = t(`purposes.${what}`, { defaultValue: what })
  return which ? `${name} · ${t(`purpose_kinds.${which}`, { defaultValue: which })}` : name
}

function columnsOf(t: TFunction, language: 'en' | 'zh'): DataColumn<Account>[] {
  return [
    { key: 'code', title: t('access.code'), cell: row => <span className="num">{row.code}</span>, width: 110 },
    {
      key: 'name',
      title: t('accounts.name'),
      cell: row => (language === 'zh' ? row.name : row.name_en),
      width: 280,
      card: 'head',
    },
    { key: 'type', title: t('columns.kind'), cell: row => t(`account_types.${row.type}`), width: 110 },
    {
      key: 'control',
      title: t('accounts.control'),
      cell: row => row.control && <span className="tag">{t('accounts.is_control')}</span>,
      width: 140,
      card: 'figure',
    },
    {
      key: 'purposes',
      title: t('accounts.used_for'),
      cell: row => row.purposes.map(one => purposeName(t, one)).join(t('access.comma')),
      width: 420,
    },
  ]
}

type DetermineProps = {
  entity_id: string
  accounts: readonly Account[]
  purposes: readonly string[]
  onClose: () => void
}

function DetermineDialog({ entity_id, accounts, purposes, onClose }: DetermineProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const done = useDone()
  const [chosen, setChosen] = useState<string | undefined>()
  const [account_code, setAccount] = useState<string | undefined>()
  const [qualifier, setQualifier] = useState('')
  const [purpose = '', own = ''] = (chosen ?? '').split(':')
  return (
    <FormDialog
      title={t('accounts.determine')}
      act={t('action.save')}
      ready={chosen !== undefined && account_code !== undefined}
      perform={() =>
        done(
          () =>
            ask('determineAccount', {
              entity_id,
              purpose,
              qualifier: own || qualifier.trim(),
              account_code: account_code as string,
            }),
          t('accounts.determined'),
        )
      }
      onClose={onClose}
    >
      <p className="soft">{t('accounts.determine_hint')}</p>
      <ChoiceField
        label={t('accounts.used_for')}
        value={chosen}
        width={320}
        options={purposes.map(value => ({ value, label: purposeName(t, value) }))}
        onChange={setChosen}
      />
      {!own && (
        <TextLine
          label={t('accounts.qualifier')}
          value={qualifier}
          onChange={setQualifier}
          max={40}
          hint={t('accounts.qualifier_hint')}
        />
      )}
      <ChoiceField
        label={t('columns.account')}
        value={account_code}
        width={320}
        options={accounts.map(row => ({ value: row.code, label: accountName(row, language) }))}
        onChange={setAccount}
      />
    </FormDialog>
  )
}
