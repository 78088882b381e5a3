import { useTranslation } from 'react-i18next'
import { ask, type Question } from '../client.ts'
import { toast } from '../ui/toast.tsx'
import { useDone } from '../ui/useDone.ts'

/** Merges a customer into another, and says how many open items stay with it until they are transferred. */
export function useMerging(): (merging: Question<'mergeCustomer'>) => Promise<void> {
  const { t } = useTranslation()
  const done = useDone()
  return async merging => {
    let items = 0
    await done(async () => {
      items = (await ask('mergeCustomer', merging)).open_items
    }, t('twins.merged'))
    if (items > 0) toast('waits', t('twins.items_left', { items }))
  }
}
