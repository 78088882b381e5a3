import { type Answer, ask } from '../client.ts'
import type { Action, Reason } from '../ui/action.ts'

type Onboarding = Answer<'readOnboarding'>

const in_state =
  (...states: readonly Onboarding['state'][]) =>
  ({ state }: Onboarding): true | Reason =>
    states.includes(state) ? true : { key: 'onboarding.other_state' }

/** Hands the opening over to be checked. */
const submit: Action<Onboarding> = {
  id: 'onboarding.submit',
  label: 'onboarding.submit',
  icon: 'go',
  permission: 'onboarding.apply',
  weight: 'main',
  enabled: in_state('collecting'),
  perform: ({ onboarding_id }, { t, done }) =>
    done(() => ask('submitOnboarding', { onboarding_id }), t('onboarding.submitted')),
}

const withReason = (
  what: 'activate' | 'back' | 'reject' | 'withdraw',
  rest: Pick<Action<Onboarding>, 'id' | 'icon' | 'permission' | 'weight' | 'enabled'>,
): Action<Onboarding> => ({
  ...rest,
  label: `onboarding.${what}`,
  perform: (onboarding, { show }) =>
    show(async () => (await import('./OnboardingDialog.tsx')).OnboardingDialog, { onboarding, what }),
})

/** Everything that can be done to an account opening. */
export const onboardingActions: readonly Action<Onboarding>[] = [
  submit,
  withReason('activate', {
    id: 'onboarding.activate',
    icon: 'tick',
    permission: 'onboarding.check',
    weight: 'main',
    enabled: in_state('checking'),
  }),
  withReason('back', {
    id: 'onboarding.return',
    icon: 'back',
    permission: 'onboarding.check',
    enabled: in_state('checking'),
  }),
  withReason('reject', {
    id: 'onboarding.reject',
    icon: 'cross',
    permission: 'onboarding.check',
    weight: 'grave',
    enabled: in_state('checking'),
  }),
  withReason('withdraw', {
    id: 'onboarding.withdraw',
    icon: 'exit',
    permission: 'onboarding.apply',
    weight: 'grave',
    enabled: in_state('collecting', 'checking'),
  }),
]
