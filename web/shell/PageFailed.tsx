import { useTranslation } from 'react-i18next'
import { Empty, Failed } from '../ui/states.tsx'

/** A page that broke; the rest of the house stands. */
export function PageFailed({ error }: { error: unknown }) {
  return (
    <div className="page">
      <Failed error={error} retry={() => window.location.reload()} />
    </div>
  )
}

/** An address at which nothing is. */
export function PageMissing() {
  const { t } = useTranslation()
  return (
    <main className="page">
      <Empty title={t('state.missing')}>
        <a href="/">{t('action.home')}</a>
      </Empty>
    </main>
  )
}
