import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import Markdown from 'markdown-to-jsx/react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { ShowSetUp } from '../home/SetUpAgain.tsx'
import { useLanguage } from '../preferences.ts'
import { useMay } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { Keys } from '../ui/Keys.tsx'
import { Wait } from '../ui/states.tsx'
import { guideOf } from './places.ts'
import { useHere } from './Places.tsx'

/** Every page of the guide, each in a chunk of its own, by its path from here. */
const pages = import.meta.glob<string>('../../docs/guide/*/*.md', { query: '?raw', import: 'default' })

/** The guide of the page one is on, beside it, so that one reads and works at once; on a phone, over it. */
export function Guide({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const here = useHere()
  const may = useMay()
  const close = useRef<HTMLButtonElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const name = here ? guideOf(here) : 'home'
  const asked = useQuery({
    queryKey: ['guide', language, name],
    queryFn: async () => (await pages[`../../docs/guide/${language}/${name}.md`]?.()) ?? '',
    staleTime: Number.POSITIVE_INFINITY,
  })
  useEffect(() => {
    const before = document.activeElement
    close.current?.focus({ preventScroll: true })
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true })
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page of the guide begins at its head
  useEffect(() => {
    body.current?.scrollTo(0, 0)
  }, [name])
  return (
    <aside
      id="guide"
      className="guide no-print"
      aria-label={t('shell.guide')}
      onKeyDown={event => event.key === 'Escape' && onClose()}
    >
      <div className="guide-head">
        <span className="small soft">{t('shell.guide')}</span>
        <button type="button" ref={close} className="plain square" aria-label={t('action.close')} onClick={onClose}>
          <Icon name="cross" />
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <div className="guide-text" ref={body} tabIndex={0}>
        <Wait for={asked}>
          {text => (
            <Markdown
              options={{
                disableParsingRawHTML: true,
                forceBlock: true,
                overrides: { h1: Head, a: Way, code: Pressed },
              }}
            >
              {text}
            </Markdown>
          )}
        </Wait>
        {name === 'home' && may('entity.manage') && <ShowSetUp />}
      </div>
    </aside>
  )
}

type Inner = { children?: ReactNode }

/** The page itself has the one heading of the first order. */
const Head = ({ children }: Inner) => <h2>{children}</h2>

/** A link leads to another page of the house. */
const Way = ({ href = '/', children }: Inner & { href?: string }) => <Link to={href}>{children}</Link>

/** What stands in code is a shortcut, drawn as the keys of this machine. */
const Pressed = ({ children }: Inner) => <Keys of={String(children)} />
