import { useTranslation } from 'react-i18next'
import { useEntities } from '../session.ts'
import { ChoiceField } from '../ui/Field.tsx'
import { one, useUrl } from '../ui/url.ts'

/** The legal entity a page of the books looks at: the one in the URL, else the first in one's scope. */
export function useEntity() {
  const [url, change] = useUrl()
  const rows = useEntities().data?.rows ?? []
  const entity = rows.find(row => row.entity_id === one(url.entity_id)) ?? rows[0]
  return { entity, rows, choose: (entity_id: string | undefined) => change({ entity_id }) }
}

/** Chooses it, where there are several. */
export function EntityField() {
  const { t } = useTranslation()
  const { entity, rows, choose } = useEntity()
  if (rows.length < 2) return null
  return (
    <ChoiceField
      label={t('columns.entity')}
      value={entity?.entity_id}
      width={260}
      options={rows.map(row => ({ value: row.entity_id, label: `${row.code} ${row.name}` }))}
      onChange={choose}
    />
  )
}
