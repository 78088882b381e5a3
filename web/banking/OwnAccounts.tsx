import { Button } from 'antd'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { EntityChoice } from '../ledger/EntityField.tsx'
import { useAnswer } from '../lists.ts'
import { useEntities, useMay } from '../session.ts'
import { CurrencyField } from '../ui/CurrencyField.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Section } from '../ui/Page.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import { ListTools } from '../views/ListTools.tsx'

type OwnAccount = Row<'listOwnAccounts'>

/** Our own bank accounts, as they stand on bills and on the pages customers open. */
export function OwnAccounts() {
  const { t } = useTranslation()
  const may = useMay()
  const asked = useAnswer('listOwnAccounts', {})
  const [opening, setOpening] = useState(false)
  const [closing, setClosing] = useState<OwnAccount | null>(null)
  return (
    <Section title={t('own_accounts.title')}>
      <p className="soft">{t('own_accounts.hint')}</p>
      <DataTable<OwnAccount>
        label={t('own_accounts.title')}
        tools={() => <ListTools list={null} report="own_accounts" question={{}} fields={null} />}
        columns={columnsOf(t, may('own_account.manage') ? setClosing : null)}
        rows={asked.data?.rows ?? []}
        rowKey={row => row.own_account_id}
        rowClass={row => (row.state === 'closed' ? 'quiet' : '')}
        empty={{ title: t('own_accounts.none') }}
        loading={asked.isFetching}
        error={asked.error}
        retry={() => void asked.refetch()}
      />
      {may('own_account.manage') && (
        <p>
          <Button onClick={() => setOpening(true)}>{t('own_accounts.open')}</Button>
        </p>
      )}
      {opening && <OpenDialog onClose={() => setOpening(false)} />}
      {closing && <CloseDialog account={closing} onClose={() => setClosing(null)} />}
    </Section>
  )
}

function columnsOf(t: TFunction, close: ((row: OwnAccount) => void) | null): DataColumn<OwnAccount>[] {
  return [
    { key: 'entity', title: t('columns.entity'), cell: row => row.entity_code, width: 90 },
    {
      key: 'number',
      title: t('own_accounts.number'),
      cell: row => <span className="num">{row.number}</span>,
      width: 220,
      card: 'head',
    },
    { key: 'bank', title: t('own_accounts.bank'), cell: row => row.bank, width: 240 },
    { key: 'holder', title: t('own_accounts.holder'), cell: row => row.holder, width: 240 },
    {
      key: 'currency',
      title: t('columns.currency'),
      cell: row => row.currency ?? t('own_accounts.every_currency'),
      width: 110,
    },
    {
      key: 'state',
      title: t('columns.state'),
      width: 120,
      cell: row =>
        row.state === 'closed' ? (
          <span className="tag">{t('own_accounts.closed')}</span>
        ) : (
          close && (
            <Button size="small" onClick={() => close(row)}>
              {t('own_accounts.close')}
            </Button>
          )
        ),
    },
  ]
}

function OpenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const entities = useEntities().data?.rows ?? []
  const [entity, setEntity] = useState<string>()
  const entity_id = entity ?? entities[0]?.entity_id
  const [holder, setHolder] = useState<string | null>(null)
  const [bank, setBank] = useState('')
  const [number, setNumber] = useState('')
  const [swift, setSwift] = useState('')
  const [currency, setCurrency] = useState('CNY')
  const named = holder ?? entities.find(one => one.entity_id === entity_id)?.name ?? ''
  return (
    <FormDialog
      title={t('own_accounts.open')}
      act={t('action.save')}
      ready={Boolean(entity_id && named.trim() && bank.trim() && number.trim())}
      perform={() =>
        done(
          () =>
            ask('openOwnAccount', {
              entity_id: entity_id ?? '',
              holder: named.trim(),
              bank: bank.trim(),
              number: number.trim(),
              currency,
              ...(swift.trim() ? { swift: swift.trim() } : {}),
            }),
          t('own_accounts.opened'),
        )
      }
      onClose={onClose}
    >
      <div className="fields-beside">
        <EntityChoice value={entity_id} onChange={setEntity} />
        <CurrencyField value={currency} onChange={setCurrency} />
      </div>
      <TextLine label={t('own_accounts.holder')} value={named} onChange={setHolder} />
      <TextLine label={t('own_accounts.bank')} value={bank} onChange={setBank} />
      <div className="fields-beside">
        <TextLine label={t('own_accounts.number')} value={number} onChange={setNumber} max={60} />
        <TextLine label="SWIFT" value={swift} onChange={setSwift} max={11} />
      </div>
    </FormDialog>
  )
}

function CloseDialog({ account, onClose }: { account: OwnAccount; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const { own_account_id, number } = account
  return (
    <ReasonDialog
      title={`${t('own_accounts.close')} ${number}`}
      act={t('own_accounts.close')}
      danger
      needed
      perform={({ reason }) =>
        done(() => ask('closeOwnAccount', { own_account_id, reason }), t('own_accounts.closed_done'))
      }
      onClose={onClose}
    >
      {t('own_accounts.close_hint')}
    </ReasonDialog>
  )
}
