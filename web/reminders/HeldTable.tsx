import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { customerColumn } from '../customers/customer-column.tsx'
import { ItemDrawer } from '../ledger/ItemDrawer.tsx'
import { useAnswer } from '../lists.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { useUrl } from '../ui/url.ts'
import { NoneYet } from './NoneYet.tsx'

type Held = Answer<'previewReminders'>['rows'][number]
type HeldProps = { entity_id: string | undefined; customer_id: string | undefined }

/** What would be reminded of today but is held, and why. */
export function HeldTable({ entity_id, customer_id }: HeldProps) {
  const { t } = useTranslation()
  const [, change] = useUrl()
  const asked = useAnswer('previewReminders', {
    ...(entity_id ? { entity_id: [entity_id] } : {}),
    ...(customer_id ? { customer_id: [customer_id] } : {}),
  })
  if (asked.data?.entities === 0) return <NoneYet />
  return (
    <>
      <DataTable<Held>
        label={t('reminders.views.held')}
        name="reminders.held"
        columns={[
          customerColumn(t, { width: 250 }),
          {
            key: 'number',
            title: t('columns.number'),
            cell: row => <span className="doc">{row.number}</span>,
            width: 160,
          },
          {
            key: 'reason',
            title: t('field.reason'),
            cell: row => <span className="tag waits">{t(`reminders.holds.${row.reason}`)}</span>,
            width: 190,
          },
          {
            key: 'step',
            title: t('reminders.step'),
            cell: row =>
              `${t(`collection_policy.channels.${row.channel}`)} · ${t(`collection_policy.tones.${row.tone}`)}`,
            width: 170,
          },
          { key: 'due', title: t('columns.due_on'), cell: row => <Day day={row.due_on} />, width: 112 },
          {
            key: 'late',
            title: t('columns.days_overdue'),
            cell: row => <span className="num">{row.days_late > 0 ? row.days_late : '–'}</span>,
            right: true,
            width: 90,
          },
          {
            key: 'open',
            title: t('columns.open_minor'),
            cell: row => <Money minor={row.open_minor} currency={row.currency} code />,
            right: true,
            width: 150,
            card: 'figure',
          },
        ]}
        rows={asked.data?.rows ?? []}
        loading={asked.isFetching}
        error={asked.error}
        retry={() => void asked.refetch()}
        rowKey={row => row.item_id}
        onOpen={row => change({ item: row.item_id })}
        empty={{ title: t('reminders.empty.held'), hint: t('reminders.held_hint') }}
      />
      {asked.data?.more && <p className="soft">{t('reminders.held_first')}</p>}
      <ItemDrawer />
    </>
  )
}
