import { useTranslation } from 'react-i18next'
import { inOrder, type Said } from './read-people.ts'

/** A line of the people who are to come in, and why it is left out where it is. */
export type Previewed = { line: number; said: Said; why: string | null }

/** Enough to see that the columns are understood; what is left out is shown whole. */
const most = 50

/** What will become of each line, the reason beside the one that is left out. */
export function PeoplePreview({ rows }: { rows: readonly Previewed[] }) {
  const { t } = useTranslation()
  // A column nobody has anything in takes no room.
  const columns = inOrder.filter(column => rows.some(row => row.said[column] !== ''))
  const bad = rows.filter(row => row.why !== null)
  const shown = rows.length > most ? [...bad, ...rows.filter(row => row.why === null)].slice(0, most) : rows
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a place that scrolls must be reached without a mouse
    <div className="people-preview" role="region" aria-label={t('access.bring_preview')} tabIndex={0}>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{t('access.bring_row')}</th>
            {columns.map(column => (
              <th key={column} scope="col">
                {t(`access.bring_columns.${column}`)}
              </th>
            ))}
            <th scope="col">{t('access.bring_outcome')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(row => (
            <tr key={row.line}>
              <th scope="row" className="num soft">
                {row.line}
              </th>
              {columns.map(column => (
                <td key={column}>{row.said[column]}</td>
              ))}
              <td className={row.why === null ? 'soft' : 'wrong'}>
                {row.why ?? t(row.said.email ? 'access.bring_invited' : 'access.does_not_sign_in')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown.length && (
        <p className="small soft">{t('access.bring_more', { count: rows.length - shown.length })}</p>
      )}
    </div>
  )
}
