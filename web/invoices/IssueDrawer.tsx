import { Button, Drawer, Input } from 'antd'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
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
import { concerning, Problems } from '../ui/problems.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import { carriedOf } from './carried.ts'
import { aboutDue, DueSection } from './DueSection.tsx'
import { dueOf, dueReady, firstDue } from './due.ts'
import { InvoiceLines } from './InvoiceLines.tsx'
import { emptyLine, linesReady, sumOf, type TypedLine } from './lines.ts'
import { aboutMore, firstMore, MoreOfInvoice, moreOf } from './MoreOfInvoice.tsx'
import { PricesChoice, Sums } from './Prices.tsx'
import { billedUnder, lineOf, linesOf, pricedWithTax, typedLine } from './typed.ts'

type Draft = Question<'issueInvoices'>[number]
type Invoice = Answer<'readInvoice'>

const aboutLines = concerning(
  ['line_amount_disagrees', 'invoice_total_zero', 'invoice_lines_missing', 'tax_code_unknown'],
  ['lines', 'quantity', 'unit_price'],
)

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
  const [withTax, setWithTax] = useState(() => pricedWithTax(corrects))
  const [due, setDue] = useState(() => firstDue(corrects))
  const [more, setMore] = useState(() => firstMore(corrects, proposal?.turning))
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const entity_id = entity ?? entities[0]?.entity_id
  const sums = sumOf(lines, { taxes, issued_on, withTax })
  const total = sums.amount_minor
  const ready =
    customer_id && entity_id && linesReady(lines) && dueReady(due, total) && (!corrects || reason.trim() !== '')
  const name = corrects ? t('invoices.correct') : t('invoices.issue')
  /** Of the invoice that is put right, what is not said here. */
  const kept = (old: Invoice) => {
    const retention = dueOf(due, total).retention ?? null
    const { kind: _, ...rest } = carriedOf(old, {
      currency,
      total,
      terms_code,
      due_given: due.by !== 'terms',
      retention,
    })
    return rest
  }
  const issue = async () => {
    setBusy(true)
    setError(null)
    const draft: Draft = {
      customer_id,
      entity_id,
      currency,
      issued_on,
      ...(corrects ? { posted_on: me.today > issued_on ? me.today : issued_on } : {}),
      ...(corrects ? kept(corrects) : {}),
      ...(terms_code && due.by === 'terms' ? { terms_code } : {}),
      ...(proposal ? billedUnder(proposal, total) : {}),
      ...dueOf(due, total),
      ...moreOf(more),
      ...(contract_reason.trim() ? { contract_reason: contract_reason.trim() } : {}),
      ...(grade_reason.trim() ? { grade_reason: grade_reason.trim() } : {}),
      ...(reference.trim() ? { reference: reference.trim() } : {}),
      ...(note.trim() ? { note: note.trim() } : {}),
      lines: lines.map(line => lineOf(line, withTax)),
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
      size={980}
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
      </div>
      <InvoiceLines
        lines={lines}
        currency={currency}
        taxes={[...new Map(taxes.map(row => [row.code, { value: row.code, label: named(row) }])).values()]}
        withTax={withTax}
        beside={<PricesChoice withTax={withTax} onChange={setWithTax} />}
        onChange={setLines}
        foot={<Sums sums={sums} currency={currency} withTax={withTax} />}
      />
      <Problems error={error} about={aboutLines} />
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
        <DueSection
          due={due}
          total={total}
          currency={currency}
          issued_on={issued_on}
          byTerms={corrects && !terms_code ? t('invoices.days_kept') : t('invoices.due_by.terms')}
          error={error}
          onChange={setDue}
        />
        <MoreOfInvoice
          more={more}
          turning={proposal?.turning}
          corrects={corrects !== undefined}
          error={error}
          onChange={setMore}
        />
        <Problems
          error={error}
          about={problem => !aboutLines(problem) && !aboutDue(problem) && !aboutMore(more)(problem)}
        />
      </div>
    </Drawer>
  )
}
