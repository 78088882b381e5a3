import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { buyerUses, redReasons } from '../../server/taxinvoices/red-names-contract.ts'
import { ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { dayText, moneyText } from '../ui/figures.ts'
import { ChoiceField, Field } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import { BluePicker } from './BluePicker.tsx'

type DraftingProps = { blue_id?: string; credit_note_id?: string; onClose: () => void }

/** Drafts a confirmation, of a blue tax invoice, of a credit note, or of what is picked here. */
export function ConfirmationDrawer({ blue_id: given, credit_note_id: credited, onClose }: DraftingProps) {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const done = useDone()
  const [blue, setBlue] = useState(given)
  const [note, setNote] = useState(credited)
  const [started_by, setSide] = useState<'seller' | 'buyer'>('seller')
  const [reason, setReason] = useState<string>(credited ? '02' : '01')
  const [use, setUse] = useState<string>('none')
  const [amount, setAmount] = useState('')
  const [platform, setPlatform] = useState('')
  const [wrong, setWrong] = useState(false)
  const named = credited ? { credit_note_id: credited } : { blue_id: blue ?? '' }
  const { data } = useAnswer('proposeRedConfirmation', named, credited !== undefined || blue !== undefined)
  const blue_id = blue ?? (credited ? data?.blues[0]?.tax_invoice_id : undefined)
  const chosen = data?.blues.find(one => one.tax_invoice_id === blue_id)
  const notes = data?.credit_notes ?? []
  const money = (minor: string) => moneyText(minor, chosen?.currency ?? 'CNY', i18n.language)
  const perform = () =>
    done(async () => {
      const made = await ask('draftRedConfirmation', {
        blue_id: blue_id ?? '',
        started_by,
        reason_code: redReasons.find(code => code === reason) ?? '01',
        buyer_use: buyerUses.find(one => one === use) ?? 'none',
        ...(note ? { credit_note_id: note } : {}),
        ...(amount ? { amount_minor: amount } : {}),
        ...(platform.trim() ? { platform_number: platform.trim() } : {}),
      })
      void navigate({ to: '/red-letters/$confirmation_id', params: { confirmation_id: made.confirmation_id } })
    }, t('red.drafted'))
  return (
    <FormDialog
      title={t('red.draft')}
      act={t('red.draft_act')}
      ready={blue_id !== undefined && !wrong}
      perform={perform}
      onClose={onClose}
    >
      {credited ? (
        <ChoiceField
          label={t('red.blue')}
          value={blue_id}
          width={460}
          options={(data?.blues ?? []).map(one => ({
            value: one.tax_invoice_id,
            label: `${one.number} · ${dayText(one.issued_on, i18n.language)} · ${money(one.left_minor)}`,
          }))}
          onChange={setBlue}
        />
      ) : given ? (
        <p>
          <span className="doc">{chosen?.number}</span>{' '}
          {chosen && <span className="soft">{t('red.blue_left_is', { amount: money(chosen.left_minor) })}</span>}
        </p>
      ) : (
        <BluePicker value={blue} onChange={setBlue} />
      )}
      {credited && data?.blues.length === 0 && <p className="soft">{t('red.no_blue')}</p>}
      <ChoiceField
        label={t('kinds.credit_note')}
        value={note}
        clearable={!credited}
        placeholder={t('red.no_credit_note')}
        width={460}
        options={notes.map(one => ({
          value: one.invoice_id,
          label: `${one.number} · ${t('red.lacks', { amount: money(one.left_minor) })}`,
        }))}
        onChange={setNote}
      />
      <div className="fields-beside">
        <ChoiceField
          label={t('red.reason')}
          value={reason}
          width={140}
          options={redReasons.map(value => ({ value, label: t(`red.reasons.${value}`) }))}
          onChange={value => setReason(value ?? '01')}
        />
        <ChoiceField
          label={t('red.started_by')}
          value={started_by}
          width={110}
          options={(['seller', 'buyer'] as const).map(value => ({ value, label: t(`red.sides.${value}`) }))}
          onChange={value => {
            setSide(value === 'buyer' ? 'buyer' : 'seller')
            if (value === 'buyer' && use === 'none') setUse('deducted')
          }}
        />
        <ChoiceField
          label={t('red.buyer_use')}
          value={use}
          width={170}
          options={buyerUses
            .filter(value => started_by === 'seller' || value !== 'none')
            .map(value => ({ value, label: t(`red.uses.${value}`) }))}
          onChange={value => setUse(value ?? 'none')}
        />
      </div>
      <Field label={t('red.amount')}>
        {id => (
          <AmountField
            id={id}
            currency={chosen?.currency ?? 'CNY'}
            value={amount}
            onChange={(minor, unreadable) => {
              setAmount(minor)
              setWrong(unreadable)
            }}
          />
        )}
      </Field>
      {started_by === 'buyer' && (
        <TextLine label={t('red.platform_number')} value={platform} max={30} onChange={setPlatform} />
      )}
    </FormDialog>
  )
}
