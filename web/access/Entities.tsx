import { Button } from 'antd'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useEntities, useMay } from '../session.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Day } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { EntityDialog } from './EntityDialog.tsx'
import { ListTools } from '../views/ListTools.tsx'

type Entity = Row<'listEntities'>

/** The legal entities in one's scope, each with books of its own. */
export function Entities() {
  const { t } = useTranslation()
  const may = useMay()
  const asked = useEntities()
  const [editing, setEditing] = useState<Entity | 'new' | null>(null)
  return (
    <Section title={t('organisation.entities')}>
      <DataTable<Entity>
        label={t('organisation.entities')}
        tools={() => <ListTools list={null} report="legal_entities" question={{}} fields={null} />}
        columns={columnsOf(t)}
        rows={asked.data?.rows ?? []}
        rowKey={row => row.entity_id}
        {...(may('entity.manage') ? { onOpen: setEditing } : {})}
        empty={{ title: t('organisation.no_entity'), hint: t('organisation.no_entity_hint') }}
        loading={asked.isFetching}
        error={asked.error}
        retry={() => void asked.refetch()}
      />
      {may('entity.manage') && (
        <p>
          <Button onClick={() => setEditing('new')}>{t('organisation.open_books')}</Button>
        </p>
      )}
      {editing && <EntityDialog {...(editing === 'new' ? {} : { entity: editing })} onClose={() => setEditing(null)} />}
    </Section>
  )
}

function columnsOf(t: TFunction): DataColumn<Entity>[] {
  return [
    { key: 'code', title: t('access.code'), cell: row => <span className="num">{row.code}</span>, width: 90 },
    { key: 'name', title: t('columns.name'), cell: row => row.name, width: 260, card: 'head' },
    { key: 'name_en', title: t('columns.name_en'), cell: row => row.name_en, width: 240 },
    { key: 'currency', title: t('organisation.base_currency'), cell: row => row.base_currency, width: 100 },
    { key: 'standard', title: t('organisation.standard'), cell: row => t(`standards.${row.standard}`), width: 180 },
    {
      key: 'taxpayer',
      title: t('organisation.taxpayer_kind'),
      cell: row => t(`taxpayer_kinds.${row.taxpayer_kind}`),
      width: 150,
    },
    { key: 'tax_id', title: t('columns.tax_id'), cell: row => <span className="num">{row.tax_id}</span>, width: 200 },
    { key: 'from', title: t('organisation.books_from'), cell: row => <Day day={row.books_from} />, width: 120 },
  ]
}
