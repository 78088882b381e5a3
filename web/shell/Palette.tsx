import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readings } from 'virtual:readings'
import { useAnswer } from '../lists.ts'
import type { Deed } from '../ui/action.ts'
import { useRun } from '../ui/ActionButtons.tsx'
import { Icon, type IconName } from '../ui/Icon.tsx'
import { Keys } from '../ui/Keys.tsx'
import { useOffered } from '../ui/useActions.ts'
import { useOpenView } from '../views/open-view.ts'
import { FoundLine, pathOf } from './FoundLine.tsx'
import { fits } from './fuzzy.ts'
import { useRecent } from './recent.ts'
import { jobOf } from './places.ts'
import { useSearchOf } from './Places.tsx'
import { type Found, useFound } from './useFound.ts'
import { usePlaces, useStanding } from './useKeyboard.ts'

/** A line of the palette, whatever it does. */
type Line = {
  key: string
  group: (typeof groups)[number]
  icon: IconName
  label: string
  beside?: string
  shortcut?: string | null
  why_not?: string
  /** Other words it is found by. */
  also?: string
  /** What the server found; it is drawn as such. */
  found?: Found
  run: () => void
}

const groups = ['found', 'recent', 'here', 'begin', 'go', 'house'] as const
const usedKey = 'duebook.used'

