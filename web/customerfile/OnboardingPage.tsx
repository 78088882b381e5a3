import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { Contacts } from '../customers/Contacts.tsx'
import { useAnswer } from '../lists.ts'
import { Talk } from '../tasks/Talk.tsx'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { Day, Moment } from '../ui/Money.tsx'
import { Facts, Page, Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { useActions } from '../ui/useActions.ts'
import { FileParts } from './FileParts.tsx'
import { GradeTag } from './Grade.tsx'
import { OnboardingState } from './OnboardingState.tsx'
import { onboardingActions } from './onboarding-actions.ts'

type Onboarding = Answer<'readOnboarding'>

/** One account opening: what is demanded, what passes, the file to fill, and the next step. */
export function OnboardingPage() {
  const { t } = useTranslation()
  const { onboarding_id } = useParams({ strict: false }) as { onboarding_id: string }
  const asked = useAnswer('readOnboarding', { onboarding_id })
  const found = asked.data?.onboarding_id === onboarding_id ? asked.data : undefined
  const customer = useAnswer('readCustomer', { customer_id: found?.customer_id ?? '' }, found !== undefined).data
  const deeds = useActions(onboardingActions, found ?? null)
  return (
    <Page
      title={found?.customer_name ?? t('nav.onboardings')}
      crumb={<Link to="/customers/onboardings">{t('nav.onboardings')}</Link>}
      sub={
        found && (
          <>
            <Link to="/customers/$customer_id" params={{ customer_id: found.customer_id }}>
              <span className="num">{found.customer_number}</span>
            </Link>{' '}
            <OnboardingState of={found} /> {found.grade && <GradeTag of={found.grade} />}
          </>
        )
      }
      actions={<ActionButtons deeds={deeds} />}
    >
      <Wait for={asked}>
        {() =>
          found && (
            <>
              <Where onboarding={found} />
              <Checks onboarding={found} />
              {customer && <Contacts customer={customer} />}
              <FileParts customer_id={found.customer_id} />
              <Talk subject={{ subject_kind: 'onboarding', subject_id: onboarding_id }} />
            </>
          )
        }
      </Wait>
    </Page>
  )
}

function Where({ onboarding }: { onboarding: Onboarding }) {
  const { t } = useTranslation()
  const going = onboarding.state === 'collecting' || onboarding.state === 'checking'
  return (
    <Section title={t('onboarding.where')}>
      <Facts
        rows={[
          [t('onboarding.applied_by'), onboarding.applied_name],
          [t('onboarding.since'), <Moment key="since" at={onboarding.since} />],
          [
            t('onboarding.due_on'),
            going && (
              <span key="due" className={onboarding.late ? 'wrong' : ''}>
                <Day day={onboarding.due_on} />
              </span>
            ),
          ],
          [t('onboarding.checked_by'), onboarding.checked_name],
          [t('columns.reason'), onboarding.reason],
          [t('columns.note'), onboarding.note],
        ]}
      />
    </Section>
  )
}

function Checks({ onboarding }: { onboarding: Onboarding }) {
  const { t } = useTranslation()
  const { documents, checks, twins } = onboarding
  return (
    <Section title={t('onboarding.checks')}>
      <ul className="contacts">
        {documents.map(({ kind, there }) => (
          <li key={kind}>
            <div>{t(`document_kinds.${kind}`)}</div>
            <div>
              <span className={`tag ${there ? 'well' : 'waits'}`}>
                {t(there ? 'onboarding.there' : 'onboarding.missing')}
              </span>
            </div>
          </li>
        ))}
        {checks
          .filter(({ check }) => check !== 'documents')
          .map(({ check, passed }) => (
            <li key={check}>
              <div>
                {t(`onboarding.check_names.${check}`)}
                {check === 'twins' &&
                  twins.map(one => (
                    <div key={one.customer_id} className="small">
                      <Link to="/customers/$customer_id" params={{ customer_id: one.customer_id }}>
                        <span className="num">{one.number}</span> {one.name} ({one.score})
                      </Link>
                    </div>
                  ))}
              </div>
              <div>
                <span className={`tag ${passed ? 'well' : 'waits'}`}>
                  {t(passed ? 'onboarding.passed' : 'onboarding.not_passed')}
                </span>
              </div>
            </li>
          ))}
      </ul>
    </Section>
  )
}
