import { Button, Drawer, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask, type Question } from '../client.ts'
import { GradeReason } from '../customerfile/GradeReason.tsx'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { InvoiceLines } from '../invoices/InvoiceLines.tsx'
import { emptyLine, linesReady, totalOf, type TypedLine } from '../invoices/lines.ts'
import { EntityChoice } from '../ledger/EntityField.tsx'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useBaseCurrency, useEntities, useMe } from '../session.ts'
import { SuggestedMethod } from '../policy/SuggestedMethod.tsx'
import { CurrencyField } from '../ui/CurrencyField.tsx'
import { ChoiceField, DayField, Field } from '../ui/Field.tsx'
import { TextLine } from '../ui/FormDialog.tsx'
import { focusFirst } from '../ui/focus-back.ts'
import { Problems } from '../ui/problems.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import { inOrder, recurringReady, type TypedRecurring, typedLine, typedRecurring } from './contract-lines.ts'
import { emptyPart, PlanParts, partsReady, planOf, pricedParts, type TypedPart } from './PlanParts.tsx'
import { RecurringLines } from './RecurringLines.tsx'

type Contract = Answer<'readContract'>
type Agreed = Omit<Question<'amendContract'>, 'contract_id' | 'version' | 'reason'>

type ContractDrawerProps = {
  customer_id?: string
  /** The contract of which another version is agreed. */
  amends?: Contract
  onClose: () => void
}

const kinds = ['goods', 'services', 'milestones'] as const
const methods = ['transfer', 'cash', 'cheque', 'card', 'electronic', 'bill', 'other'] as const

