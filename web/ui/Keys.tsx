import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { signsOf } from './keys.ts'

/** A shortcut, drawn as keys. */
export function Keys({ of }: { of: string }) {
  const { t } = useTranslation()
  return (
    <span className="keys">
      {signsOf(of).map((stroke, at) => (
        <Fragment key={stroke.join('+')}>
          {at > 0 && <span className="keys-then">{t('shell.then')}</span>}
          {stroke.map(key => (
            <kbd key={key}>{key}</kbd>
          ))}
        </Fragment>
      ))}
    </span>
  )
}
