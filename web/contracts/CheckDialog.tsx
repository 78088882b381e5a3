import { useNavigate } from '@tanstack/react-router'
import { Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useLanguage } from '../preferences.ts'
import { useMe } from '../session.ts'
import { DayField } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { moneyText } from '../ui/figures.ts'
import { Day } from '../ui/Money.tsx'
import { useDone } from '../ui/useDone.ts'

type Proposal = Answer<'proposeCheck'>

/** Days a customer has to answer unless said otherwise. */
const replyDays = 7

/** Picks what of a contract its customer is to check before the invoice, and by when. */
export function CheckDialog({ proposal, onClose }: { proposal: Proposal; onClose: () => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const navigate = useNavigate()
  const done = useDone()
  const { today } = useMe()
  const { contract_id, currency, lines } = proposal
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [reply_by, setReplyBy] = useState<string | null>(() => {
    const day = new Date(`${today}T00:00:00Z`)
    day.setUTCDate(day.getUTCDate() + replyDays)
    return day.toISOString().slice(0, 10)
  })
  // Deliveries of one line go into a check together.
  const all = [...new Set(lines.map(({ key }) => key))]
  const keys = all.filter(key => !left.has(key))
  const make = async () => {
    const some = keys.length < all.length ? { keys } : {}
    const made = await ask('checkContract', { contract_id, reply_by: reply_by ?? today, ...some })
    void navigate({ to: '/settlements/$settlement_id', params: { settlement_id: made.settlement_id } })
  }
  return (
    <FormDialog
      title={t('settlements.check_title')}
      act={t('settlements.check_make')}
      ready={keys.length > 0 && reply_by !== null}
      perform={() => done(make, t('settlements.check_made'))}
      onClose={onClose}
    >
      {lines.length === 0 ? (
        <p role="status">{t('settlements.check_none')}</p>
      ) : (
        <>
          <p className="soft">{t('settlements.check_hint')}</p>
          <ul className="check-lines">
            {lines.map(line => {
              const { key } = line
              return (
                <li key={`${key} ${line.delivery_id}`}>
                  <Checkbox
                    checked={!left.has(key)}
                    onChange={event => {
                      const next = new Set(left)
                      if (event.target.checked) next.delete(key)
                      else next.add(key)
                      setLeft(next)
                    }}
                  >
                    {line.description}
                    {line.quantity && ` × ${line.quantity} ${line.unit ?? ''}`}
                    {line.happened_on && (
                      <>
                        {' · '}
                        <Day day={line.happened_on} />
                      </>
                    )}
                  </Checkbox>
                  <span className="num">
                    {currency} {moneyText(line.amount_minor, currency, language)}
                  </span>
                </li>
              )
            })}
          </ul>
          <DayField label={t('settlements.reply_by')} value={reply_by} onChange={setReplyBy} />
        </>
      )}
    </FormDialog>
  )
}
