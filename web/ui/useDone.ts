import { useTranslation } from 'react-i18next'
import { Parked } from '../client.ts'
import { queries } from '../queries.ts'
import { toast } from './toast.tsx'

/** Performs a deed, says that it is done or that it waits for a second person, and asks anew for what is shown. */
export function useDone(): (deed: () => Promise<unknown>, said: string) => Promise<void> {
  const { t } = useTranslation()
  return async (deed, said) => {
    try {
      await deed()
      toast('well', said)
    } catch (error) {
      if (!(error instanceof Parked)) throw error
      toast('waits', t('approval.parked'))
    }
    void queries.invalidateQueries()
  }
}
