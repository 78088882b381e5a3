import { Drawer } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Question, Row } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useAnswer, useList } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { ExportButton } from '../reports/ExportButton.tsx'
import { useMe } from '../session.ts'
import { Talk } from '../tasks/Talk.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Day, Moment, Money } from '../ui/Money.tsx'
import { Facts, Page } from '../ui/Page.tsx'
import { monthStart, RangeField } from '../ui/RangeField.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { Wait } from '../ui/states.tsx'
import { many, one, useUrl } from '../ui/url.ts'
import { EntityField, useEntity } from './EntityField.tsx'
import { kindName } from './names.ts'

type Entry = Row<'listEntries'>
type Line = Entry['lines'][number]

/** 序时账: every entry of an entity in the order of its day, each with its postings. Nothing in it is ever changed. */
export function JournalPage() {
  const { t } = useTranslation()
  const me = useMe()
  const language = useLanguage()
  const { entity } = useEntity()
  const [url, change] = useUrl()
  const accounts = useAnswer('listAccounts', { entity_id: entity?.entity_id ?? '' }, entity !== undefined).data?.rows
  const from = one(url.from) ?? monthStart(me.today)
  const to = one(url.to) ?? me.today
  const question: Question<'listEntries'> = {
    ...(entity ? { entity_id: [entity.entity_id] } : {}),
    from,
    to,
    ...(one(url.number) ? { number: one(url.number) } : {}),
    ...(one(url.q) ? { q: one(url.q) } : {}),
    ...(one(url.customer_id) ? { customer_id: [one(url.customer_id) ?? ''] } : {}),
    ...(many(url.account_id).length > 0 ? { account_id: many(url.account_id) } : {}),
    sort: one(url.sort) === 'posted_on' ? 'posted_on' : '-posted_on',
  }
  const list = useList('listEntries', question, entity !== undefined)
  const shown = one(url.entry)
  return (
    <Page title={t('nav.journal')} sub={t('journal.sub')} actions={<ExportButton report="journal" params={question} />}>
      <FilterBar shown={<EntityField />}>
        <RangeField from={from} to={to} today={me.today} onChange={(from, to) => change({ from, to })} />
        <SearchField
          label={t('field.search_number')}
          value={one(url.number) ?? ''}
          width={170}
          onChange={number => change({ number }, { replace: true })}
        />
        <ManyField
          label={t('columns.account')}
          value={many(url.account_id)}
          width={200}
          options={(accounts ?? []).map(row => ({
            value: row.account_id,
            label: `${row.code} ${language === 'zh' ? row.name : row.name_en}`,
          }))}
          onChange={account_id => change({ account_id })}
        />
        <CustomerPicker
          label={t('columns.customer')}
          value={one(url.customer_id)}
          placeholder={t('ageing.everyone')}
          onChange={customer_id => change({ customer_id })}
        />
        <SearchField
          label={t('columns.memo')}
          value={one(url.q) ?? ''}
          width={150}
          onChange={q => change({ q }, { replace: true })}
        />
      </FilterBar>
      <DataTable<Entry>
        label={t('nav.journal')}
        columns={columnsOf(t, language)}
        {...list.table}
        rowKey={row => row.entry_id}
        sort={question.sort ?? ''}
        onSort={sort => change({ sort }, { replace: true })}
        onOpen={row => change({ entry: row.entry_id })}
        empty={{ title: t('journal.none'), hint: t('journal.none_hint') }}
      />
      {shown && (
        <Drawer
          open
          size={760}
          title={t('journal.entry')}
          closable={{ 'aria-label': t('action.close') }}
          onClose={() => change({ entry: undefined })}
        >
          <OneEntry entry_id={shown} />
        </Drawer>
      )}
    </Page>
  )
}

const accountOf = (line: Line, language: 'en' | 'zh') =>
  `${line.account_code} ${language === 'zh' ? line.account_name : line.account_name_en}`

/** The accounts of one side, each named once. */
function sideText(entry: Entry, language: 'en' | 'zh', debit: boolean): string {
  const lines = entry.lines.filter(line => String(line.base_minor).startsWith('-') !== debit)
  return [...new Set(lines.map(line => accountOf(line, language)))].join(' · ')
}

function columnsOf(t: TFunction, language: 'en' | 'zh'): DataColumn<Entry>[] {
  return [
    {
      key: 'posted_on',
      title: t('columns.posted_on'),
      width: 116,
      sorts: ['-posted_on', 'posted_on'],
      cell: row => <Day day={row.posted_on} />,
    },
    { key: 'kind', title: t('columns.kind'), cell: row => kindName(t, row.kind), width: 130, card: 'head' },
    {
      key: 'customer',
      title: t('columns.customer'),
      cell: row => row.lines.find(line => line.customer_name)?.customer_name,
      width: 220,
    },
    { key: 'debit', title: t('journal.debit'), cell: row => sideText(row, language, true), width: 230 },
    { key: 'credit', title: t('journal.credit'), cell: row => sideText(row, language, false), width: 280 },
    {
      key: 'amount',
      title: t('columns.amount'),
      right: true,
      width: 160,
      card: 'figure',
      cell: row => <Money minor={String(row.debit_base_minor)} currency={row.base_currency} code />,
    },
  ]
}

function OneEntry({ entry_id }: { entry_id: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const asked = useAnswer('readEntry', { entry_id })
  return (
    <Wait for={asked}>
      {entry => (
        <>
          <Facts
            rows={[
              [t('columns.kind'), kindName(t, entry.kind)],
              [t('columns.entity'), entry.entity_code],
              [t('columns.posted_on'), <Day key="on" day={entry.posted_on} />],
              [t('columns.recorded_at'), <Moment key="at" at={entry.recorded_at} />],
              [t('columns.note'), entry.memo],
            ]}
          />
          <DataTable<Line>
            label={t('journal.entry')}
            columns={linesOf(t, language, entry.base_currency)}
            rows={entry.lines}
            rowKey={line => String(line.line)}
            empty={{ title: '' }}
          />
          <Talk subject={{ subject_kind: 'entry', subject_id: entry_id }} />
        </>
      )}
    </Wait>
  )
}

function linesOf(t: TFunction, language: 'en' | 'zh', base: string): DataColumn<Line>[] {
  const side = (key: 'debit' | 'credit'): DataColumn<Line> => ({
    key,
    title: t(`journal.${key}`),
    right: true,
    width: 130,
    cell: line => {
      const minor = String(line.base_minor)
      const credit = minor.startsWith('-')
      if (credit !== (key === 'credit')) return null
      return <Money minor={minor.replace('-', '')} currency={base} />
    },
  })
  return [
    {
      key: 'account',
      title: t('columns.account'),
      cell: line => accountOf(line, language),
      width: 220,
      card: 'head',
    },
    { key: 'item', title: t('columns.document'), cell: line => line.item_number, width: 130 },
    side('debit'),
    side('credit'),
    {
      key: 'original',
      title: t('columns.currency'),
      right: true,
      width: 150,
      cell: line =>
        line.currency === base ? null : <Money minor={String(line.amount_minor)} currency={line.currency} code />,
    },
  ]
}
