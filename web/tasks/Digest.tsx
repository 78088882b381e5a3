import { Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { queries } from '../queries.ts'
import { Wait } from '../ui/states.tsx'
import { useTools } from '../ui/useActions.ts'

/** Whether one is told by mail, once a day, what is due and unread. */
export function Digest() {
  const { t } = useTranslation()
  const { onError } = useTools()
  const asked = useAnswer('readDigest', {})
  const change = async (on: boolean) => {
    try {
      await ask('switchDigest', { on })
    } catch (error) {
      onError(error)
    }
    await queries.invalidateQueries({ queryKey: ['readDigest'] })
  }
  return (
    <Wait for={asked} lines={1}>
      {digest => (
        <span>
          <Switch size="small" checked={digest.on} aria-label={t('digest.name')} onChange={on => void change(on)} />{' '}
          <span className="soft">
            {!digest.mail
              ? t('digest.no_mail')
              : digest.email
                ? t('digest.goes_to', { email: digest.email })
                : t('digest.no_address')}
          </span>
        </span>
      )}
    </Wait>
  )
}
