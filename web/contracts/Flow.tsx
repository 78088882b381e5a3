import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { Day } from '../ui/Money.tsx'

type Step = Answer<'readContract'>['steps'][number]

/** Where a contract stands: its steps in their order, how far each is, and which is late. */
export function Flow({ steps }: { steps: readonly Step[] }) {
  const { t } = useTranslation()
  return (
    <ol className="flow" aria-label={t('contracts.flow')}>
      {steps.map(step => {
        const done = step.done >= 10_000
        const percent = Math.floor(step.done / 100)
        return (
          <li key={step.step} className={`${done ? 'done' : percent > 0 ? 'part' : ''}${step.late ? ' late' : ''}`}>
            <span className="flow-done" style={{ '--done': `${done ? 100 : percent}%` } as CSSProperties} />
            <span className="flow-mark" />
            <div className="flow-name">{t(`contracts.steps.${step.step}`)}</div>
            <div className="small soft">
              {done ? t('contracts.done') : percent > 0 ? `${percent} %` : t('contracts.to_do')}
              {step.on && (
                <>
                  {' · '}
                  <Day day={step.on} />
                </>
              )}
            </div>
            {!done && step.due_on && (
              <div className={`small ${step.late ? 'wrong' : 'soft'}`}>
                {step.late ? t('contracts.late_since') : t('contracts.due_by')} <Day day={step.due_on} />
              </div>
            )}
          </li>
        )
      })}
    </ol>
  )
}
