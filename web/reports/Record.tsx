import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer, Row } from '../client.ts'
import { DocumentLink } from '../ledger/DocumentLink.tsx'
import { documentPlace } from '../ledger/names.ts'
import { useList } from '../lists.ts'
import { useBaseCurrency } from '../session.ts'
import { dayIn } from '../ui/figures.ts'
import { Count, Day, Moment, Money } from '../ui/Money.tsx'
import { Empty, Failed, Loading } from '../ui/states.tsx'
import { useZone } from '../ui/zone.ts'
import { dayOf, evidenceOf, nameOf, reasonOf, type Told, toldOf, type Value } from './happenings.ts'

type Event = Row<'history'>
type Names = ReadonlyMap<string, Answer<'history'>['names'][number]>

/** The record of any one thing: who did what to it, when and why, and who released it; the latest first. */
export function Record({ subject_id }: { subject_id: string }) {
  const { t } = useTranslation()
  const list = useList('history', { subject_id, related: true })
  const names = new Map(list.pages.flatMap(page => page.names.map(name => [name.id, name])))
  if (list.error && list.rows.length === 0) return <Failed error={list.error} retry={list.retry} />
  if (list.loading && list.rows.length === 0) return <Loading lines={4} />
  if (list.rows.length === 0) return <Empty title={t('record.none')} />
  return (
    <>
      <ol className="record">
        {list.rows.map(row => (
          <Line key={row.event_id} happening={row} names={names} own={subject_id} />
        ))}
      </ol>
      {list.more.has && (
        <div className="more small">
          <Button size="small" onClick={list.more.load} loading={list.more.loading}>
            {t('action.more')}
          </Button>
        </div>
      )}
    </>
  )
}

function Line({ happening, names, own }: { happening: Event; names: Names; own: string }) {
  const { t, i18n } = useTranslation()
  const zone = useZone()
  const { recorded_at, actor_name, released_by_name, via, leaf } = happening
  const day = dayOf(happening)
  const reason = reasonOf(happening)
  const evidence = evidenceOf(happening)
  const key = nameOf(happening)
  const told = toldOf(happening, names, own)
  return (
    <li>
      <div className="record-when">
        <Moment at={recorded_at} />
        {day && day !== dayIn(new Date(recorded_at), zone) && (
          <div className="small soft">
            {t('record.business_day')} <Day day={day} />
          </div>
        )}
      </div>
      <div className="record-what">
        <strong>{i18n.exists(key) ? t(key) : happening.name}</strong>
        {told.length > 0 && (
          <dl>
            {told.map((one, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: what an event tells never changes its order
              <Fact key={at} told={one} names={names} />
            ))}
          </dl>
        )}
        {reason && <p className="record-why">{t('record.why', { reason })}</p>}
        {evidence.length > 0 && (
          <p className="small soft">
            {t('deeds.evidence_short')} {evidence.join(t('record.comma'))}
          </p>
        )}
      </div>
      <div className="record-who">
        <span>{actor_name ?? t('record.system')}</span>{' '}
        {via !== 'session' && <span className="tag">{t(`record.via.${via}`)}</span>}
        {released_by_name && (
          <div className="small soft">
            {t('registers.released_by')} {released_by_name}
          </div>
        )}
        {leaf !== null && (
          <div className="small faint" title={t('record.sealed_hint')}>
            {t('record.sealed')} <Count of={leaf} />
          </div>
        )}
      </div>
    </li>
  )
}

function Fact({ told, names }: { told: Told; names: Names }) {
  const { t } = useTranslation()
  return (
    <div>
      <dt>{t(told.label)}</dt>
      <dd>
        {told.was && (
          <>
            <span className="soft">
              <Said value={told.was} names={names} />
            </span>
            <span className="record-to" role="img" aria-label={t('record.became')}>
              →
            </span>
          </>
        )}
        <Said value={told.value} names={names} />
      </dd>
    </div>
  )
}

function Said({ value, names }: { value: Value; names: Names }): ReactNode {
  const { t } = useTranslation()
  const base = useBaseCurrency()
  switch (value.form) {
    case 'text':
      return value.text
    case 'word':
      return t(value.key)
    case 'fields':
      return value.keys.map(key => t(key)).join(t('record.comma'))
    case 'day':
      return <Day day={value.day} />
    case 'money':
      return <Money minor={value.minor} currency={value.currency ?? base} code />
    case 'name':
      return <Named id={value.id} names={names} />
    case 'none':
      return <span className="faint">{t('record.nothing')}</span>
  }
}

/** What an id stands for, and the way to it where it has a page and may be seen. */
function Named({ id, names }: { id: string; names: Names }) {
  const { t } = useTranslation()
  const found = names.get(id)
  if (!found) return <span className="faint">{t('record.hidden')}</span>
  if (found.kind === 'customer')
    return (
      <Link to="/customers/$customer_id" params={{ customer_id: id }}>
        {found.number} {found.name}
      </Link>
    )
  if (found.document_id && documentPlace(found.kind))
    return <DocumentLink kind={found.kind} document_id={found.document_id} number={found.name} />
  return <>{found.kind === 'entity' || found.kind === 'terms' ? `${found.number} ${found.name}` : found.name}</>
}
