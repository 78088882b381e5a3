import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Deed } from './action.ts'
import { Icon } from './Icon.tsx'
import { Keys } from './Keys.tsx'
import { Menu } from './Menu.tsx'
import { toast } from './toast.tsx'
import { usePhone } from './usePhone.ts'

/** Runs a deed, or says why it cannot be done now. */
export function useRun(): (deed: Deed) => void {
  const { t } = useTranslation()
  return deed => (deed.why_not ? toast('waits', t(deed.why_not.key, deed.why_not.values ?? {})) : deed.run())
}

type ActionButtonsProps = {
  deeds: readonly Deed[]
  /** How many stand as buttons; the others are in the menu beside them. */
  most?: number
}

/**
 * Actions as buttons at the head of a page or in the bulk bar: those that matter first, the rest in a menu. One that
 * cannot be done now stays, and says why when pressed, since a finger has no tooltip.
 */
export function ActionButtons({ deeds, most = 3 }: ActionButtonsProps) {
  const { t } = useTranslation()
  const run = useRun()
  const phone = usePhone()
  const sorted = [...deeds].sort((a, b) => Number(b.weight === 'main') - Number(a.weight === 'main'))
  const room = phone ? 1 : most
  const front = sorted.length <= room + 1 && !phone ? sorted : sorted.slice(0, room)
  const behind = sorted.slice(front.length)
  return (
    <>
      {front.toReversed().map(deed => (
        <Button
          key={deed.id}
          type={deed.weight === 'main' && !deed.why_not ? 'primary' : 'default'}
          danger={deed.weight === 'grave' && !deed.why_not}
          aria-disabled={deed.why_not !== null}
          className={deed.why_not ? 'why-not' : ''}
          aria-keyshortcuts={deed.shortcut && !deed.shortcut.includes(' ') ? deed.shortcut : undefined}
          title={deed.why_not ? t(deed.why_not.key, deed.why_not.values ?? {}) : undefined}
          icon={<Icon name={deed.icon} size={14} />}
          onClick={() => run(deed)}
        >
          {t(deed.label)}
        </Button>
      ))}
      {behind.length > 0 && <ActionMenu deeds={behind} label={t('action.more_actions')} />}
    </>
  )
}

/** Actions as a short menu behind one button: of a row, or of what finds no room at the head. */
export function ActionMenu({ deeds, label }: { deeds: readonly Deed[]; label: string }) {
  const { t } = useTranslation()
  const run = useRun()
  if (deeds.length === 0) return null
  return (
    <Menu
      label={label}
      className="more-actions"
      choices={deeds.map(deed => ({
        key: deed.id,
        act: () => run(deed),
        ...(deed.why_not ? { why_not: t(deed.why_not.key, deed.why_not.values ?? {}) } : {}),
        label: (
          <span className={`menu-deed${deed.weight === 'grave' && !deed.why_not ? ' wrong' : ''}`}>
            <Icon name={deed.icon} size={15} />
            <span>{t(deed.label)}</span>
            {deed.shortcut && <Keys of={deed.shortcut} />}
          </span>
        ),
      }))}
    >
      <Icon name="more" />
    </Menu>
  )
}
