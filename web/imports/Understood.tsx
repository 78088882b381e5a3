import { useTranslation } from 'react-i18next'
import { dayText, moneyText } from '../ui/figures.ts'
import { plainText } from '../ui/plain.ts'
import { useSentence } from '../ui/problems.tsx'
import { importField, importValue, originOf, type Preview } from './fields.ts'

/** The first rows as they will be taken in, and beside each what is wrong with it. */
export function Understood({ preview }: { preview: Preview }) {
  const { t, i18n } = useTranslation()
  const sentence = useSentence()
  const exists = (key: string) => i18n.exists(key)
  const fields = preview.fields.map(one => one.field).filter(field => originOf(preview.map, field) !== null)
  const shown = fields.length > 0 ? fields : [...new Set(preview.understood.flatMap(row => Object.keys(row.values)))]
  const wrong = preview.understood.filter(row => row.problems.length > 0).length
  const choices = new Set(preview.fields.filter(one => one.choices.length > 0).map(one => one.field))
  const show = (field: string, values: Record<string, unknown>) => {
    const value = values[field] ?? values[`${field}_minor`]
    if (value === null || value === undefined) return ''
    const text = plainText(value)
    if (choices.has(field)) return importValue(t, exists, field, text)
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return dayText(text, i18n.language)
    if ((field.endsWith('_minor') || values[field] === undefined) && /^-?\d+$/.test(text))
      return moneyText(text, plainText(values.currency ?? 'CNY'), i18n.language)
    return text
  }
  return (
    <section aria-label={t('import.understood')}>
      <h2>{t('import.understood')}</h2>
      <p className={wrong > 0 ? 'wrong small' : 'well small'}>
        {wrong > 0
          ? t('import.wrong_rows', { wrong, count: preview.understood.length })
          : t('import.right_rows', { count: preview.understood.length })}
      </p>
      {preview.skipped > 0 && <p className="small soft">{t('import.skipped_rows', { count: preview.skipped })}</p>}
      <div className="rows-frame" role="region" aria-label={t('import.understood')} tabIndex={0}>
        <table className="rows num">
          <thead>
            <tr>
              <th scope="col">{t('import.row')}</th>
              {shown.map(field => (
                <th key={field} scope="col">
                  {importField(t, exists, field)}
                </th>
              ))}
              <th scope="col">{t('import.problems')}</th>
            </tr>
          </thead>
          <tbody>
            {preview.understood.map(row => (
              <tr key={row.row} className={row.problems.length > 0 ? 'refused' : ''}>
                <td className="row">{row.row}</td>
                {shown.map(field => (
                  <td key={field}>{show(field, row.values)}</td>
                ))}
                <td className="wrong">{row.problems.map(problem => sentence(problem)).join(' ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
