import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useEntities, useMay } from '../session.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { ChoiceField } from '../ui/Field.tsx'
import { Count, Day, Moment, Money } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { one, useUrl } from '../ui/url.ts'
import { OpeningState } from './OpeningState.tsx'
import { ListTools } from '../views/ListTools.tsx'

/** 期初: what was brought over from the old books, entity by entity; each opens its tie-out. */
export function OpeningsPage() {
  const { t } = useTranslation()
  const may = useMay()
  const [url, change] = useUrl()
  const entities = useEntities().data?.rows ?? []
  const entity_id = one(url.entity_id)
  const question = entity_id ? { entity_id } : {}
  const asked = useAnswer('listOpenings', question)
  const entityOf = (row: Row<'listOpenings'>) => entities.find(entity => entity.entity_id === row.entity_id)
  const baseOf = (row: Row<'listOpenings'>) => entityOf(row)?.base_currency ?? 'CNY'
  return (
    <Page title={t('nav.openings')} sub={t('openings.sub')}>
      {entities.length > 1 && (
        <div className="bar">
          <ChoiceField
            label={t('columns.entity')}
            value={entity_id}
            clearable
            placeholder={t('ageing.everyone')}
            options={entities.map(entity => ({ value: entity.entity_id, label: `${entity.code} ${entity.name}` }))}
            onChange={next => change({ entity_id: next })}
          />
        </div>
      )}
      <DataTable<Row<'listOpenings'>>
        label={t('nav.openings')}
        name="openings"
        tools={fields => <ListTools list="openings" report="openings" question={question} fields={fields} />}
        columns={[
          {
            key: 'entity',
            fields: ['entity_code'],
            title: t('columns.entity'),
            cell: row => `${row.entity_code} ${entityOf(row)?.name ?? ''}`,
            width: 240,
            card: 'head',
          },
          {
            key: 'cutover',
            fields: ['cutover_on'],
            title: t('columns.cutover_on'),
            cell: row => <Day day={row.cutover_on} />,
            width: 130,
          },
          {
            key: 'state',
            fields: ['state'],
            title: t('columns.state'),
            cell: row => <OpeningState state={row.state} />,
            width: 120,
            card: 'figure',
          },
          {
            key: 'items',
            fields: ['items'],
            title: t('item.items'),
            cell: row => <Count of={row.items} />,
            right: true,
            width: 110,
          },
          {
            key: 'gross',
            fields: ['currency', 'gross_minor'],
            title: t('openings.gross'),
            cell: row => <Money minor={row.gross_minor} currency={baseOf(row)} code />,
            right: true,
            width: 190,
          },
          {
            key: 'net',
            fields: ['currency', 'net_minor'],
            title: t('openings.net'),
            cell: row => <Money minor={row.net_minor} currency={baseOf(row)} code />,
            right: true,
            width: 190,
          },
          {
            key: 'at',
            fields: ['recorded_at'],
            title: t('columns.recorded_at'),
            cell: row => <Moment at={row.recorded_at} />,
            width: 170,
          },
        ]}
        rows={asked.data?.rows ?? []}
        rowKey={row => row.opening_id}
        leadsTo={row => ({ to: '/openings/$opening_id', params: { opening_id: row.opening_id } })}
        empty={{
          title: t('openings.empty'),
          hint: t('openings.empty_hint'),
          action: may('import.run') && (
            <Link to="/imports" search={{ kind: 'openings' }}>
              {t('openings.empty_act')}
            </Link>
          ),
        }}
        loading={asked.isFetching}
        error={asked.error}
        retry={() => void asked.refetch()}
      />
    </Page>
  )
}
