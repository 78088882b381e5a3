import { useTranslation } from 'react-i18next'
import type { DataColumn } from './DataTable.tsx'
import { ChoiceField } from './Field.tsx'
import { titleOf } from './TableLine.tsx'

type CardSortProps<R> = {
  columns: readonly DataColumn<R>[]
  sort: string | undefined
  onSort: ((sort: string) => void) | undefined
}

/** Cards have no heads to press: on a phone one chooses here what the rows are sorted by, and which way. */
export function CardSort<R>({ columns, sort, onSort }: CardSortProps<R>) {
  const { t } = useTranslation()
  const options = columns.flatMap(column => {
    const name = titleOf(column.title)
    if (!name) return []
    return (column.sorts ?? []).flatMap(word =>
      word ? [{ value: word, label: t(word.startsWith('-') ? 'table.falling' : 'table.rising', { name }) }] : [],
    )
  })
  if (!onSort || options.length < 2) return null
  const known = options.some(option => option.value === sort)
  return (
    <div className="card-sort no-print" data-seeks="">
      <ChoiceField
        label={t('table.sort')}
        value={known ? sort : undefined}
        placeholder={t('table.as_it_comes')}
        width={280}
        options={options}
        onChange={word => word && onSort(word)}
      />
    </div>
  )
}
