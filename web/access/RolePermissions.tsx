import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { Wait } from '../ui/states.tsx'

type RolePermissionsProps = { held: readonly string[]; onChange?: (held: string[]) => void }

/** Every permission under its noun, ticked where the role holds it; to tick only where `onChange` is given. */
export function RolePermissions({ held, onChange }: RolePermissionsProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const asked = useAnswer('listPermissions', {})
  const flip = (permission: string) =>
    onChange?.(held.includes(permission) ? held.filter(one => one !== permission) : [...held, permission])
  return (
    <Wait for={asked}>
      {({ rows }) => (
        <section className="permission-list" aria-label={t('access.permissions')} tabIndex={onChange ? -1 : 0}>
          {[...Map.groupBy(rows, row => row.permission.split('.')[0] ?? '')].map(([noun, words]) => (
            <fieldset key={noun}>
              <legend>{t(`permission_nouns.${noun}`, { defaultValue: noun })}</legend>
              {words.map(word => (
                <Checkbox
                  key={word.permission}
                  checked={held.includes(word.permission)}
                  disabled={!onChange}
                  onChange={() => flip(word.permission)}
                >
                  {word[language]}
                </Checkbox>
              ))}
            </fieldset>
          ))}
        </section>
      )}
    </Wait>
  )
}
