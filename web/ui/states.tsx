import { Link, useLocation, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { type ReactNode, startTransition, useEffect, useRef, useState } from 'react'
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

const kept = (name: string) => Number(localStorage.getItem(`duebook.height.${name}`))

/**
 * Keeps as much room for what is still to come as it took the last time, so that what stands below does not jump; the
 * first time `height`, in pixels.
 */
export function Steady({ name, ready, height, children }: SteadyProps) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!ready || !place.current) return
    // Asked for by itself, a height makes the browser lay the whole page out on the spot; here it tells what it found.
    const watch = new ResizeObserver(([found]) => {
      const now = Math.round(found?.contentRect.height ?? 0)
      if (now > 0) localStorage.setItem(`duebook.height.${name}`, String(now))
      watch.disconnect()
    })
    watch.observe(place.current)
    return () => watch.disconnect()
  }, [name, ready])
  return (
    <div ref={place} className="steady" style={ready ? undefined : { minHeight: kept(name) || height }}>
      {children}
    </div>
  )
}

/**
 * False while a page is drawn for the first time, then true: for a part that takes long and can come a moment after the
 * rest, drawn while nothing else is to be done. `Steady` keeps room for it.
 */
export function useLater(): boolean {
  const [later, setLater] = useState(false)
  useEffect(() => startTransition(() => setLater(true)), [])
  return later
}

/** Room for a chart that is still to come, so that its neighbour stands where it will stand. */
export const ChartToCome = () => <div aria-hidden="true" style={{ minHeight: 250 }} />

type SteadyProps = { name: string; ready: boolean; height: number; children: ReactNode }

/** Whether what was asked for is not there: nothing of that name, or an address that names nothing at all. */
const isMissing = (error: unknown): boolean =>
  error instanceof Refused &&
  (error.status === 404 ||
    (error.problems.length > 0 && error.problems.every(problem => problem.code === 'id_invalid')))

/** Nothing at an address that names a document, and the way back to the list it would stand in. */
export function Missing() {
  const { t } = useTranslation()
  const within = useParams({ strict: false }) as Record<string, string>
  const path = useLocation({ select: location => location.pathname })
  return (
    <Empty title={t('state.no_document')} hint={t('state.no_document_hint')}>
      {Object.keys(within).length > 0 && <Link to={path.slice(0, path.lastIndexOf('/'))}>{t('action.to_list')}</Link>}
    </Empty>
  )
}

/** A page that could not be shown: not allowed, not there, not reachable, or our fault. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation()
  const status = error instanceof Refused ? error.status : 500
  const title = status === 403 ? t('state.forbidden') : status === 0 ? t('state.offline') : t('state.failed')
  if (isMissing(error)) return <Missing />
  return (
    <div className="state">
      <h2>{title}</h2>
      <Problems error={error} />
      {status === 403 && <p style={{ marginTop: 8 }}>{t('state.forbidden_hint')}</p>}
      {retry && status !== 403 && (
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
