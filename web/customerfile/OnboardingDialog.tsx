import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'

type Onboarding = Answer<'readOnboarding'>
type Deed = 'activate' | 'back' | 'reject' | 'withdraw'

/** Activates, sends back, rejects or withdraws an account opening. */
export function OnboardingDialog({
  onboarding,
  what,
  onClose,
}: {
  onboarding: Onboarding
  what: Deed
  onClose: () => void
}) {
  const { t } = useTranslation()
  const done = useDone()
  const { onboarding_id, checks, customer_name } = onboarding
  const failed = checks.filter(one => !one.passed).map(one => t(`onboarding.check_names.${one.check}`))
  const perform = ({ reason }: { reason: string }) => {
    const said = t(`onboarding.done.${what}`)
    if (what === 'activate')
      return done(() => ask('activateOnboarding', { onboarding_id, ...(reason ? { reason } : {}) }), said)
    if (what === 'withdraw') return done(() => ask('withdrawOnboarding', { onboarding_id, reason }), said)
    return done(() => ask('rejectOnboarding', { onboarding_id, back: what === 'back', reason }), said)
  }
  return (
    <ReasonDialog
      title={`${t(`onboarding.${what}`)} · ${customer_name}`}
      act={t(`onboarding.${what}`)}
      danger={what === 'reject' || what === 'withdraw'}
      needed={what !== 'activate' || failed.length > 0}
      perform={perform}
      onClose={onClose}
    >
      {t(`onboarding.hints.${what}`)}
      {what === 'activate' && failed.length > 0 && (
        <p className="wrong">
          {t('onboarding.not_passed')}: {failed.join(', ')}
        </p>
      )}
    </ReasonDialog>
  )
}
