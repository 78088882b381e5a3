import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../ui/Icon.tsx'
import { Keys } from '../ui/Keys.tsx'
import { useOffered } from '../ui/useActions.ts'
import { usePlaces, useStanding } from './useKeyboard.ts'

type Row = { key: string; label: string; shortcut: string | null }

/** Keys that the browser and the table know by themselves; everything else comes from actions and places. */
const table: readonly Row[] = [
  { key: 'rows', label: 'shell.key_rows', shortcut: '↑+↓' },
  { key: 'open', label: 'shell.key_open', shortcut: 'enter' },
  { key: 'close', label: 'shell.key_close', shortcut: 'escape' },
]

/** Every key there is, from the same objects that buttons and menus show. */
export function Keymap({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const frame = useRef<HTMLDialogElement>(null)
  const here = useOffered()
  const places = usePlaces()
  const { begin, house } = useStanding()
  useEffect(() => {
    frame.current?.showModal()
  }, [])
  const groups: readonly (readonly [name: string, rows: readonly Row[]])[] = [
    ['here', here.map(deed => ({ key: deed.id, label: deed.label, shortcut: deed.shortcut }))],
    [
      'begin',
      begin
        .filter(deed => !here.some(one => one.id === deed.id))
        .map(deed => ({ key: deed.id, label: deed.label, shortcut: deed.shortcut })),
    ],
    ['house', house.map(deed => ({ key: deed.id, label: deed.label, shortcut: deed.shortcut }))],
    ['table', table],
    ['go', places.map(one => ({ key: one.name, label: one.name, shortcut: one.letter ? `g ${one.letter}` : null }))],
  ]
  return (
    <dialog
      ref={frame}
      className="keymap"
      aria-labelledby="keymap-title"
      onClose={onClose}
      onClick={event => event.target === frame.current && onClose()}
      onKeyDown={event => event.key === '?' && onClose()}
    >
      <div className="keymap-head">
        <h2 id="keymap-title">{t('shell.keys')}</h2>
        <button type="button" className="plain square" aria-label={t('action.close')} onClick={onClose}>
          <Icon name="cross" />
        </button>
      </div>
      <div className="keymap-groups">
        {groups.map(([name, all]) => {
          const rows = all.filter(row => row.shortcut)
          if (rows.length === 0) return null
          return (
            <section key={name}>
              <h3>{t(`shell.group_${name}`)}</h3>
              <dl>
                {rows.map(row => (
                  <div key={row.key}>
                    <dt>{t(row.label)}</dt>
                    <dd>{row.shortcut && <Keys of={row.shortcut} />}</dd>
                  </div>
                ))}
              </dl>
            </section>
          )
        })}
      </div>
    </dialog>
  )
}
