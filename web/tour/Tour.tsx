import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useMe } from '../session.ts'
import { Keys } from '../ui/Keys.tsx'
import { keepTour, tourAt } from './start.ts'

type Step = {
  key: string
  /** The page it speaks of; a function where it is one of many. */
  to: string | ((today: string) => Promise<string>)
  /** What of the page it points at. */
  spot: string
}

/** The customer with the most overdue: whom one would call first. */
async function worstCustomer(today: string): Promise<string> {
  const { rows } = await ask('ageing', { as_of: today, by: 'customer', sort: '-overdue', limit: 1 })
  return rows[0]?.key ? `/customers/${rows[0].key}` : '/customers'
}

const steps: readonly Step[] = [
  { key: 'matters', to: '/', spot: '.home-grid .section' },
  { key: 'customer', to: worstCustomer, spot: 'main .page-head' },
  { key: 'ageing', to: '/ageing', spot: 'main .chart-card' },
  { key: 'known', to: '/ageing', spot: '.time-slider' },
  { key: 'receipt', to: '/receipts', spot: 'main .page-head .actions' },
  { key: 'apply', to: '/apply', spot: '.workbench' },
  { key: 'import', to: '/imports', spot: '.drop' },
  { key: 'proof', to: '/ageing', spot: 'main .proof' },
  { key: 'help', to: '/', spot: '.search-button' },
]

type TourProps = { onEnd: () => void; onClose: () => void }

/**
 * The tour: a card beside the real pages that leads from one to the next and points at what it speaks of. The page stays
 * in reach of mouse, keyboard and thumb; Escape in the card, or its button, ends it, and it goes on where it was left.
 */
export function Tour({ onEnd, onClose }: TourProps) {
  const { t } = useTranslation()
  const me = useMe()
  const navigate = useNavigate()
  const { org_id } = me.organisation
  const [at, setAt] = useState(() => {
    const kept = tourAt(org_id)
    return typeof kept === 'number' && steps[kept] ? kept : 0
  })
  const card = useRef<HTMLElement>(null)
  const step = steps[at] as Step
  const last = at === steps.length - 1

  const end = (over: boolean) => {
    if (over) keepTour(org_id, 'over')
    onEnd()
    onClose()
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: a step is gone to once
  useEffect(() => {
    keepTour(org_id, at)
    const go = async () => navigate({ to: typeof step.to === 'string' ? step.to : await step.to(me.today) })
    void go()
    card.current?.focus({ preventScroll: true })
  }, [at])
  useSpot(step.spot, at)

  return (
    <aside
      className="tour"
      ref={card}
      tabIndex={-1}
      aria-labelledby="tour-title"
      onKeyDown={event => {
        if (event.key === 'Escape') end(false)
      }}
    >
      <p className="small soft">{t('tour.at', { at: at + 1, of: steps.length })}</p>
      <h2 id="tour-title">{t(`tour.steps.${step.key}`)}</h2>
      <p aria-live="polite">{t(`tour.says.${step.key}`)}</p>
      {step.key === 'help' && (
        <p>
          <Keys of="mod+k" /> <Keys of="?" /> <Keys of="f1" />
        </p>
      )}
      <div className="tour-deeds">
        <Button type="text" size="small" onClick={() => end(true)}>
          {t(last ? 'tour.close' : 'tour.skip')}
        </Button>
        <span>
          {at > 0 && (
            <Button size="small" onClick={() => setAt(at - 1)}>
              {t('tour.back')}
            </Button>
          )}{' '}
          <Button type="primary" size="small" onClick={() => (last ? end(true) : setAt(at + 1))}>
            {t(last ? 'tour.done' : 'tour.next')}
          </Button>
        </span>
      </div>
    </aside>
  )
}

/** Points at the first such element as soon as it is there, and at nothing else. */
function useSpot(selector: string, at: number): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same element is shown anew by the next step
  useEffect(() => {
    let shown: Element | null = null
    const look = () => {
      const found = document.querySelector(selector)
      if (!found || found === shown) return
      shown?.classList.remove('tour-spot')
      shown = found
      found.classList.add('tour-spot')
      found.scrollIntoView({ block: 'center', inline: 'nearest' })
    }
    const watch = new MutationObserver(look)
    watch.observe(document.body, { childList: true, subtree: true })
    look()
    return () => {
      watch.disconnect()
      shown?.classList.remove('tour-spot')
    }
  }, [selector, at])
}
