import { Button } from 'antd'
import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { GroupMenu } from './GroupMenu.tsx'
import { Icon } from './Icon.tsx'
import { Count, Money } from './Money.tsx'
import { Empty, Failed, Loading } from './states.tsx'
import type { Grouping } from './useGrouping.ts'

type Group = {
  key: string
  number: string | null
  name: string | null
  rows: number
  sums: { currency: string; amount_minor: string | bigint; open_minor: string | bigint }[]
}

type GroupsProps<B extends string> = {
  label: string
  grouping: Grouping<B>
  groups: {
    rows: Group[]
    loading: boolean
    error: unknown
    retry: () => void
    more: { has: boolean; load: () => void; loading: boolean }
  }
  /** What the second sum is called: what is open of it. */
  open: string
  nameOf: (group: Group) => ReactNode
  /** The rows of an open group. */
  inside: (group: Group) => ReactNode
  /** What else can be done with the list as a whole. */
  tools?: ReactNode
  empty: string
}

/** A list in groups: each with its sums by currency, and its rows where it is open. */
export function Groups<B extends string>(props: GroupsProps<B>) {
  return (
    <>
      <div className="table-tools no-print">
        <GroupMenu grouping={props.grouping} />
        {props.tools}
      </div>
      <Body {...props} />
    </>
  )
}

function Body<B extends string>({ label, grouping, groups, open, nameOf, inside, empty }: GroupsProps<B>) {
  const { t } = useTranslation()
  const frame = useRef<HTMLDivElement>(null)
  const { rows, loading, error, retry, more } = groups
  if (error && rows.length === 0) return <Failed error={error} retry={retry} />
  if (loading && rows.length === 0) return <Loading />
  if (rows.length === 0) return <Empty title={empty} />
  const word = (key: string) => t(`group.by.${key}`)
  const head = (name: string, text: string, first: string) => {
    const now = grouping.sort.replace('-', '') === name
    const up = grouping.sort === name
    return (
      <button
        type="button"
        className="plain"
        aria-pressed={now}
        onClick={() => grouping.order(now ? (up ? `-${name}` : name) : first)}
      >
        {text}
        {now && <span aria-hidden>{up ? ' ↑' : ' ↓'}</span>}
      </button>
    )
  }
  return (
    <div
      className="groups"
      ref={frame}
      role="region"
      aria-label={label}
      onKeyDown={event => walk(event, frame.current)}
    >
      <div className="group-row group-names">
        <span />
        {head('name', word(grouping.by ?? 'customer'), 'name')}
        {head('rows', t('group.rows'), '-rows')}
        {head('amount', t('columns.amount_minor'), '-amount')}
        <span>{open}</span>
      </div>
      {rows.map(group => {
        const opened = grouping.opened.includes(group.key)
        return (
          <section key={group.key} className={opened ? 'group open' : 'group'}>
            <button
              type="button"
              className="plain group-row"
              aria-expanded={opened}
              data-group
              onClick={() => grouping.toggle(group.key)}
            >
              <Icon name="down" size={14} />
              <span className="group-name">{nameOf(group)}</span>
              <span className="num">
                <Count of={group.rows} />
              </span>
              <Sums group={group} of="amount_minor" />
              <Sums group={group} of="open_minor" />
            </button>
            {opened && <div className="group-inside">{inside(group)}</div>}
          </section>
        )
      })}
      {more.has && (
        <div className="more small">
          <Button size="small" onClick={more.load} loading={more.loading}>
            {t('group.more')}
          </Button>
        </div>
      )}
    </div>
  )
}

function Sums({ group, of }: { group: Group; of: 'amount_minor' | 'open_minor' }) {
  return (
    <span className={`group-sums ${of}`}>
      {group.sums.map(sum => (
        <span key={sum.currency}>
          <Money minor={String(sum[of])} currency={sum.currency} code dash={of === 'open_minor'} />
        </span>
      ))}
    </span>
  )
}

/** Arrows walk the heads of the groups. */
function walk(event: KeyboardEvent, frame: HTMLElement | null): void {
  const head = event.target as HTMLElement
  if (!frame || !head.hasAttribute('data-group')) return
  const heads = [...frame.querySelectorAll<HTMLElement>('[data-group]')]
  const at = heads.indexOf(head)
  const target = { ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, Home: 0, End: heads.length - 1 }[event.key]
  if (target === undefined) return
  event.preventDefault()
  heads[Math.max(0, Math.min(heads.length - 1, target))]?.focus()
}
