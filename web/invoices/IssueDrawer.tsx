import { Button, Drawer, Input } from 'antd'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { proportion } from '../../server/kernel/money.ts'
import { type Answer, ask, type Question } from '../client.ts'
import { GradeReason } from '../customerfile/GradeReason.tsx'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { EntityChoice } from '../ledger/EntityField.tsx'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useBaseCurrency, useEntities, useMe } from '../session.ts'
import { CurrencyField } from '../ui/CurrencyField.tsx'
import { ChoiceField, DayField, Field } from '../ui/Field.tsx'
import { Money } from '../ui/Money.tsx'
import { focusFirst } from '../ui/focus-back.ts'
import { Keys } from '../ui/Keys.tsx'
import { Problems } from '../ui/problems.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import { carriedOf } from './carried.ts'
import { emptyLine, InvoiceLines, linesReady, totalOf, type TypedLine } from './InvoiceLines.tsx'

type Draft = Question<'issueInvoices'>[number]
type Invoice = Answer<'readInvoice'>

type IssueDrawerProps = {
  customer_id?: string
  /** The invoice that this one puts right: it is mirrored, and what was applied is carried over as far as it fits. */
  corrects?: Invoice
  /** What a contract has ready to be billed. */
  proposal?: Answer<'proposeInvoice'>
  onClose: () => void
}

