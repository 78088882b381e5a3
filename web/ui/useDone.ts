import { useTranslation } from 'react-i18next'
import { Parked } from '../client.ts'
import { queries } from '../queries.ts'
import { letGo } from './form-guard.ts'
import { type Next, toast } from './toast.tsx'

/**
 * Performs a deed, says that it is done or that it waits for a second person, and asks anew for what is shown. `next`
 * is asked once it is done, for what the reader may want to see.
 */
export function useDone(): (
  deed: () => Promise<unknown>,
  said: string,
  next?: () => Next | undefined,
) => Promise<void> {
  const { t } = useTranslation()
  return async (deed, said, next) => {
    try {
      await deed()
      toast('well', said, next?.())
    } catch (error) {
      if (!(error instanceof Parked)) throw error
      toast('waits', t('approval.parked'))
    }
    letGo()
    void queries.invalidateQueries()
  }
}
