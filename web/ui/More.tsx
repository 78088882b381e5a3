import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { DataTableProps } from './DataTable.tsx'
import { Count } from './Money.tsx'

/** How many rows there are, and the way to those that are not here yet; `begins` while those that are here are not all drawn. */
export function More<R>({ more, rows, count, error, bare, begins = false }: DataTableProps<R> & { begins?: boolean }) {
  const { t } = useTranslation()
  const end = useRef<HTMLDivElement>(null)
  const load = useRef<() => void>(undefined)
  const waits = more?.has === true && !more.loading && !error && !bare && !begins
  useEffect(() => {
    load.current = waits ? more?.load : undefined
  })
  useEffect(() => {
    if (!end.current) return
    // The next page is asked for before the reader reaches the end of this one.
    const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting && load.current?.(), {
      rootMargin: '0px 0px 600px 0px',
    })
    watch.observe(end.current)
    return () => watch.disconnect()
  }, [rows.length, begins])
  if (!more?.has && count === undefined) return null
  return (
    <div className="more small" ref={end}>
      <span>
        <Count of={rows.length} />
        {count !== undefined && (
          <>
            {' / '}
            <Count of={count} />
          </>
        )}{' '}
        {t('table.rows', { count: count ?? rows.length })}
      </span>
      {more?.has && (
        <Button size="small" onClick={more.load} loading={more.loading}>
          {t('action.more')}
        </Button>
      )}
    </div>
  )
}