/** Enters a signed contract, or agrees another version of one. */
export function ContractDrawer({ customer_id: known, amends, onClose }: ContractDrawerProps) {
  const { t } = useTranslation()
  const me = useMe()
  const base = useBaseCurrency()
  const language = useLanguage()
  const entities = useEntities().data?.rows ?? []
  const terms = useAnswer('listTerms', {}).data?.rows ?? []
  const taxes = useAnswer('listTaxCodes', {}).data?.rows ?? []
  const done = useDone()
  const [customer_id, setCustomer] = useState(amends?.customer_id ?? known)
  const [entity, setEntity] = useState(amends?.entity_id)
  const [currency, setCurrency] = useState(amends?.currency ?? base)
  const [number, setNumber] = useState('')
  const [title, setTitle] = useState(amends?.title ?? '')
  const [kind, setKind] = useState<(typeof kinds)[number]>(amends?.kind ?? 'goods')
  const [signed_on, setSigned] = useState(amends?.signed_on ?? me.today)
  const [starts_on, setStarts] = useState<string | null>(amends?.starts_on ?? null)
  const [ends_on, setEnds] = useState<string | null>(amends?.ends_on ?? null)
  const [terms_code, setTerms] = useState(amends?.terms_code ?? undefined)
  const [method, setMethod] = useState(methods.find(one => one === amends?.method))
  const [penalty, setPenalty] = useState(amends?.penalty_per_day ?? '')
  const [penaltyYear, setPenaltyYear] = useState(amends?.penalty_per_year ?? '')
  const [cap, setCap] = useState(amends?.penalty_cap ?? '')
  const [grace, setGrace] = useState(String(amends?.grace_days ?? 0))
  const [lines, setLines] = useState<TypedLine[]>(() => {
    const known = amends?.lines.filter(line => !line.recurs).map(typedLine) ?? []
    return known.length > 0 ? known : [emptyLine('VAT13')]
  })
  const [recurring, setRecurring] = useState<TypedRecurring[]>(() => amends?.lines.flatMap(typedRecurring) ?? [])
  const [parts, setParts] = useState<TypedPart[]>(() =>
    amends
      ? amends.parts.map(part => ({
          ...emptyPart(part.kind),
          label: part.label,
          amount_minor: part.amount_minor,
          planned_on: part.planned_on,
          months: String(part.months ?? 12),
        }))
      : [],
  )
  const [reference, setReference] = useState(amends?.reference ?? '')
  const [note, setNote] = useState(amends?.note ?? '')
  const [reason, setReason] = useState('')
  const [grade_reason, setGradeReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const entity_id = entity ?? entities[0]?.entity_id
  const total = totalOf(lines)
  // Beside lines that recur there need be no other.
  const plain = recurring.length > 0 ? lines.filter(line => line.description.trim() || line.amount_minor) : lines
  const said =
    title.trim() !== '' &&
    linesReady(plain) &&
    recurringReady(recurring) &&
    partsReady(pricedParts(parts, total), total)
  const ready = said && customer_id && entity_id && (!amends || reason.trim() !== '')
  const send = async () => {
    setBusy(true)
    setError(null)
    const agreed: Agreed = {
      title: title.trim(),
      kind,
      grace_days: Number(grace) || 0,
      lines: inOrder(plain, recurring),
      parts: pricedParts(parts, total).map(planOf),
      ...(starts_on ? { starts_on } : {}),
      ...(ends_on ? { ends_on } : {}),
      ...(terms_code ? { terms_code } : {}),
      ...(method ? { method } : {}),
      ...(penalty.trim() ? { penalty_per_day: penalty.trim() } : {}),
      ...(penaltyYear.trim() ? { penalty_per_year: penaltyYear.trim() } : {}),
      ...(cap.trim() ? { penalty_cap: cap.trim() } : {}),
      ...(reference.trim() ? { reference: reference.trim() } : {}),
      ...(note.trim() ? { note: note.trim() } : {}),
    }
    const { contract_id = '', version = 1 } = amends ?? {}
    const said = {
      ...(number.trim() ? { number: number.trim() } : {}),
      ...(grade_reason.trim() ? { grade_reason: grade_reason.trim() } : {}),
    }
    const draft = { customer_id, entity_id, currency, signed_on, ...said }
    const deed = amends
      ? () => ask('amendContract', { contract_id, version, reason: reason.trim(), ...agreed })
      : () => ask('signContracts', [{ ...draft, ...agreed }])
    try {
      await done(deed, amends ? t('contracts.amended_done') : t('contracts.signed_done'))
      onClose()
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  const named = (row: { name: string; name_en: string }) => (language === 'zh' ? row.name : row.name_en)
  const name = amends ? `${t('contracts.amend')} ${amends.number}` : t('contracts.sign')
  return (
    <Drawer
      mask={{ closable: false }}
      afterOpenChange={focusFirst}
      open
      size={1000}
      onClose={onClose}
      closable={{ 'aria-label': t('action.close') }}
      title={name}
      footer={
        <Button type="primary" loading={busy} disabled={!ready} onClick={() => void send()}>
          {amends ? t('contracts.amend') : t('contracts.sign')}
        </Button>
      }
    >
      <div className="bar" style={{ borderTop: 0, paddingTop: 0 }}>
        {!amends && (
          <>
            <CustomerPicker
              label={t('columns.customer')}
              value={customer_id}
              placeholder={t('field.choose_customer')}
              width={280}
              onChange={setCustomer}
            />
            <EntityChoice value={entity_id} onChange={setEntity} />
            <Field label={t('contracts.number_optional')}>
              {id => (
                <Input
                  id={id}
                  value={number}
                  maxLength={80}
                  style={{ width: 170 }}
                  onChange={event => setNumber(event.target.value)}
                />
              )}
            </Field>
            <DayField label={t('contracts.signed_on')} value={signed_on} onChange={day => day && setSigned(day)} />
            <CurrencyField value={currency} onChange={setCurrency} />
          </>
        )}
      </div>
      <div className="stack">
        <TextLine label={t('contracts.title')} value={title} onChange={setTitle} />
        <div className="fields-beside">
          <ChoiceField
            label={t('columns.kind')}
            value={kind}
            width={150}
            options={kinds.map(value => ({ value, label: t(`contracts.kinds.${value}`) }))}
            onChange={value => setKind(kinds.find(one => one === value) ?? 'goods')}
          />
          <ChoiceField
            label={t('columns.terms_code')}
            value={terms_code}
            clearable
            placeholder={t('invoices.customer_terms')}
            width={220}
            options={terms.filter(row => !row.archived).map(row => ({ value: row.code, label: named(row) }))}
            onChange={setTerms}
          />
          <ChoiceField
            label={t('contracts.method')}
            value={method}
            clearable
            width={150}
            options={methods.map(value => ({ value, label: t(`methods.${value}`) }))}
            onChange={value => setMethod(methods.find(one => one === value))}
          />
          {customer_id && entity_id && (
            <SuggestedMethod
              {...{ customer_id, entity_id, currency, amount_minor: String(total) }}
              onChoose={one => setMethod(methods.find(known => known === one) ?? 'other')}
            />
          )}
          <DayField label={t('contracts.starts_on')} value={starts_on} clearable onChange={setStarts} />
          <DayField label={t('contracts.ends_on')} value={ends_on} clearable onChange={setEnds} />
        </div>
      </div>
      <h2 className="drawer-part">{t('contracts.lines')}</h2>
      <InvoiceLines
        lines={lines}
        currency={currency}
        taxes={[...new Map(taxes.map(row => [row.code, { value: row.code, label: named(row) }])).values()]}
        onChange={setLines}
      />
      <h2 className="drawer-part">{t('recurring.title')}</h2>
      <RecurringLines
        lines={recurring}
        currency={currency}
        taxes={[...new Map(taxes.map(row => [row.code, { value: row.code, label: named(row) }])).values()]}
        from={starts_on ?? signed_on}
        to={ends_on}
        onChange={setRecurring}
      />
      <h2 className="drawer-part">{t('contracts.plan')}</h2>
      <PlanParts parts={parts} total={total} currency={currency} onChange={setParts} />
      <div className="stack" style={{ marginTop: 16 }}>
        <div className="fields-beside">
          <TextLine label={t('contracts.penalty')} value={penalty} onChange={setPenalty} max={8} />
          <TextLine label={t('contracts.penalty_year')} value={penaltyYear} onChange={setPenaltyYear} max={9} />
          <TextLine label={t('contracts.penalty_cap')} value={cap} onChange={setCap} max={8} />
          <TextLine label={t('contracts.grace')} value={grace} onChange={setGrace} max={3} />
          <TextLine label={t('contracts.reference')} value={reference} onChange={setReference} />
        </div>
        <TextArea label={t('columns.note')} value={note} max={2000} onChange={setNote} />
        {amends && <TextArea label={t('field.reason')} value={reason} onChange={setReason} />}
        <GradeReason error={error} value={grade_reason} onChange={setGradeReason} />
        <Problems error={error} />
      </div>
    </Drawer>
  )
}
