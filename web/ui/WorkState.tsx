import { Progress } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSentence } from './problems.tsx'
import type { Work } from './useWork.ts'

/** So many of what failed are shown; the others are tried again with them. */
const shown = 50

type WorkStateProps<T> = { work: Work<T>; label: string; nameOf: (subject: T) => ReactNode }

/** How far work on many is, and what was not done, each with its reason. */
export function WorkState<T>({ work, label, nameOf }: WorkStateProps<T>) {
  const { t } = useTranslation()
  const sentence = useSentence()
  const { count, done, failed, begun } = work
  if (!begun) return null
  return (
    <div className="work">
      <Progress
        percent={Math.round(((done + failed.length) / count) * 100)}
        showInfo={false}
        status={failed.length > 0 ? 'exception' : 'normal'}
        aria-label={label}
      />
      <p role="status">{t('work.done', { done, count })}</p>
      {failed.length > 0 && (
        <>
          <h3>{t('work.failed', { count: failed.length })}</h3>
          <ul>
            {failed.slice(0, shown).map(({ subject, problem }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: what failed stands in the order in which it did
              <li key={at}>
                {nameOf(subject)}
                <div className="small wrong">{sentence(problem)}</div>
              </li>
            ))}
          </ul>
          {failed.length > shown && <p className="soft">{t('deeds.and_more', { count: failed.length - shown })}</p>}
        </>
      )}
    </div>
  )
}
