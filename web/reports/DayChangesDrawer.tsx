import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { DocumentLink } from '../ledger/DocumentLink.tsx'
import { kindName } from '../ledger/names.ts'
import { useList } from '../lists.ts'
import { useMe } from '../session.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { DayField } from '../ui/Field.tsx'
import { endOfDay } from '../ui/figures.ts'
import { Day, Moment, Money } from '../ui/Money.tsx'
import { one, useUrl } from '../ui/url.ts'
import type { AgeingState } from './ageing-url.ts'

/** Why did this day change? Everything written down after a moment that moved the balances of the day. */
export function DayChangesDrawer({ state, onClose }: { state: AgeingState; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const [url, change] = useUrl()
  const since = one(url.since) ?? state.known_on ?? state.as_of
  const list = useList('dayChanges', {
    as_of: state.as_of,
    known_from: endOfDay(since, me.organisation.time_zone),
    ...state.scope,
  })
  const totals = list.first?.totals ?? []
  return (
    <Drawer
      open
      size={960}
      onClose={onClose}
      closable={{ 'aria-label': t('action.close') }}
      title={
        <>
          {t('ageing.why_long')} <Day day={state.as_of} />
        </>
      }
    >
      <div style={{ display: 'grid', gap: 14 }}>
        <p className="soft">{t('ageing.why_hint')}</p>
        <div data-seeks="">
          <DayField
            label={t('ageing.since')}
            value={since}
            onChange={day => change({ since: day ?? undefined }, { replace: true })}
          />
        </div>
        {totals.length > 0 && (
          <p>
            {t('ageing.moved')}{' '}
            {totals.map(total => (
              <strong key={total.currency} style={{ marginInlineEnd: 16 }}>
                <Money minor={total.delta_minor} currency={total.currency} code />
              </strong>
            ))}
          </p>
        )}
        <DataTable<Row<'dayChanges'>>
          label={t('ageing.why')}
          columns={[
            {
              key: 'recorded_at',
              title: t('columns.recorded_at'),
              cell: row => <Moment at={row.recorded_at} />,
              width: 150,
            },
            { key: 'on', title: t('columns.on'), cell: row => <Day day={row.on} />, width: 110 },
            { key: 'what', title: t('columns.what'), cell: row => t(`what.${row.what}`), width: 120 },
            {
              key: 'number',
              title: t('columns.document'),
              cell: row => (
                <>
                  <span className="soft">{kindName(t, row.kind)} </span>
                  <DocumentLink kind={row.kind} document_id={row.document_id} number={row.number} />
                </>
              ),
              width: 200,
              card: 'head',
            },
            { key: 'customer', title: t('columns.customer'), cell: row => row.customer_name, width: 180 },
            {
              key: 'delta',
              title: t('columns.delta_minor'),
              cell: row => <Money minor={row.delta_minor} currency={row.currency} code />,
              right: true,
              width: 150,
              card: 'figure',
            },
          ]}
          {...list.table}
          rowKey={row => `${row.recorded_at} ${row.item_id} ${row.what} ${row.delta_minor}`}
          empty={{ title: t('ageing.unchanged') }}
        />
      </div>
    </Drawer>
  )
}
