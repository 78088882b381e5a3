import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMe } from '../session.ts'
import { keepTour, startTour, useTourAt } from './start.ts'

/** On the home page of a made-up company: the tour is offered once, and can be left, taken up again, or sent away. */
export function TourOffer() {
  const { t } = useTranslation()
  const { organisation } = useMe()
  const at = useTourAt(organisation.org_id)
  if (!organisation.is_demo || at === 'over') return null
  return (
    <section className="tour-offer" aria-label={t('tour.start')}>
      <p>{t(at === null ? 'tour.offer' : 'tour.left')}</p>
      <span>
        <Button type="primary" size="small" onClick={startTour}>
          {t(at === null ? 'tour.start' : 'tour.go_on')}
        </Button>{' '}
        <Button type="text" size="small" onClick={() => keepTour(organisation.org_id, 'over')}>
          {t('tour.away')}
        </Button>
      </span>
    </section>
  )
}
