import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useMay } from '../session.ts'
import { CurrencyField } from '../ui/CurrencyField.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Menu } from '../ui/Menu.tsx'
import { Moment } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { ChoiceField } from '../ui/Field.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useTools } from '../ui/useActions.ts'
import { useDone } from '../ui/useDone.ts'

type Account = Answer<'readFile'>['bank_accounts'][number]
type Props = { customer_id: string; accounts: readonly Account[] }

const masked = (tail: string) => `•••• ${tail}`

/** Where money may be paid back to: masked, released by a second person, and a change waits. */
export function BankAccounts({ customer_id, accounts }: Props) {
  const { t } = useTranslation()
  const may = useMay()
  const [entering, setEntering] = useState(false)
  return (
    <Section title={t('customer_file.bank_accounts')}>
      {accounts.length === 0 && <p className="soft">{t('customer_file.no_bank_accounts')}</p>}
      <ul className="contacts">
        {accounts.map(account => (
          <AccountLine key={account.account_id} account={account} />
        ))}
      </ul>
      {may('customer_account.manage') && (
        <Button size="small" onClick={() => setEntering(true)}>
          <Icon name="plus" /> {t('customer_file.enter_account')}
        </Button>
      )}
      {entering && <EnterDialog customer_id={customer_id} accounts={accounts} onClose={() => setEntering(false)} />}
    </Section>
  )
}

function AccountLine({ account }: { account: Account }) {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const { tools, onError } = useTools()
  const [number, setNumber] = useState<string | null>(null)
  const [closing, setClosing] = useState(false)
  const { account_id, state, tail, usable, usable_from } = account
  const show = async () => {
    const shown = await ask('showBankAccount', { account_id })
    setNumber(shown.number ?? t('customer_file.number_gone'))
  }
  const activate = () => done(() => ask('activateBankAccount', { account_id }), t('customer_file.account_in_use'))
  const choices = [
    ...(may('customer_account.show') && number === null
      ? [{ key: 'show', label: t('customer_file.show_number'), act: () => void show().catch(onError) }]
      : []),
    ...(may('customer_account.manage') && state === 'entered' && !account.asked
      ? [{ key: 'use', label: t('customer_file.activate'), act: () => void activate().catch(onError) }]
      : []),
    ...(may('customer_account.manage') && state !== 'closed'
      ? [{ key: 'close', label: t('customer_file.close_account'), act: () => setClosing(true) }]
      : []),
    ...(account.asked && may('approval.read')
      ? [{ key: 'approvals', label: t('nav.approvals'), act: () => tools.go('/approvals') }]
      : []),
  ]
  return (
    <li className={state === 'closed' ? 'soft' : ''}>
      <div>
        <strong className="num">{number?.replace(/(.{4})(?=.)/g, '$1 ') ?? masked(tail)}</strong>{' '}
        {account.currency && <span className="soft">{account.currency}</span>}
        <div>
          {account.bank} <span className="num soft">{account.swift}</span>
        </div>
        <div className="small soft">{account.evidence}</div>
      </div>
      <div>
        {account.holder}
        <div className="tags">
          <span className={`tag ${state === 'active' && usable ? 'well' : state === 'closed' ? '' : 'waits'}`}>
            {account.asked ? t('customer_file.account_asked') : t(`customer_account_states.${state}`)}
          </span>
        </div>
        {state === 'active' && !usable && usable_from && (
          <div className="small soft">
            {t('customer_file.usable_from')} <Moment at={usable_from} />
          </div>
        )}
      </div>
      {choices.length > 0 && (
        <Menu label={`${t('action.act')} ${masked(tail)}`} choices={choices}>
          <Icon name="more" />
        </Menu>
      )}
      {closing && (
        <ReasonDialog
          title={`${t('customer_file.close_account')} ${masked(tail)}`}
          act={t('customer_file.close_account')}
          danger
          needed
          perform={({ reason }) =>
            done(() => ask('closeBankAccount', { account_id, reason }), t('customer_file.account_closed'))
          }
          onClose={() => setClosing(false)}
        >
          {t('customer_file.close_account_hint')}
        </ReasonDialog>
      )}
    </li>
  )
}

function EnterDialog({ customer_id, accounts, onClose }: Props & { onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const [holder, setHolder] = useState('')
  const [bank, setBank] = useState('')
  const [number, setNumber] = useState('')
  const [swift, setSwift] = useState('')
  const [currency, setCurrency] = useState('CNY')
  const [evidence, setEvidence] = useState('')
  const active = accounts.filter(account => account.state === 'active')
  const [replaces, setReplaces] = useState(active[0]?.account_id)
  const said = { holder, bank, number, evidence }
  const perform = () =>
    done(async () => {
      const { account_id } = await ask('enterBankAccount', {
        customer_id,
        holder: holder.trim(),
        bank: bank.trim(),
        number: number.trim(),
        evidence: evidence.trim(),
        currency,
        ...(swift.trim() ? { swift: swift.trim() } : {}),
        ...(replaces ? { replaces } : {}),
      })
      await ask('activateBankAccount', { account_id })
    }, t('customer_file.account_in_use'))
  return (
    <FormDialog
      title={t('customer_file.enter_account')}
      act={t('customer_file.enter_account')}
      ready={Object.values(said).every(text => text.trim() !== '')}
      perform={perform}
      onClose={onClose}
    >
      <p className="soft">{t('customer_file.enter_account_hint')}</p>
      <TextLine label={t('own_accounts.holder')} value={holder} onChange={setHolder} focus />
      <TextLine label={t('own_accounts.bank')} value={bank} onChange={setBank} />
      <TextLine label={t('own_accounts.number')} value={number} max={60} onChange={setNumber} />
      <div className="fields-beside">
        <TextLine label="SWIFT" value={swift} max={11} onChange={setSwift} />
        <CurrencyField value={currency} onChange={setCurrency} />
      </div>
      {active.length > 0 && (
        <ChoiceField
          label={t('customer_file.replaces')}
          value={replaces}
          clearable
          width={320}
          options={active.map(one => ({ value: one.account_id, label: `${one.bank} ${masked(one.tail)}` }))}
          onChange={setReplaces}
        />
      )}
      <TextLine
        label={t('customer_file.evidence')}
        value={evidence}
        max={500}
        hint={t('customer_file.evidence_hint')}
        onChange={setEvidence}
      />
    </FormDialog>
  )
}
