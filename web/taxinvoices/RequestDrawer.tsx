import { useNavigate } from '@tanstack/react-router'
import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { taxInvoiceKinds } from '../../server/taxinvoices/names-contract.ts'
import { type Answer, ask, type Question } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { ChoiceField } from '../ui/Field.tsx'
import { TextLine } from '../ui/FormDialog.tsx'
import { focusFirst } from '../ui/focus-back.ts'
import { Problems } from '../ui/problems.tsx'
import { Wait } from '../ui/states.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import { linesReady, RequestLines, typedLines, wishesOf } from './RequestLines.tsx'

type Request = Answer<'readTaxRequest'>
type Proposal = Answer<'proposeTaxRequest'>
type Draft = Question<'draftTaxRequest'>

type RequestDrawerProps = {
  /** The invoices it is for. */
  invoice_ids?: string[]
  /** The draft that is changed. */
  amends?: Request
  onClose: () => void
}

/** Drafts a request for a tax invoice, or changes a draft. */
export function RequestDrawer({ invoice_ids, amends, onClose }: RequestDrawerProps) {
  const { t } = useTranslation()
  const ids = invoice_ids ?? [...new Set(amends?.lines.map(line => line.invoice_id))]
  const asked = useAnswer('proposeTaxRequest', { invoice_id: ids })
  const frame = {
    open: true,
    size: 940,
    onClose,
    closable: { 'aria-label': t('action.close') },
    title: amends ? `${t('tax_requests.amend')} ${amends.number}` : t('tax_requests.draft'),
  }
  if (!asked.data)
    return (
      <Drawer {...frame}>
        <Wait for={asked}>{() => null}</Wait>
      </Drawer>
    )
  return <Form proposal={asked.data} {...(amends ? { amends } : {})} frame={frame} />
}

/** The header as it is typed: of the draft that is changed, else as proposed. */
function headerOf(proposal: Proposal, amends: Request | undefined) {
  const { header } = proposal
  return {
    kind: amends?.kind ?? proposal.kind,
    buyer_name: amends?.buyer_name ?? header.buyer_name,
    buyer_tax_id: (amends ? amends.buyer_tax_id : header.buyer_tax_id) ?? '',
    buyer_address: (amends ? amends.buyer_address : header.buyer_address) ?? '',
    buyer_phone: (amends ? amends.buyer_phone : header.buyer_phone) ?? '',
    buyer_account_id: (amends ? amends.buyer_account_id : header.buyer_account_id) ?? undefined,
    header_reason: amends?.header_reason ?? '',
    remarks: amends?.remarks ?? '',
    note: amends?.note ?? '',
  }
}

type FormProps = { proposal: Proposal; amends?: Request; frame: { onClose: () => void } & object }

function Form({ proposal, amends, frame }: FormProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const done = useDone()
  const [typed, setTyped] = useState(() => headerOf(proposal, amends))
  const [lines, setLines] = useState(() => typedLines(proposal.lines, amends?.lines))
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const set = (part: Partial<typeof typed>) => setTyped({ ...typed, ...part })
  const line = (field: 'buyer_name' | 'buyer_tax_id' | 'buyer_address' | 'buyer_phone', label: string, max: number) => (
    <TextLine label={label} value={typed[field]} max={max} onChange={value => set({ [field]: value })} />
  )
  const save = async () => {
    setBusy(true)
    setError(null)
    const { kind, buyer_name, buyer_account_id, ...rest } = typed
    const said = Object.entries(rest).filter(([, value]) => value.trim() !== '')
    const draft: Draft = {
      kind,
      buyer_name: buyer_name.trim(),
      ...(buyer_account_id ? { buyer_account_id } : {}),
      ...Object.fromEntries(said.map(([name, value]) => [name, value.trim()])),
      lines: wishesOf(lines),
    }
    try {
      let made: string | undefined
      await done(async () => {
        const answer = amends
          ? await ask('amendTaxRequest', {
              tax_request_id: amends.tax_request_id,
              version: amends.version,
              ...draft,
            })
          : await ask('draftTaxRequest', draft)
        made = answer.tax_request_id
      }, t('tax_requests.drafted_done'))
      frame.onClose()
      if (made && !amends) void navigate({ to: '/tax-invoices/$tax_request_id', params: { tax_request_id: made } })
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return (
    <Drawer
      mask={{ closable: false }}
      afterOpenChange={focusFirst}
      {...frame}
      footer={
        <Button
          type="primary"
          loading={busy}
          disabled={!linesReady(lines) || typed.buyer_name.trim() === ''}
          onClick={() => void save()}
        >
          {t('tax_requests.save_draft')}
        </Button>
      }
    >
      <div className="stack" style={{ marginBottom: 20 }}>
        <div className="fields-beside">
          <ChoiceField
            label={t('columns.kind')}
            value={typed.kind}
            options={taxInvoiceKinds.map(value => ({ value, label: t(`tax_invoice_kinds.${value}`) }))}
            onChange={kind => kind && set({ kind: kind as typeof typed.kind })}
          />
          {line('buyer_name', t('tax_requests.buyer_name'), 200)}
          {line('buyer_tax_id', t('columns.tax_id'), 20)}
        </div>
        <div className="fields-beside">
          {line('buyer_address', t('tax_requests.buyer_address'), 300)}
          {line('buyer_phone', t('columns.phone'), 60)}
          <ChoiceField
            label={t('tax_requests.buyer_account')}
            value={typed.buyer_account_id}
            clearable
            placeholder={t('tax_requests.no_account')}
            width={220}
            options={proposal.accounts.map(one => ({ value: one.account_id, label: `${one.bank} · …${one.tail}` }))}
            onChange={buyer_account_id => set({ buyer_account_id })}
          />
        </div>
      </div>
      {proposal.lines.length === 0 ? (
        <p className="note">{t('tax_requests.nothing_left')}</p>
      ) : (
        <RequestLines lines={lines} currency={proposal.currency} onChange={setLines} />
      )}
      <div className="stack" style={{ marginTop: 16 }}>
        <TextLine
          label={t('tax_requests.remarks')}
          value={typed.remarks}
          max={180}
          hint={t('tax_requests.remarks_hint')}
          onChange={remarks => set({ remarks })}
        />
        <TextLine
          label={t('tax_requests.header_reason')}
          value={typed.header_reason}
          max={500}
          onChange={header_reason => set({ header_reason })}
        />
        <TextArea label={t('columns.note')} value={typed.note} max={2000} onChange={note => set({ note })} />
        <Problems error={error} />
      </div>
    </Drawer>
  )
}
