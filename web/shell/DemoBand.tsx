import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useLanguage } from '../preferences.ts'
import { queries } from '../queries.ts'
import { monthText } from '../ui/figures.ts'

/**
 * Says that everything is made up, and while the company is still being filled which month it has come to. Each month
 * that is over, and once at the end, what is shown is asked anew.
 */
export function DemoBand() {
  const { t } = useTranslation()
  const language = useLanguage()
  const filling = useQuery({
    queryKey: ['readFilling'],
    queryFn: ({ signal }) => ask('readFilling', {}, signal),
    refetchInterval: query => (query.state.data?.filling ? 2_000 : false),
    staleTime: Number.POSITIVE_INFINITY,
  }).data?.filling
  const month = filling?.on.slice(0, 7) ?? null
  const before = useRef(month)
  useEffect(() => {
    if (filling === undefined || before.current === month) return
    const began = before.current === null
    before.current = month
    if (!began) void queries.invalidateQueries({ predicate: query => query.queryKey[0] !== 'readFilling' })
  }, [filling, month])
  if (!filling) return <div className="demo-band">{t('nav.demo')}</div>
  const percent = filling.total > 0 ? Math.floor((filling.done * 100) / filling.total) : 0
  const said = t('nav.demo_filling', { month: monthText(month ?? '', language), percent })
  return (
    <div className="demo-band">
      {t('nav.demo')} {said}
      <progress aria-label={said} max={100} value={percent} />
    </div>
  )
}