/** Everything one may do here and everywhere, every place, and what was open last; typed, walked with arrows, Enter. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const id = useId()
  const frame = useRef<HTMLDialogElement>(null)
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const navigate = useNavigate()
  const lines = useLines()
  const found = useFound(typed)
  const shown = useMemo(() => {
    const rows = found.rows.map(row => ({
      key: row.id,
      group: 'found' as const,
      icon: iconOf[row.kind],
      label: row.number,
      found: row,
      run: () => void navigate({ to: pathOf(row) }),
    }))
    return arrange(lines, rows, typed)
  }, [lines, found.rows, typed, navigate])
  useEffect(() => {
    frame.current?.showModal()
  }, [])
  useEffect(() => setAt(0), [typed])
  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [at, id])
  const choose = (line: Line | undefined) => {
    if (!line) return
    if (line.group !== 'recent' && line.group !== 'found' && !line.why_not) remember(line.key)
    onClose()
    line.run()
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const last = shown.length - 1
    const next = { ArrowDown: at < last ? at + 1 : 0, ArrowUp: at > 0 ? at - 1 : last, PageDown: last, PageUp: 0 }[
      event.key
    ]
    if (next !== undefined) {
      event.preventDefault()
      setAt(next)
    }
    if (event.key === 'Enter') {
      event.preventDefault()
      choose(shown[at])
    }
    if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      event.stopPropagation()
      onClose()
    }
  }
  return (
    <dialog
      ref={frame}
      className="palette"
      aria-label={t('shell.palette')}
      onClose={onClose}
      onClick={event => event.target === frame.current && onClose()}
      onKeyDown={onKey}
    >
      <div className="palette-box">
        <div className="palette-head">
          <Icon name="search" size={18} />
          <input
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- one opened it to type
            autoFocus
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-controls={id}
            aria-autocomplete="list"
            aria-label={t('shell.palette_hint')}
            aria-activedescendant={shown.length > 0 ? `${id}-${at}` : undefined}
            placeholder={t('shell.palette_hint')}
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
            enterKeyHint="go"
            maxLength={200}
            value={typed}
            onChange={event => setTyped(event.target.value)}
          />
          <button type="button" className="plain palette-close" onClick={onClose} aria-label={t('action.close')}>
            <kbd>Esc</kbd>
          </button>
        </div>
        <div role="listbox" id={id} aria-label={t('shell.palette')} className="palette-list">
          {[...new Set(shown.map(line => line.group))].map(group => {
            const members = shown.filter(line => line.group === group)
            return (
              <div key={group} role="group" aria-label={t(`shell.group_${group}`)}>
                <div className="palette-group" aria-hidden="true">
                  {t(`shell.group_${group}`)}
                </div>
                {members.map(line => (
                  <Option
                    key={line.key}
                    line={line}
                    id={`${id}-${shown.indexOf(line)}`}
                    chosen={shown[at] === line}
                    onPoint={() => setAt(shown.indexOf(line))}
                    onChoose={() => choose(line)}
                  />
                ))}
              </div>
            )
          })}
        </div>
        <output className="palette-foot small faint">
          {found.error ? (
            <span className="wrong">{t('shell.search_failed')}</span>
          ) : found.busy ? (
            t('shell.searching')
          ) : shown.length === 0 ? (
            t('shell.nothing_found', { typed: typed.trim() })
          ) : (
            <span className="palette-keys">
              <Keys of="↑+↓" /> {t('shell.choose')} <Keys of="enter" /> {t('shell.open')}
            </span>
          )}
        </output>
      </div>
    </dialog>
  )
}

type OptionProps = { line: Line; id: string; chosen: boolean; onPoint: () => void; onChoose: () => void }

function Option({ line, id, chosen, onPoint, onChoose }: OptionProps) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      aria-disabled={line.why_not !== undefined}
      className={`palette-line${chosen ? ' chosen' : ''}${line.why_not ? ' why-not' : ''}`}
      onPointerMove={() => !chosen && onPoint()}
      onClick={onChoose}
    >
      <Icon name={line.icon} />
      {line.found ? <FoundLine found={line.found} /> : <span className="palette-label">{line.label}</span>}
      {(line.why_not ?? line.beside) && (
        <span className="small faint palette-beside">{line.why_not ?? line.beside}</span>
      )}
      {line.shortcut && <Keys of={line.shortcut} />}
    </div>
  )
}

function useLines(): Line[] {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const run = useRun()
  const searchOf = useSearchOf()
  const recent = useRecent()
  const here = useOffered()
  const places = usePlaces()
  const { begin, house } = useStanding()
  const views = useAnswer('listViews', { limit: 200 }).data?.rows ?? []
  const openView = useOpenView()
  const other = i18n.language === 'zh' ? 'en' : 'zh'
  const lineOf = (group: Line['group']) => (deed: Deed) => ({
    key: deed.id,
    group,
    icon: deed.icon,
    label: t(deed.label),
    // Somebody may know a thing by its name in the other language.
    also: i18n.exists(deed.label, { lng: other }) ? t(deed.label, { lng: other }) : '',
    shortcut: deed.shortcut,
    ...(deed.why_not ? { why_not: t(deed.why_not.key, deed.why_not.values ?? {}) } : {}),
    run: () => run(deed),
  })
  const taken = new Set(here.map(deed => deed.id))
  return [
    ...recent.map(one => ({
      key: one.path,
      group: 'recent' as const,
      icon: one.icon as IconName,
      label: one.title,
      run: () => void navigate({ to: one.path }),
    })),
    ...here.map(lineOf('here')),
    ...begin.filter(deed => !taken.has(deed.id)).map(lineOf('begin')),
    ...places.map(place => {
      const job = jobOf(place)
      return {
        key: place.name,
        group: 'go' as const,
        icon: place.icon,
        label: t(place.name),
        ...(job ? { beside: t(job.name) } : {}),
        ...(place.letter ? { shortcut: `g ${place.letter}` } : {}),
        run: () => void navigate({ to: place.to, search: searchOf(place) as never }),
      }
    }),
    ...views.flatMap(view => {
      const place = places.find(one => one.to === `/${view.list}` && !one.search)
      if (!place) return []
      return {
        key: view.view_id,
        group: 'go' as const,
        icon: place.icon,
        label: view.name,
        beside: t(place.name),
        run: () => openView(view.list, view),
      }
    }),
    ...house.filter(deed => deed.id !== 'shell.palette').map(lineOf('house')),
  ]
}

/** The best groups first and the best of each; documents come first where what was typed has a digit in it. */
function arrange(lines: readonly Line[], rows: readonly Line[], typed: string): Line[] {
  const words = typed.trim()
  const used = usedLast()
  const rank = (line: Line) => (used.includes(line.key) ? used.length - used.indexOf(line.key) : 0)
  const scored = lines
    .map(line => ({ line, score: Math.max(fits(words, line.label, readings), fits(words, line.also ?? '', {}) / 2) }))
    .filter(one => one.score > 0)
    .sort((a, b) => b.score - a.score || rank(b.line) - rank(a.line))
  const ofGroup = (group: Line['group']) => scored.filter(one => one.line.group === group)
  const found = rows.length === 0 ? 0 : /\d/.test(words) ? 200 : 70
  const best = (group: Line['group']) =>
    words === '' ? 0 : group === 'found' ? found : (ofGroup(group)[0]?.score ?? 0)
  const most = (group: Line['group']) => (group === 'recent' ? (words === '' ? 5 : 3) : undefined)
  return groups
    .toSorted((a, b) => best(b) - best(a))
    .flatMap(group =>
      group === 'found'
        ? rows
        : ofGroup(group)
            .slice(0, most(group))
            .map(one => one.line),
    )
}

const iconOf = { customer: 'customers', invoice: 'invoice', receipt: 'receipt' } as const

function usedLast(): string[] {
  return (localStorage.getItem(usedKey) ?? '').split('\n').filter(Boolean)
}

function remember(key: string): void {
  localStorage.setItem(usedKey, [key, ...usedLast().filter(one => one !== key)].slice(0, 20).join('\n'))
}