/** Issues an invoice, or the right one instead of a wrong one; the day it falls due comes from the terms. */
export function IssueDrawer({ customer_id: known, corrects, proposal, onClose }: IssueDrawerProps) {
  const { t } = useTranslation()
  const me = useMe()
  const base = useBaseCurrency()
  const language = useLanguage()
  const entities = useEntities().data?.rows ?? []
  const terms = useAnswer('listTerms', {}).data?.rows ?? []
  const taxes = useAnswer('listTaxCodes', {}).data?.rows ?? []
  const done = useDone()
  const navigate = useNavigate()
  const [customer_id, setCustomer] = useState(corrects?.customer_id ?? proposal?.customer_id ?? known)
  const [entity, setEntity] = useState(corrects?.entity_id ?? proposal?.entity_id)
  const [currency, setCurrency] = useState(corrects?.currency ?? proposal?.currency ?? base)
  const [issued_on, setDay] = useState(corrects?.issued_on ?? me.today)
  const [terms_code, setTerms] = useState(corrects?.terms_code ?? proposal?.terms_code ?? undefined)
  const [lines, setLines] = useState<TypedLine[]>(() =>
    corrects ? linesOf(corrects) : proposal ? proposal.lines.map(typedLine) : [emptyLine('VAT13')],
  )
  const [reference, setReference] = useState(corrects?.reference ?? proposal?.reference ?? '')
  const [note, setNote] = useState(corrects?.note ?? '')
  const [reason, setReason] = useState('')
  const [contract_reason, setContractReason] = useState('')
  const [grade_reason, setGradeReason] = useState('')
  const [later, setLater] = useState<Pick<Draft, 'tax_point' | 'revenue'>>({})
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const entity_id = entity ?? entities[0]?.entity_id
  const ready = customer_id && entity_id && linesReady(lines) && (!corrects || reason.trim() !== '')
  const name = corrects ? t('invoices.correct') : t('invoices.issue')
  const issue = async () => {
    setBusy(true)
    setError(null)
    const draft: Draft = {
      customer_id,
      entity_id,
      currency,
      issued_on,
      ...(corrects ? { posted_on: me.today > issued_on ? me.today : issued_on } : {}),
      ...(corrects ? carriedOf(corrects, { currency, total: totalOf(lines), terms_code }) : {}),
      ...(terms_code ? { terms_code } : {}),
      ...(proposal ? billedUnder(proposal, totalOf(lines)) : {}),
      ...(contract_reason.trim() ? { contract_reason: contract_reason.trim() } : {}),
      ...(grade_reason.trim() ? { grade_reason: grade_reason.trim() } : {}),
      ...(later.tax_point ? { tax_point: later.tax_point } : {}),
      ...(later.revenue ? { revenue: later.revenue } : {}),
      ...(reference.trim() ? { reference: reference.trim() } : {}),
      ...(note.trim() ? { note: note.trim() } : {}),
      lines: lines.map(lineOf),
    }
    const deed = corrects
      ? () => ask('correctInvoice', { invoice_id: corrects.invoice_id, reason: reason.trim(), invoice: draft })
      : () => ask('issueInvoices', [draft])
    let invoice_id: string | undefined
    const look = () =>
      invoice_id === undefined
        ? undefined
        : {
            label: t('invoices.look'),
            act: () => void navigate({ to: '/invoices/$invoice_id', params: { invoice_id: invoice_id ?? '' } }),
          }
    try {
      await done(
        async () => {
          const answer = await deed()
          invoice_id = ('rows' in answer ? answer.rows[0]?.invoice_id : answer.invoice_id) ?? undefined
        },
        corrects ? t('invoices.corrected_done') : t('invoices.issued_done'),
        look,
      )
      onClose()
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  const named = (row: { name: string; name_en: string }) => (language === 'zh' ? row.name : row.name_en)
  return (
    <Drawer
      mask={{ closable: false }}
      afterOpenChange={focusFirst}
      open
      size={860}
      onClose={onClose}
      closable={{ 'aria-label': t('action.close') }}
      title={corrects ? `${name} ${corrects.number}` : name}
      footer={
        <Button type="primary" loading={busy} disabled={!ready} onClick={() => void issue()}>
          {name}
          <span aria-hidden="true">
            <Keys of="mod+enter" />
          </span>
        </Button>
      }
    >
      {corrects && <p className="note">{t('invoices.correct_hint')}</p>}
      {proposal && (
        <p className="note">
          {t('contracts.proposal_hint', { number: proposal.reference })}{' '}
          <Money minor={proposal.left_minor} currency={proposal.currency} code />
        </p>
      )}
      <div className="bar" style={{ borderTop: 0, paddingTop: 0 }}>
        <CustomerPicker
          label={t('columns.customer')}
          value={customer_id}
          placeholder={t('field.choose_customer')}
          width={280}
          onChange={setCustomer}
        />
        <EntityChoice value={entity_id} onChange={setEntity} />
        <DayField label={t('columns.issued_on')} value={issued_on} onChange={day => day && setDay(day)} />
        <ChoiceField
          label={t('columns.terms_code')}
          value={terms_code}
          clearable
          placeholder={corrects ? t('invoices.days_kept') : t('invoices.customer_terms')}
          width={200}
          options={terms.filter(row => !row.archived).map(row => ({ value: row.code, label: named(row) }))}
          onChange={setTerms}
        />
        <CurrencyField value={currency} onChange={setCurrency} />
        {(['tax_point', 'revenue'] as const).map(name => (
          <ChoiceField
            key={name}
            label={t(`turns.${name}`)}
            value={later[name]}
            clearable
            placeholder={corrects ? t('turns.as_before') : t(`turns.${name}_now`)}
            width={200}
            options={(['now', 'later'] as const).map(value => ({ value, label: t(`turns.${name}_${value}`) }))}
            onChange={value => setLater({ ...later, [name]: value })}
          />
        ))}
      </div>
      <InvoiceLines
        lines={lines}
        currency={currency}
        taxes={[...new Map(taxes.map(row => [row.code, { value: row.code, label: named(row) }])).values()]}
        onChange={setLines}
      />
      <div className="stack" style={{ marginTop: 16 }}>
        <Field label={t('columns.reference')}>
          {id => (
            <Input id={id} value={reference} maxLength={200} onChange={event => setReference(event.target.value)} />
          )}
        </Field>
        <TextArea label={t('columns.note')} value={note} max={2000} onChange={setNote} />
        {proposal && (
          <TextArea label={t('contracts.reason_differs')} value={contract_reason} onChange={setContractReason} />
        )}
        {corrects && <TextArea label={t('field.reason')} value={reason} onChange={setReason} />}
        <GradeReason error={error} value={grade_reason} onChange={setGradeReason} />
        <Problems error={error} />
      </div>
    </Drawer>
  )
}

function lineOf(line: TypedLine): NonNullable<Draft['lines']>[number] {
  const explained = line.quantity.trim() !== '' && line.unit_price.trim() !== ''
  return {
    description: line.description.trim(),
    tax_code: line.tax_code,
    amount_minor: line.amount_minor,
    price_includes_tax: true,
    ...(explained ? { quantity: line.quantity.trim(), unit_price: line.unit_price.trim() } : {}),
    ...(line.unit.trim() ? { unit: line.unit.trim() } : {}),
    ...(line.contract_line ? { contract_line: line.contract_line } : {}),
    ...(line.contract_part ? { contract_part: line.contract_part } : {}),
    ...(line.contract_period ? { contract_period: line.contract_period } : {}),
    ...(line.contract_id ? { contract_id: line.contract_id } : {}),
    ...(line.delivery_id ? { delivery_id: line.delivery_id } : {}),
    ...(BigInt(line.amount_minor || 0) < 0n ? { is_discount: true } : {}),
  }
}

/** The lines of a document as they can be typed anew; a document without lines becomes one line. */
function linesOf(invoice: Invoice): TypedLine[] {
  if (invoice.lines.length === 0)
    return [{ ...emptyLine('VAT13'), description: invoice.number, amount_minor: invoice.amount_minor }]
  return invoice.lines.map(line => ({
    ...emptyLine(line.tax_code),
    description: line.description,
    unit: line.unit ?? '',
    quantity: line.price_includes_tax ? (line.quantity ?? '') : '',
    unit_price: line.price_includes_tax ? (line.unit_price ?? '') : '',
    amount_minor: line.amount_minor,
    ...linkOf(line),
  }))
}

type Linked = {
  contract_line: number | null
  contract_part: number | null
  contract_period: string | null
  contract_id?: string | null
  delivery_id?: string | null
}
const linkOf = (line: Linked) => ({
  ...(line.contract_line ? { contract_line: line.contract_line } : {}),
  ...(line.contract_part ? { contract_part: line.contract_part } : {}),
  ...(line.contract_period ? { contract_period: line.contract_period } : {}),
  ...(line.contract_id ? { contract_id: line.contract_id } : {}),
  ...(line.delivery_id ? { delivery_id: line.delivery_id } : {}),
})

const typedLine = (line: Answer<'proposeInvoice'>['lines'][number]): TypedLine => ({
  ...emptyLine(line.tax_code),
  description: line.description,
  unit: line.unit ?? '',
  quantity: line.quantity ?? '',
  unit_price: line.unit_price ?? '',
  amount_minor: line.amount_minor,
  ...linkOf(line),
})

/** What an invoice under a contract says beside its lines; the retained share follows its total. */
function billedUnder(proposal: Answer<'proposeInvoice'>, total: bigint): Partial<Draft> {
  const { contract_id, retention, base_days, lines } = proposal
  const planned = lines.reduce((sum, line) => sum + BigInt(line.amount_minor), 0n)
  const kept = retention && planned > 0n ? proportion(BigInt(retention.amount_minor), total, planned) : 0n
  return {
    contract_id,
    base_days,
    ...(retention && kept > 0n && kept < total
      ? { retention: { amount_minor: String(kept), due_on: retention.due_on } }
      : {}),
  }
}
