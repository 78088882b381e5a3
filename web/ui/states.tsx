import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Refused } from '../client.ts'
import { Problems } from './problems.tsx'

/** Nothing here yet, and the next step to take. */
export function Empty({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className="state">
      <h2>{title}</h2>
      {hint && <p>{hint}</p>}
      {children && <div className="actions">{children}</div>}
    </div>
  )
}

/** Lines where rows will stand, so that nothing jumps when they come. */
export function Loading({ lines = 8 }: { lines?: number }) {
  const { t } = useTranslation()
  return (
    <output className="lines-loading" aria-label={t('state.loading')}>
      {Array.from({ length: lines }, (_, line) => (
        <i key={line} style={{ width: `${96 - ((line * 37) % 45)}%` }} />
      ))}
    </output>
  )
}

/** A page that could not be shown: not allowed, not there, not reachable, or our fault. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation()
  const status = error instanceof Refused ? error.status : 500
  const title =
    status === 403
      ? t('state.forbidden')
      : status === 404
        ? t('state.missing')
        : status === 0
          ? t('state.offline')
          : t('state.failed')
  return (
    <div className="state">
      <h2>{title}</h2>
      <Problems error={error} />
      {status === 403 && <p style={{ marginTop: 8 }}>{t('state.forbidden_hint')}</p>}
      {retry && status !== 403 && status !== 404 && (
        <div className="actions">
          <Button onClick={retry}>{t('action.retry')}</Button>
        </div>
      )}
    </div>
  )
}

type Asked = { isPending: boolean; error: unknown; refetch: () => unknown }

/** Shows what was asked for once it is here; until then, or where it cannot come, says so. */
export function Wait<T>({
  for: asked,
  lines,
  children,
}: {
  for: Asked & { data: T | undefined }
  lines?: number
  children: (data: T) => ReactNode
}) {
  if (asked.data !== undefined) return <>{children(asked.data)}</>
  if (asked.error) return <Failed error={asked.error} retry={() => void asked.refetch()} />
  return lines === undefined ? <Loading /> : <Loading lines={lines} />
}
