import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { Parked } from '../client.ts'
import { queries } from '../queries.ts'

/** Performs a deed, says that it is done or that it waits for a second person, and asks anew for what is shown. */
export function useDone(): (deed: () => Promise<unknown>, said: string) => Promise<void> {
  const { message } = App.useApp()
  const { t } = useTranslation()
  return async (deed, said) => {
    try {
      await deed()
      message.success(said)
    } catch (error) {
      if (!(error instanceof Parked)) throw error
      message.info(t('approval.parked'))
    }
    void queries.invalidateQueries()
  }
}
