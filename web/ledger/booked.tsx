import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { DataColumn } from '../ui/DataTable.tsx'
import { DaySpan } from '../ui/DaySpan.tsx'
import { Day } from '../ui/Money.tsx'
import { one, type Url, type useUrl } from '../ui/url.ts'

type Booked = { booked_on: string | null }

const anyBooked = (rows: readonly Booked[]) => rows.some(row => row.booked_on !== null)

/** The day of the system a document comes from: a column where any of the rows shown has one. */
export function bookedColumn<R extends Booked>(t: TFunction, rows: readonly R[]): DataColumn<R>[] {
  if (!anyBooked(rows)) return []
  const cell = (row: R) => <Day day={row.booked_on} missing="–" />
  return [{ key: 'booked_on', fields: ['booked_on'], title: t('columns.booked_on'), cell, width: 124 }]
}

type BookedSpanProps = { url: Url; rows: readonly Booked[]; onChange: ReturnType<typeof useUrl>[1] }

/** Narrows a list by that day, where there is something to narrow or it is narrowed already. */
export function BookedSpan({ url, rows, onChange }: BookedSpanProps) {
  const { t } = useTranslation()
  const [from, to] = [one(url.booked_from), one(url.booked_to)]
  if (!from && !to && !anyBooked(rows)) return null
  return (
    <DaySpan
      label={t('columns.booked_on')}
      from={from}
      to={to}
      onChange={(booked_from, booked_to) => onChange({ booked_from, booked_to })}
    />
  )
}
