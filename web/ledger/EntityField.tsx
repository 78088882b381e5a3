import { useTranslation } from 'react-i18next'
import { useEntities } from '../session.ts'
import { ChoiceField } from '../ui/Field.tsx'
import { one, useUrl } from '../ui/url.ts'

/** The legal entity a page of the books looks at: the one in the URL, else the first in one's scope. */
export function useEntity() {
  const [url, change] = useUrl()
  const rows = useEntities().data?.rows ?? []
  const entity = rows.find(row => row.entity_id === one(url.entity_id)) ?? rows[0]
  return { entity, choose: (entity_id: string | undefined) => change({ entity_id }) }
}

type EntityChoiceProps = {
  value: string | undefined
  onChange: (entity_id: string | undefined) => void
  width?: number
}

/** One legal entity of those in one's scope; nothing to choose where there is one. */
export function EntityChoice({ value, onChange, width = 150 }: EntityChoiceProps) {
  const { t } = useTranslation()
  const rows = useEntities().data?.rows ?? []
  if (rows.length < 2) return null
  return (
    <ChoiceField
      label={t('columns.entity')}
      value={value}
      width={width}
      options={rows.map(row => ({ value: row.entity_id, label: `${row.code} ${row.name}` }))}
      onChange={onChange}
    />
  )
}

/** Chooses the one a page of the books looks at. */
export function EntityField() {
  const { entity, choose } = useEntity()
  return <EntityChoice value={entity?.entity_id} width={260} onChange={choose} />
}
