import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Question, Row } from '../client.ts'
import { useAnswer, useList } from '../lists.ts'
import { nameOf } from '../reports/happenings.ts'
import { ColleaguePicker } from '../tasks/ColleaguePicker.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { DaySpan } from '../ui/DaySpan.tsx'
import { ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Count, Moment } from '../ui/Money.tsx'
import { Figure, Page } from '../ui/Page.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { many, one, type Url, useUrl } from '../ui/url.ts'
import { ListTools } from '../views/ListTools.tsx'
import { EventDrawer } from './EventDrawer.tsx'
import { SubjectName } from './SubjectName.tsx'

type Happened = Row<'browseEvents'>

/** Everything that happened, in its sealed order, the latest first. */
export function EventsPage() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const question = questionOf(url)
  const list = useList('browseEvents', question)
  const log = useAnswer('proveGrowth', {})
  const words = useEventWords()
  const opened = list.rows.find(row => row.event_id === one(url.event))
  return (
    <Page title={t('nav.events')} sub={t('events.sub')}>
      {log.data && (
        <div className="figures">
          <Figure
            label={t('events.sealed')}
            under={
              <span className="seal" title={log.data.root}>
                {t('events.root')} {log.data.root.slice(0, 16)}…
              </span>
            }
          >
            <Count of={log.data.size} />
          </Figure>
        </div>
      )}
      <FilterBar>
        <SearchField
          label={t('events.number')}
          value={one(url.number) ?? ''}
          width={170}
          onChange={number => change({ number }, { replace: true })}
        />
        <ManyField
          label={t('events.noun')}
          value={many(url.noun)}
          width={170}
          options={words.nouns}
          onChange={noun => change({ noun }, { replace: true })}
        />
        <ManyField
          label={t('events.what')}
          value={many(url.name)}
          width={200}
          options={words.names}
          onChange={name => change({ name }, { replace: true })}
        />
        <ColleaguePicker
          label={t('events.who')}
          value={one(url.actor_id)}
          onChange={actor_id => change({ actor_id })}
          clearable
          meant="mention"
          placeholder={t('tasks.everybody')}
        />
        <DaySpan
          label={t('columns.recorded_at')}
          from={one(url.from)}
          to={one(url.to)}
          onChange={(from, to) => change({ from, to })}
        />
      </FilterBar>
      <DataTable<Happened>
        label={t('nav.events')}
        name="events"
        tools={fields => <ListTools list="events" report="events" question={question} fields={fields} />}
        columns={columnsOf(t)}
        {...list.table}
        rowKey={row => row.event_id}
        onOpen={row => change({ event: row.event_id })}
        empty={{ title: t('events.none'), hint: t('events.none_hint') }}
      />
      {opened && <EventDrawer key={opened.event_id} happened={opened} onClose={() => change({ event: undefined })} />}
    </Page>
  )
}

/** What can happen, by noun and by event, in words. */
function useEventWords() {
  const { t, i18n } = useTranslation()
  const told = i18n.getResource(i18n.language, 'translation', 'happened') as Record<string, Record<string, string>>
  const byLabel = (a: { label: string }, b: { label: string }) => a.label.localeCompare(b.label, i18n.language)
  const nouns = Object.keys(told).map(value => ({ value, label: nounName(t, value) }))
  const names = Object.entries(told).flatMap(([noun, verbs]) =>
    Object.entries(verbs).map(([verb, label]) => ({ value: `${noun}.${verb}`, label })),
  )
  return { nouns: nouns.toSorted(byLabel), names: names.toSorted(byLabel) }
}

const nounName = (t: TFunction, noun: string) =>
  t(`events.nouns.${noun}`, { defaultValue: t(`permission_nouns.${noun}`, { defaultValue: noun }) })

function columnsOf(t: TFunction): DataColumn<Happened>[] {
  return [
    {
      key: 'leaf',
      fields: ['leaf'],
      title: t('events.leaf'),
      cell: row => <Count of={row.leaf} />,
      right: true,
      width: 80,
    },
    {
      key: 'at',
      fields: ['recorded_at'],
      title: t('columns.recorded_at'),
      cell: row => <Moment at={row.recorded_at} />,
      width: 164,
      card: 'figure',
    },
    {
      key: 'what',
      fields: ['event'],
      title: t('events.what'),
      cell: row => (
        <>
          {t(nameOf(row), { defaultValue: row.name })}{' '}
          <span className="small soft">{nounName(t, row.name.split('.')[0] ?? '')}</span>
        </>
      ),
      width: 290,
      card: 'head',
    },
    {
      key: 'subject',
      fields: ['number'],
      title: t('events.subject'),
      cell: row => <SubjectName of={row} />,
      width: 216,
    },
    { key: 'who', fields: ['actor_name'], title: t('events.who'), cell: row => <Who of={row} />, width: 186 },
    {
      key: 'released',
      fields: ['released_by_name'],
      title: t('registers.released_by'),
      cell: row => row.released_by_name,
      width: 96,
    },
    {
      key: 'seal',
      fields: ['hash'],
      title: t('events.seal'),
      cell: row => <span className="seal">{row.hash.slice(0, 12)}</span>,
      width: 116,
    },
  ]
}

function Who({ of: { actor_name, via } }: { of: Happened }) {
  const { t } = useTranslation()
  return (
    <>
      {actor_name ?? t('record.system')} {via !== 'session' && <span className="tag">{t(`record.via.${via}`)}</span>}
    </>
  )
}

function questionOf(url: Url): Question<'browseEvents'> {
  const question: Record<string, unknown> = {}
  for (const name of ['number', 'from', 'to']) if (one(url[name])) question[name] = one(url[name])
  for (const name of ['noun', 'name', 'actor_id']) if (many(url[name]).length > 0) question[name] = many(url[name])
  return question as Question<'browseEvents'>
}
