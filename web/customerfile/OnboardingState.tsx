import { useTranslation } from 'react-i18next'

const looks: Record<string, string> = { collecting: '', checking: 'waits', activated: 'well', rejected: 'wrong' }

/** Where an account opening stands; late where it stands there too long. */
export function OnboardingState({ of: { state, late } }: { of: { state: string; late: boolean } }) {
  const { t } = useTranslation()
  return (
    <>
      <span className={`tag ${looks[state] ?? ''}`}>{t(`onboarding.states.${state}`)}</span>{' '}
      {late && <span className="tag wrong">{t('onboarding.late')}</span>}
    </>
  )
}
