import { Button } from 'antd'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useMay, useMe } from '../session.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Moment } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import { readHolidays, writeHolidays } from './read-holidays.ts'
import { ListTools } from '../views/ListTools.tsx'

type Year = Row<'listHolidays'>

/** Days off and worked weekends, by region and year: what "the next working day" of terms goes by. */
export function Holidays() {
  const { t } = useTranslation()
  const may = useMay()
  const asked = useAnswer('listHolidays', {})
  const [editing, setEditing] = useState<Year | 'new' | null>(null)
  return (
    <Section title={t('holidays.title')}>
      <p className="soft">{t('holidays.hint')}</p>
      <DataTable<Year>
        label={t('holidays.title')}
        tools={() => <ListTools list={null} report="holidays" question={{}} fields={null} />}
        columns={columnsOf(t)}
        rows={asked.data?.rows ?? []}
        rowKey={row => `${row.region} ${row.year}`}
        {...(may('terms.manage') ? { onOpen: setEditing } : {})}
        empty={{ title: t('holidays.none') }}
        loading={asked.isFetching}
        error={asked.error}
        retry={() => void asked.refetch()}
      />
      {may('terms.manage') && (
        <Button style={{ marginTop: 12 }} onClick={() => setEditing('new')}>
          {t('holidays.enter')}
        </Button>
      )}
      {editing && <HolidaysDialog {...(editing === 'new' ? {} : { year: editing })} onClose={() => setEditing(null)} />}
    </Section>
  )
}

function columnsOf(t: TFunction): DataColumn<Year>[] {
  const count = (row: Year, working: boolean) => row.days.filter(day => day.working === working).length
  return [
    { key: 'year', title: t('holidays.year'), cell: row => `${row.region} ${row.year}`, width: 110, card: 'head' },
    { key: 'off', title: t('holidays.off'), cell: row => count(row, false), right: true, width: 110 },
    { key: 'worked', title: t('holidays.worked'), cell: row => count(row, true), right: true, width: 130 },
    { key: 'source', title: t('holidays.source'), cell: row => row.source, width: 480 },
    {
      key: 'entered',
      title: t('holidays.entered'),
      cell: row => (row.entered_at ? <Moment at={row.entered_at} /> : t('holidays.announced')),
      width: 180,
    },
  ]
}

function HolidaysDialog({ year: known, onClose }: { year?: Year; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const [region, setRegion] = useState(known?.region ?? 'CN')
  const [year, setYear] = useState(String(known?.year ?? Number(me.today.slice(0, 4)) + 1))
  const [source, setSource] = useState(known?.source ?? '')
  const [text, setText] = useState(known ? writeHolidays(known.days) : '')
  const { days, wrong } = readHolidays(text)
  return (
    <FormDialog
      title={known ? `${known.region} ${known.year}` : t('holidays.enter')}
      act={t('action.save')}
      width={640}
      ready={days.length > 0 && wrong.length === 0 && source.trim() !== '' && /^\d{4}$/.test(year)}
      perform={() =>
        done(
          () =>
            ask('setHolidays', {
              region: region.trim().toUpperCase(),
              year: Number(year),
              source: source.trim(),
              days,
            }),
          t('holidays.saved'),
        )
      }
      onClose={onClose}
    >
      {!known && (
        <div className="form-grid">
          <TextLine
            label={t('holidays.region')}
            value={region}
            onChange={setRegion}
            max={2}
            hint={t('holidays.region_hint')}
          />
          <TextLine label={t('holidays.year')} value={year} onChange={setYear} max={4} />
        </div>
      )}
      <TextLine label={t('holidays.source')} value={source} onChange={setSource} max={500} />
      <TextArea
        label={t('holidays.days')}
        value={text}
        onChange={setText}
        max={20_000}
        placeholder={t('holidays.days_example')}
      />
      <p className="small soft">
        {t('holidays.read', {
          off: days.filter(day => !day.working).length,
          worked: days.filter(day => day.working).length,
        })}
      </p>
      {wrong.length > 0 && (
        <p className="small wrong">{t('holidays.wrong', { lines: wrong.slice(0, 3).join(' · ') })}</p>
      )}
    </FormDialog>
  )
}
