import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'

const looks: Record<string, string> = {
  done: 'well',
  failed: 'wrong',
  cancelled: 'waits',
  undone: '',
  waiting: 'waits',
  running: 'waits',
  undoing: 'waits',
}

/** The state of an import in a word. */
export function ImportState({ row }: { row: Pick<Answer<'readImport'>, 'state' | 'dry_run'> }) {
  const { t } = useTranslation()
  return (
    <>
      <span className={`tag ${looks[row.state] ?? ''}`}>{t(`import.states.${row.state}`)}</span>
      {row.dry_run && <span className="tag"> {t('import.dry_run')}</span>}
    </>
  )
}
