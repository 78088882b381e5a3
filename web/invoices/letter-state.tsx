import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'

type Sent = { channel?: string; state: string }

/** How a letter, a link or a parcel stands, in words: what waits for a hand is still to go out, an SMS is taken by its service. */
export function dispatchWord(t: TFunction, { channel, state }: Sent): string {
  if (state === 'queued' && channel && !['mail', 'sms'].includes(channel)) return t('dispatch.to_go')
  if (channel === 'sms' && ['sent', 'bounced', 'unsure'].includes(state)) return t(`dispatch.by_sms.${state}`)
  return t(`dispatch.states.${state}`)
}

/** The same of a customer's page. */
export function pageWord(t: TFunction, { channel, state }: Sent): string {
  if (channel === 'sms' && ['sent', 'bounced', 'unsure'].includes(state)) return t(`dispatch.by_sms.${state}`)
  return t(`portal.states.${state}`)
}

const wrong = new Set(['bounced', 'failed', 'unsure', 'contested'])

/** Whether somebody has to look after it. */
export const troubled = (state: string) => wrong.has(state)

type Told = { channel: string; state: string; receipt: string | null; refused_with: string | null }

/** What a service said of a letter or an SMS: the number it gave, or why it did not take it or gave it back. */
export function SaidByService({ of: { channel, state, receipt, refused_with } }: { of: Told }) {
  const { t } = useTranslation()
  if (refused_with && state === 'bounced')
    return (
      <div className="small wrong" style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
        {refused_with === 'DAILY_LIMIT'
          ? t('dispatch.enough_for_today')
          : t('dispatch.refused_with', { reason: refused_with })}
      </div>
    )
  if (receipt && channel === 'sms') return <div className="small soft num">{t('dispatch.receipt', { receipt })}</div>
  return null
}
