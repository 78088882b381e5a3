import { Link } from '@tanstack/react-router'
import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { useRoles } from '../access/roles.ts'
import type { Answer } from '../client.ts'
import { useLanguage } from '../preferences.ts'
import { Day } from '../ui/Money.tsx'

type Step = Answer<'readContract'>['steps'][number]

/** Where a contract stands: its steps in their order, how far each is, how long it took, and which is late or skipped. */
export function Flow({ steps, customer_id }: { steps: readonly Step[]; customer_id: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { nameOf } = useRoles()
  return (
    <ol className="flow" aria-label={t('contracts.flow')}>
      {steps.map(step => {
        const done = step.done >= 10_000
        const percent = Math.floor(step.done / 100)
        const wrong = step.late || step.skipped || step.lacks_evidence || step.bounced > 0
        return (
          <li key={step.step} className={`${done ? 'done' : percent > 0 ? 'part' : ''}${wrong ? ' late' : ''}`}>
            <span className="flow-done" style={{ '--done': `${done ? 100 : percent}%` } as CSSProperties} />
            <span className="flow-mark" />
            <div className="flow-name">{language === 'zh' ? step.name_zh : step.name_en}</div>
            <div className="small soft">
              {done ? t('contracts.done') : percent > 0 ? `${percent}%` : t('contracts.to_do')}
              {step.on && (
                <>
                  {' · '}
                  <Day day={step.on} />
                </>
              )}
            </div>
            <Took step={step} done={done} />
            {!done && (
              <div className="small soft">
                {step.owner === 'responsible' ? t('steps.responsible') : nameOf(step.owner)}
              </div>
            )}
            {!done && step.due_on && (
              <div className={`small ${step.late ? 'wrong' : 'soft'}`}>
                {step.late ? t('contracts.late_since') : t('contracts.due_by')} <Day day={step.due_on} />
              </div>
            )}
            {step.waiting > 0 && (
              <div className="small">
                <Link to="/receipts/waiting" search={{ customer_id } as never} className="waits">
                  {t('steps.money_waits', { count: step.waiting })}
                </Link>
              </div>
            )}
            {step.bounced > 0 && <div className="small wrong">{t('steps.came_back', { count: step.bounced })}</div>}
            {step.skipped && <div className="small wrong">{t('steps.skipped')}</div>}
            {step.lacks_evidence && <div className="small wrong">{t(`steps.lacks.${step.step}`)}</div>}
            {step.gate !== 'no' && !done && <div className="small soft">{t(`steps.gate_of.${step.gate}`)}</div>}
          </li>
        )
      })}
    </ol>
  )
}

/** The days a step took or is taking, and how many of them were too many. */
function Took({ step, done }: { step: Step; done: boolean }) {
  const { t } = useTranslation()
  if (step.took_days === null) return null
  return (
    <div className="small soft">
      {t(done ? 'steps.took' : 'steps.running_for', { count: step.took_days })}
      {step.late_days > 0 && <span className="wrong"> · {t('steps.too_long', { count: step.late_days })}</span>}
    </div>
  )
}
