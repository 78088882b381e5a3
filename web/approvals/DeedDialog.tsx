import { Progress } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useLanguage } from '../preferences.ts'
import { queries } from '../queries.ts'
import { useBaseCurrency } from '../session.ts'
import { FormDialog } from '../ui/FormDialog.tsx'
import { problemsOf, useSentence } from '../ui/problems.tsx'
import { TextLine } from '../ui/FormDialog.tsx'
import { toast } from '../ui/toast.tsx'
import { useDone } from '../ui/useDone.ts'
import type { Request } from './actions.ts'
import { aboutText, sumText } from './request-words.ts'

type Kind = 'release' | 'decline' | 'withdraw'
type Outcome = { request: Request; why: string | null }
type DeedDialogProps = { kind: Kind; requests: readonly Request[]; onClose: () => void }

function send(kind: Kind, request_id: string, reason: string): Promise<unknown> {
  if (kind === 'withdraw') return ask('withdraw', { request_id })
  if (kind === 'decline') return ask('decline', { request_id, reason })
  return ask('release', { request_id, ...(reason ? { reason } : {}) })
}

/**
 * Decides on one request or on several: each is carried out for itself, so that one that has become impossible stops no
 * other. Those stay in the dialog, each with its reason.
 */
export function DeedDialog({ kind, requests, onClose }: DeedDialogProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const currency = useBaseCurrency()
  const sentence = useSentence()
  const done = useDone()
  const [reason, setReason] = useState('')
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([])
  const failed = outcomes.filter(outcome => outcome.why !== null)
  const left = outcomes.length === 0 ? requests : failed.map(({ request }) => request)
  const [first] = requests
  const alone = requests.length === 1
  const said = { release: 'approvals.released', decline: 'approvals.declined', withdraw: 'approvals.withdrawn' }[kind]

  const perform = async () => {
    if (alone && first) return done(() => send(kind, first.request_id, reason.trim()), t(said))
    const found: Outcome[] = []
    for (const request of left) {
      try {
        await send(kind, request.request_id, reason.trim())
        found.push({ request, why: null })
      } catch (error) {
        const [problem] = problemsOf(error)
        if (!problem) throw error
        found.push({ request, why: sentence(problem) })
      }
      setOutcomes([...found])
    }
    void queries.invalidateQueries()
    const well = found.filter(({ why }) => why === null).length
    if (well > 0) toast('well', t('approvals.done_many', { count: well }))
    return well === found.length
  }

  return (
    <FormDialog
      title={t(`approvals.${kind}_title`, { count: requests.length })}
      act={t(`approvals.${kind}`)}
      ready={kind !== 'decline' || reason.trim() !== ''}
      width={600}
      perform={perform}
      onClose={onClose}
    >
      {!alone && (
        <p>
          <strong>{t('approvals.several', { count: left.length })}</strong>
          {sumText(left, currency, language) && <> · {sumText(left, currency, language)}</>}
        </p>
      )}
      <ul className="tasks-meant">
        {left.slice(0, 12).map(request => (
          <li key={request.request_id}>
            {request.summary[language]} · {aboutText(t, request, currency, language)} · {request.maker}
            {failed.find(outcome => outcome.request === request) && (
              <div className="wrong small">{failed.find(outcome => outcome.request === request)?.why}</div>
            )}
          </li>
        ))}
        {left.length > 12 && <li className="soft">{t('approvals.and_more', { count: left.length - 12 })}</li>}
      </ul>
      {outcomes.length > 0 && !alone && (
        <Progress
          percent={Math.round((outcomes.length / Math.max(1, left.length)) * 100)}
          aria-label={t('approvals.progress')}
        />
      )}
      {kind !== 'withdraw' && (
        <TextLine
          label={t(kind === 'decline' ? 'field.reason' : 'field.reason_optional')}
          value={reason}
          onChange={setReason}
          max={500}
        />
      )}
      {kind === 'release' && <p className="soft small">{t('approvals.release_hint')}</p>}
      {kind === 'withdraw' && <p className="soft small">{t('approvals.withdraw_hint')}</p>}
    </FormDialog>
  )
}
