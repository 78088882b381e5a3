import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../session.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { Day, Moment, Money } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { DocumentLink } from './DocumentLink.tsx'
import { kindName } from './names.ts'
import { UnapplyDialog } from './UnapplyDialog.tsx'

type Application = {
  application_id: string
  counter_kind: string
  counter_number: string
  counter_document_id: string
  counter_customer_name?: string
  delta_minor: string
  applied_on: string
  recorded_at: string
  kind: string
  reversed: boolean
}

/** What only its own verb takes back. */
const bound = ['reversal', 'transfer', 'correction', 'opening_undo', 'refund', 'bill']

type ApplicationsProps = { rows: readonly Application[]; number: string; currency: string; title: string }

/** What a document was applied to and when; each can be taken back. */
export function Applications({ rows, number, currency, title }: ApplicationsProps) {
  const { t } = useTranslation()
  const may = useMay()
  const [taking, setTaking] = useState<Application | null>(null)
  return (
    <Section title={title}>
      <DataTable<Application>
        label={title}
        columns={[
          { key: 'on', title: t('columns.applied_on'), cell: row => <Day day={row.applied_on} />, width: 120 },
          {
            key: 'what',
            title: t('columns.what'),
            cell: row => (
              <>
                {t(`what.${row.kind}`)} {row.reversed && <span className="tag">{t('item.reversed')}</span>}
              </>
            ),
            width: 150,
          },
          {
            key: 'counter',
            title: t('columns.counter'),
            cell: row => (
              <>
                <span className="soft">{kindName(t, row.counter_kind)} </span>
                <DocumentLink
                  kind={row.counter_kind}
                  document_id={row.counter_document_id}
                  number={row.counter_number}
                />
              </>
            ),
            width: 260,
            card: 'head',
          },
          { key: 'at', title: t('columns.recorded_at'), cell: row => <Moment at={row.recorded_at} />, width: 160 },
          {
            key: 'delta',
            title: t('columns.amount_minor'),
            cell: row => <Money minor={row.delta_minor} currency={currency} />,
            right: true,
            width: 140,
            card: 'figure',
          },
          {
            key: 'act',
            title: <span className="hidden-but-read">{t('action.act')}</span>,
            cell: row =>
              !row.reversed && !bound.includes(row.kind) && may('item.unapply') ? (
                <Button size="small" onClick={() => setTaking(row)}>
                  {t('item.unapply')}
                </Button>
              ) : null,
            width: 110,
          },
        ]}
        rows={rows}
        rowKey={row => `${row.application_id} ${row.recorded_at} ${row.counter_number}`}
        empty={{ title: t('invoices.none_applied') }}
      />
      {taking && (
        <UnapplyDialog
          application_id={taking.application_id}
          number={number}
          counter={taking.counter_number}
          delta_minor={taking.delta_minor}
          currency={currency}
          onClose={() => setTaking(null)}
        />
      )}
    </Section>
  )
}
