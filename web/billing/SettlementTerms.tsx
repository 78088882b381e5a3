import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { EntityChoice } from '../ledger/EntityField.tsx'
import { useAnswer } from '../lists.ts'
import { useBaseCurrency, useEntities, useMay } from '../session.ts'
import { CurrencyField } from '../ui/CurrencyField.tsx'
import { Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { useDone } from '../ui/useDone.ts'

type Terms = Answer<'readSettlementTerms'>['rows'][number]

/** Whether and when a customer is settled by the month. */
export function SettlementTerms({ customer_id }: { customer_id: string }) {
  const { t } = useTranslation()
  const may = useMay()
  const asked = useAnswer('readSettlementTerms', { customer_id })
  const [amending, setAmending] = useState<Terms | 'new' | null>(null)
  const dayOf = (day: number) => (day === 31 ? t('settlements.month_end') : t('settlements.day_of_month', { day }))
  return (
    <Section title={t('settlements.terms')}>
      <Wait for={asked} lines={1}>
        {({ rows }) => (
          <>
            {rows.length === 0 && <p className="soft">{t('settlements.no_terms')}</p>}
            {rows.map(row => (
              <p key={`${row.entity_id} ${row.currency}`} className={row.active ? '' : 'faint'}>
                {row.entity_code} · {row.currency} ·{' '}
                {row.active ? dayOf(row.settlement_day) : t('settlements.not_settled')}
                {row.active && (
                  <span className="soft"> · {t('settlements.reply_within', { count: row.reply_days })}</span>
                )}
                {row.active && row.automatic && (
                  <span className="soft"> · {t('settlements.by_itself', { name: row.automatic_by_name ?? '' })}</span>
                )}{' '}
                {may('customer.write') && (
                  <Button size="small" type="text" onClick={() => setAmending(row)}>
                    {t('billing.change_way')}
                  </Button>
                )}
              </p>
            ))}
            {may('customer.write') && (
              <Button size="small" onClick={() => setAmending('new')}>
                {t('settlements.add_terms')}
              </Button>
            )}
            {amending && (
              <TermsDialog
                customer_id={customer_id}
                known={amending === 'new' ? null : amending}
                onClose={() => setAmending(null)}
              />
            )}
          </>
        )}
      </Wait>
    </Section>
  )
}

type TermsDialogProps = { customer_id: string; known: Terms | null; onClose: () => void }

function TermsDialog({ customer_id, known, onClose }: TermsDialogProps) {
  const { t } = useTranslation()
  const base = useBaseCurrency()
  const entities = useEntities().data?.rows ?? []
  const done = useDone()
  const [entity, setEntity] = useState(known?.entity_id)
  const [currency, setCurrency] = useState(known?.currency ?? base)
  const [day, setDay] = useState(String(known?.settlement_day ?? 25))
  const [reply, setReply] = useState(String(known?.reply_days ?? 7))
  const [active, setActive] = useState(known?.active ?? true)
  const [automatic, setAutomatic] = useState(known?.automatic ?? false)
  const may = useMay()
  const entity_id = entity ?? entities[0]?.entity_id
  const within = (text: string, most: number) => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= most
  const typed = (label: string, value: string, set: (value: string) => void) => (
    <Field label={label}>
      {id => (
        <Input
          id={id}
          value={value}
          maxLength={2}
          inputMode="numeric"
          style={{ width: 120 }}
          onChange={event => set(event.target.value.trim())}
        />
      )}
    </Field>
  )
  return (
    <FormDialog
      title={t('settlements.terms')}
      act={t('action.save')}
      ready={entity_id !== undefined && within(day, 31) && within(reply, 90)}
      perform={() =>
        done(
          () =>
            ask('setSettlementTerms', {
              customer_id,
              entity_id: entity_id ?? '',
              currency,
              settlement_day: Number(day),
              reply_days: Number(reply),
              active,
              automatic: active && automatic,
            }),
          t('settlements.terms_set'),
        )
      }
      onClose={onClose}
    >
      {!known && (
        <div className="fields-beside">
          <EntityChoice value={entity_id} onChange={setEntity} />
          <CurrencyField value={currency} onChange={setCurrency} />
        </div>
      )}
      <div className="fields-beside">
        {typed(t('settlements.settlement_day'), day, setDay)}
        {typed(t('settlements.reply_days'), reply, setReply)}
      </div>
      {(may('billing.run') || automatic) && (
        <Checkbox checked={automatic} disabled={!active} onChange={event => setAutomatic(event.target.checked)}>
          {t('settlements.automatic')}
        </Checkbox>
      )}
      {known && (
        <Checkbox checked={active} onChange={event => setActive(event.target.checked)}>
          {t('settlements.is_settled')}
        </Checkbox>
      )}
      <p className="small soft">{t('settlements.terms_hint')}</p>
    </FormDialog>
  )
}
