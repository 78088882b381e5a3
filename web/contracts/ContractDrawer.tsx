import { Button, Drawer, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Question } from '../client.ts'
import { GradeReason } from '../customerfile/GradeReason.tsx'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { InvoiceLines } from '../invoices/InvoiceLines.tsx'
import { linesReady, totalOf, type TypedLine } from '../invoices/lines.ts'
import { EntityChoice } from '../ledger/EntityField.tsx'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useBaseCurrency, useEntities, useMe } from '../session.ts'
import { SuggestedMethod } from '../policy/SuggestedMethod.tsx'
import { Talk } from '../tasks/Talk.tsx'
import { CurrencyField } from '../ui/CurrencyField.tsx'
import { ChoiceField, DayField, Field } from '../ui/Field.tsx'
import { TextLine } from '../ui/FormDialog.tsx'
import { focusFirst } from '../ui/focus-back.ts'
import { Problems } from '../ui/problems.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import { inOrder, recurringReady, type TypedRecurring } from './contract-lines.ts'
import {
  type Contract,
  type ContractDraft,
  contractAgain,
  contractMethods,
  draftAgain,
  emptyContract,
} from './contract-start.ts'
import { DropDraftDialog } from './DropDraftDialog.tsx'
import { PlanParts, partsReady, planOf, pricedParts, type TypedPart } from './PlanParts.tsx'
import { RecurringLines } from './RecurringLines.tsx'

type Agreed = Omit<Question<'amendContract'>, 'contract_id' | 'version' | 'reason'>

type ContractDrawerProps = {
  customer_id?: string
  /** The contract of which another version is agreed. */
  amends?: Contract
  /** The draft that is worked on; one that is dropped is only where a new one begins. */
  draft?: ContractDraft
  onClose: () => void
}

/** A draft as it stands with the server. */
type Kept = { draft_id: string; version: number }

const kinds = ['goods', 'services', 'milestones'] as const

/** Enters a signed contract, keeps one as a draft, or agrees another version of one. */
export function ContractDrawer({ customer_id: known, amends, draft, onClose }: ContractDrawerProps) {
  const { t } = useTranslation()
  const me = useMe()
  const base = useBaseCurrency()
  const language = useLanguage()
  const entities = useEntities().data?.rows ?? []
  const terms = useAnswer('listTerms', {}).data?.rows ?? []
  const taxes = useAnswer('listTaxCodes', {}).data?.rows ?? []
  const done = useDone()
  const [start] = useState(() => (amends ? contractAgain(amends) : draft ? draftAgain(draft) : emptyContract(known)))
  const [customer_id, setCustomer] = useState(start.customer_id)
  const [entity, setEntity] = useState(start.entity_id)
  const [currency, setCurrency] = useState(start.currency ?? base)
  const [number, setNumber] = useState(start.number)
  const [title, setTitle] = useState(start.title)
  const [kind, setKind] = useState<(typeof kinds)[number]>(start.kind)
  const [signed, setSigned] = useState(start.signed_on)
  const [starts_on, setStarts] = useState(start.starts_on)
  const [ends_on, setEnds] = useState(start.ends_on)
  const [terms_code, setTerms] = useState(start.terms_code)
  const [method, setMethod] = useState(start.method)
  const [penalty, setPenalty] = useState(start.penalty)
  const [penaltyYear, setPenaltyYear] = useState(start.penaltyYear)
  const [cap, setCap] = useState(start.cap)
  const [grace, setGrace] = useState(start.grace)
  const [lines, setLines] = useState<TypedLine[]>(start.lines)
  const [recurring, setRecurring] = useState<TypedRecurring[]>(start.recurring)
  const [parts, setParts] = useState<TypedPart[]>(start.parts)
  const [reference, setReference] = useState(start.reference)
  const [note, setNote] = useState(start.note)
  const [reason, setReason] = useState('')
  const [grade_reason, setGradeReason] = useState(start.grade_reason)
  // The draft as it was kept last: what is refused afterwards stays kept.
  const [kept, setKept] = useState<Kept | null>(draft?.state === 'draft' ? draft : null)
  const [dropping, setDropping] = useState(false)
  const [busy, setBusy] = useState<'enter' | 'keep' | null>(null)
  const [error, setError] = useState<unknown>(null)
  // A draft that names no day is signed on the day it is entered.
  const signed_on = signed ?? me.today
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
  const head = {
    currency,
    ...(number.trim() ? { number: number.trim() } : {}),
    ...(grade_reason.trim() ? { grade_reason: grade_reason.trim() } : {}),
  }
  /** Keeps what is typed, in the draft one works on or a new one. */
  const keepDraft = async (day = signed) => {
    const content = { ...head, ...agreed, ...(day ? { signed_on: day } : {}) }
    const typed = { customer_id: customer_id ?? '', entity_id: entity_id ?? '', content }
    const next = kept
      ? await ask('changeContractDraft', { draft_id: kept.draft_id, version: kept.version, ...typed })
      : await ask('keepContractDraft', typed)
    setKept(next)
    return next
  }
  const enter = async () => {
    if (amends) {
      const { contract_id, version } = amends
      return ask('amendContract', { contract_id, version, reason: reason.trim(), ...agreed })
    }
    if (kept) {
      const { draft_id, version } = await keepDraft(signed_on)
      return ask('concludeContract', { draft_id, version })
    }
    return ask('signContracts', [{ customer_id, entity_id, signed_on, ...head, ...agreed }])
  }
  const send = async (how: 'enter' | 'keep') => {
    setBusy(how)
    setError(null)
    const said = how === 'keep' ? 'contracts.draft_kept' : amends ? 'contracts.amended_done' : 'contracts.signed_done'
    try {
      await done(how === 'keep' ? () => keepDraft() : enter, t(said))
      onClose()
    } catch (problem) {
      setError(problem)
    }
    setBusy(null)
  }
  const named = (row: { name: string; name_en: string }) => (language === 'zh' ? row.name : row.name_en)
  const name = amends
    ? `${t('contracts.amend')} ${amends.number}`
    : kept
      ? `${t('contracts.draft')}: ${draft?.title ?? title}`
      : t('contracts.sign')
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
        <div className="row-of-buttons">
          <Button
            type="primary"
            loading={busy === 'enter'}
            disabled={!ready || busy === 'keep'}
            onClick={() => void send('enter')}
          >
            {amends ? t('contracts.amend') : t('contracts.sign')}
          </Button>
          {!amends && (
            <Button
              data-sends
              loading={busy === 'keep'}
              disabled={!customer_id || !entity_id || title.trim() === '' || busy === 'enter'}
              onClick={() => void send('keep')}
            >
              {t('contracts.keep_draft')}
            </Button>
          )}
          {kept && (
            <Button danger type="text" disabled={busy !== null} onClick={() => setDropping(true)}>
              {t('contracts.drop_draft')}
            </Button>
          )}
        </div>
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
            options={contractMethods.map(value => ({ value, label: t(`methods.${value}`) }))}
            onChange={value => setMethod(contractMethods.find(one => one === value))}
          />
          {customer_id && entity_id && (
            <SuggestedMethod
              {...{ customer_id, entity_id, currency, amount_minor: String(total) }}
              onChoose={one => setMethod(contractMethods.find(known => known === one) ?? 'other')}
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
      {draft && <Talk subject={{ subject_kind: 'contract_draft', subject_id: draft.draft_id }} />}
      {kept && dropping && (
        <DropDraftDialog
          draft_id={kept.draft_id}
          version={kept.version}
          title={title}
          onDropped={onClose}
          onClose={() => setDropping(false)}
        />
      )}
    </Drawer>
  )
}
