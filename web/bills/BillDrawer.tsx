import { Button, Checkbox, Drawer, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { billKinds } from '../../server/bills/names-contract.ts'
import { ask, type Question } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { EntityChoice } from '../ledger/EntityField.tsx'
import { Allotment, type Allotted, leftOf } from '../receipts/Allotment.tsx'
import { usePayable } from '../receipts/payable.ts'
import { useBaseCurrency, useEntities, useMe } from '../session.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { CurrencyField } from '../ui/CurrencyField.tsx'
import { ChoiceField, DayField, Field } from '../ui/Field.tsx'
import { TextLine } from '../ui/FormDialog.tsx'
import { focusFirst } from '../ui/focus-back.ts'
import { Problems } from '../ui/problems.tsx'
import { useDone } from '../ui/useDone.ts'

type Draft = Question<'receiveBills'>[number]
type Bill = Draft['bill']

/** A chain as it is typed: one endorsement a line, 'A > B' or 'A → B'; null where a line says neither. */
function chainOf(text: string): NonNullable<Bill['endorsements']> | null {
  const lines = text.split('\n').filter(line => line.trim() !== '')
  const read = lines.map(line => line.split(/>|→|＞/).map(part => part.trim()))
  if (read.some(parts => parts.length !== 2 || parts.some(part => part === ''))) return null
  return read.map(([endorser = '', endorsee = '']) => ({ endorser, endorsee }))
}

/** Receives a bill and says at once what it pays. */
export function BillDrawer({ customer_id: known, onClose }: { customer_id?: string; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const base = useBaseCurrency()
  const entities = useEntities().data?.rows ?? []
  const done = useDone()
  const [customer_id, setCustomer] = useState(known)
  const [entity, setEntity] = useState<string | undefined>()
  const [currency, setCurrency] = useState(base)
  const [amount, setAmount] = useState('')
  const [received_on, setDay] = useState(me.today)
  const [kind, setKind] = useState<Bill['kind']>('bank')
  const [texts, setTexts] = useState({ number: '', part: '', drawer: '', acceptor: '', chain: '' })
  const [issued_on, setIssued] = useState<string | null>(null)
  const [matures_on, setMatures] = useState<string | null>(null)
  const [for_financing, setFinancing] = useState(false)
  const [allotted, setAllotted] = useState<Allotted>({})
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const entity_id = entity ?? entities[0]?.entity_id
  const payable = usePayable(
    { customer_id: [customer_id ?? ''], entity_id: entity_id ? [entity_id] : [], currency },
    allotted,
    customer_id !== undefined && entity_id !== undefined,
  )
  const part = /^\s*(\d+)\s*[-–~至]\s*(\d+)\s*$/.exec(texts.part)
  const endorsements = chainOf(texts.chain)
  const said = [texts.number, texts.drawer, texts.acceptor].every(text => text.trim() !== '')
  const paid = amount !== '' && amount !== '0' && leftOf(amount, allotted) >= 0n
  const ready =
    customer_id &&
    entity_id &&
    paid &&
    said &&
    issued_on &&
    matures_on &&
    endorsements &&
    (part || texts.part.trim() === '')
  const put = (name: keyof typeof texts) => (value: string) => setTexts({ ...texts, [name]: value })
  const receive = async () => {
    setBusy(true)
    setError(null)
    const draft: Draft = {
      customer_id,
      entity_id,
      currency,
      amount_minor: amount,
      received_on,
      apply: Object.entries(allotted).map(([item_id, amount_minor]) => ({ item_id, amount_minor })),
      bill: {
        kind,
        number: texts.number.replace(/\s/g, ''),
        ...(part ? { sub_from: Number(part[1]), sub_to: Number(part[2]) } : {}),
        drawer: texts.drawer.trim(),
        acceptor: texts.acceptor.trim(),
        issued_on: issued_on ?? '',
        matures_on: matures_on ?? '',
        amount_minor: amount,
        for_financing,
        endorsements: endorsements ?? [],
      },
    }
    try {
      await done(() => ask('receiveBills', [draft]), t('bills.received'))
      onClose()
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return (
    <Drawer
      mask={{ closable: false }}
      afterOpenChange={focusFirst}
      open
      size={780}
      onClose={onClose}
      closable={{ 'aria-label': t('action.close') }}
      title={t('bills.receive')}
      footer={
        <Button type="primary" loading={busy} disabled={!ready} onClick={() => void receive()}>
          {t('bills.receive')}
        </Button>
      }
    >
      <div className="bar" style={{ borderTop: 0, paddingTop: 0 }}>
        <CustomerPicker
          label={t('columns.customer')}
          value={customer_id}
          placeholder={t('field.choose_customer')}
          width={280}
          onChange={id => {
            setCustomer(id)
            setAllotted({})
          }}
        />
        <EntityChoice
          value={entity_id}
          onChange={id => {
            setEntity(id)
            setAllotted({})
          }}
        />
        <CurrencyField value={currency} onChange={setCurrency} />
        <Field label={t('columns.amount')}>
          {id => <AmountField id={id} currency={currency} value={amount} onChange={setAmount} />}
        </Field>
        <DayField label={t('columns.received_on')} value={received_on} onChange={day => day && setDay(day)} />
        <ChoiceField
          label={t('bills.kind')}
          value={kind}
          width={180}
          options={billKinds.map(value => ({ value, label: t(`bills.kinds.${value}`) }))}
          onChange={value => setKind(value as Bill['kind'])}
        />
        <TextLine label={t('bills.number')} value={texts.number} max={60} onChange={put('number')} />
        <TextLine
          label={t('bills.part')}
          value={texts.part}
          max={40}
          onChange={put('part')}
          hint={t('bills.part_hint')}
        />
        <TextLine label={t('bills.drawer')} value={texts.drawer} max={300} onChange={put('drawer')} />
        <TextLine label={t('bills.acceptor')} value={texts.acceptor} max={300} onChange={put('acceptor')} />
        <DayField label={t('bills.issued_on')} value={issued_on} onChange={setIssued} />
        <DayField label={t('bills.matures_on')} value={matures_on} onChange={setMatures} />
        <Field label={t('bills.endorsements')}>
          {id => (
            <Input.TextArea
              id={id}
              value={texts.chain}
              placeholder={t('bills.chain_hint')}
              autoSize={{ minRows: 1, maxRows: 6 }}
              status={endorsements ? '' : 'error'}
              style={{ width: 320 }}
              onChange={event => put('chain')(event.target.value)}
            />
          )}
        </Field>
        <Checkbox checked={for_financing} onChange={event => setFinancing(event.target.checked)}>
          {t('bills.for_financing')}
        </Checkbox>
      </div>
      {customer_id && (
        <Allotment total={amount} currency={currency} payable={payable} allotted={allotted} onChange={setAllotted} />
      )}
      <Problems error={error} />
    </Drawer>
  )
}
