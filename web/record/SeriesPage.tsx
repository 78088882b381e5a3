import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useList } from '../lists.ts'
import { useEntities, useMe } from '../session.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { ChoiceField } from '../ui/Field.tsx'
import { Count } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { one, useUrl } from '../ui/url.ts'
import { ListTools } from '../views/ListTools.tsx'

type Series = Row<'listSeries'>

/** The series of numbers, entity by entity and year by year: what comes next, and whether any number is missing. */
export function SeriesPage() {
  const { t } = useTranslation()
  const me = useMe()
  const entities = useEntities().data?.rows ?? []
  const [url, change] = useUrl()
  const [entity_id, year] = [one(url.entity_id), one(url.year)]
  const question = { ...(entity_id ? { entity_id: [entity_id] } : {}), ...(year ? { year } : {}) }
  const list = useList('listSeries', question)
  const now = Number(me.today.slice(0, 4))
  const years = Array.from({ length: 10 }, (_, back) => String(now - back))
  const torn = list.rows.reduce((sum, row) => sum + row.missing_count, 0)
  return (
    <Page title={t('nav.number_series')} sub={t('series.sub')}>
      <div className="bar">
        {entities.length > 1 && (
          <ChoiceField
            label={t('columns.entity')}
            value={entity_id}
            clearable
            width={260}
            placeholder={t('ageing.everyone')}
            options={entities.map(entity => ({ value: entity.entity_id, label: `${entity.code} ${entity.name}` }))}
            onChange={next => change({ entity_id: next })}
          />
        )}
        <ChoiceField
          label={t('series.year')}
          value={year}
          clearable
          width={120}
          placeholder={t('ageing.everyone')}
          options={years.map(value => ({ value, label: value }))}
          onChange={next => change({ year: next }, { replace: true })}
        />
      </div>
      {torn > 0 && <p className="wrong">{t('series.torn', { count: torn })}</p>}
      <DataTable<Series>
        label={t('nav.number_series')}
        name="number-series"
        tools={fields => <ListTools list="number-series" report="number_series" question={question} fields={fields} />}
        columns={columnsOf(t)}
        {...list.table}
        rowKey={row => `${row.entity_id} ${row.series} ${row.year}`}
        empty={{ title: t('series.none'), hint: t('series.none_hint') }}
      />
    </Page>
  )
}

function columnsOf(t: TFunction): DataColumn<Series>[] {
  const count = (key: 'drawn' | 'found' | 'voided'): DataColumn<Series> => ({
    key,
    fields: [key],
    title: t(`series.${key}`),
    cell: row => <Count of={row[key]} />,
    right: true,
    width: 130,
  })
  return [
    { key: 'entity', fields: ['entity_code'], title: t('columns.entity'), cell: row => row.entity_code, width: 90 },
    {
      key: 'series',
      fields: ['series'],
      title: t('series.series'),
      cell: row => (
        <>
          <span className="doc">{row.series}</span> <span className="soft">{t(`series.names.${row.series}`)}</span>
        </>
      ),
      width: 230,
      card: 'head',
    },
    {
      key: 'year',
      fields: ['year'],
      title: t('series.year'),
      cell: row => <span className="num">{row.year}</span>,
      width: 80,
    },
    {
      key: 'next',
      fields: ['next'],
      title: t('series.next'),
      cell: row => <span className="doc">{row.next}</span>,
      width: 160,
      card: 'figure',
    },
    count('drawn'),
    count('found'),
    count('voided'),
    {
      key: 'missing',
      fields: ['missing'],
      title: t('series.missing'),
      cell: row =>
        row.missing_count === 0 ? (
          <span className="tag well">{t('series.whole')}</span>
        ) : (
          <span className="wrong">
            {t('series.lacking', { count: row.missing_count })} {row.missing.join(', ')}
            {row.missing_count > row.missing.length && ' …'}
          </span>
        ),
      width: 240,
    },
  ]
}
