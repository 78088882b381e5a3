import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useMay } from '../session.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { Day, Moment, Money } from '../ui/Money.tsx'
import { Facts, Figure } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { useActions } from '../ui/useActions.ts'
import { DocumentLink } from './DocumentLink.tsx'
import { itemActions } from './item-actions.ts'
import { kindName } from './names.ts'
import { UnapplyDialog } from './UnapplyDialog.tsx'

type History = Answer<'itemHistory'>
type Change = History['rows'][number]

/** Everything that ever changed one item, and the way to take an application back. */
export function ItemHistory({ item_id }: { item_id: string }) {
  const asked = useAnswer('itemHistory', { item_id })
  return <Wait for={asked}>{history => <Told history={history} />}</Wait>
}

function Told({ history }: { history: History }) {
  const { t, i18n } = useTranslation()
  const may = useMay()
  const [taking, setTaking] = useState<Change | null>(null)
  const { item, rows } = history
  const deeds = useActions(itemActions, item)
  const what = (row: Change) => (i18n.exists(`what.${row.what}`) ? t(`what.${row.what}`) : row.what)
  return (
    <>
      <div className="row-of-buttons">
        <ActionButtons deeds={deeds} />
      </div>
      <div className="figures">
        <Figure label={t('columns.open_minor')}>
          <Money minor={item.open_minor} currency={item.currency} code />
        </Figure>
        <Figure label={t('columns.amount_minor')}>
          <Money minor={item.amount_minor} currency={item.currency} code />
        </Figure>
      </div>
      <Facts
        rows={[
          [
            t('columns.document'),
            <span key="document">
              {kindName(t, item.kind)}{' '}
              <DocumentLink kind={item.kind} document_id={item.document_id} number={item.number} />
            </span>,
          ],
          [
            t('columns.customer'),
            <Link key="customer" to="/customers/$customer_id" params={{ customer_id: item.customer_id }}>
              {item.customer_number} {item.customer_name}
            </Link>,
          ],
          [t('columns.entity'), item.entity_code],
          [t('columns.issued_on'), <Day key="issued" day={item.issued_on} />],
          [t('columns.posted_on'), <Day key="posted" day={item.posted_on} />],
          [t('columns.due_on'), <Day key="due" day={item.due_on} missing={t('columns.undetermined')} />],
          [t('columns.agreed_due_on'), item.agreed_due_on && <Day key="agreed" day={item.agreed_due_on} />],
          [t('columns.salesperson'), item.salesperson_name],
        ]}
      />
      <DataTable<Change>
        label={t('item.history')}
        columns={[
          { key: 'at', title: t('columns.recorded_at'), cell: row => <Moment at={row.at} />, width: 148 },
          { key: 'on', title: t('columns.on'), cell: row => <Day day={row.on} />, width: 106 },
          {
            key: 'what',
            title: t('columns.what'),
            cell: row => (
              <>
                {what(row)} {row.reversed && <span className="tag">{t('item.reversed')}</span>}
              </>
            ),
            width: 150,
            card: 'head',
          },
          {
            key: 'counter',
            title: t('columns.counter'),
            cell: row =>
              row.counter_number && row.counter_kind && row.counter_document_id ? (
                <DocumentLink
                  kind={row.counter_kind}
                  document_id={row.counter_document_id}
                  number={row.counter_number}
                />
              ) : (
                row.note
              ),
            width: 130,
          },
          {
            key: 'delta',
            title: t('columns.delta_minor'),
            cell: row => <Money minor={row.delta_minor} currency={item.currency} />,
            right: true,
            width: 116,
            card: 'figure',
          },
          {
            key: 'open',
            title: t('item.open_then'),
            cell: row => <Money minor={row.open_minor} currency={item.currency} />,
            right: true,
            width: 116,
          },
          {
            key: 'act',
            title: <span className="hidden-but-read">{t('action.act')}</span>,
            cell: row =>
              row.application_id && !row.reversed && row.what !== 'reversal' && may('item.unapply') ? (
                <Button size="small" onClick={() => setTaking(row)}>
                  {t('item.unapply')}
                </Button>
              ) : null,
            width: 96,
          },
        ]}
        rows={rows}
        rowKey={row => `${row.at} ${row.application_id} ${row.what}`}
        rowClass={row => (row.reversed ? 'reversed' : '')}
        empty={{ title: t('item.unmoved') }}
      />
      {taking?.application_id && (
        <UnapplyDialog
          application_id={taking.application_id}
          number={item.number}
          counter={taking.counter_number}
          delta_minor={taking.delta_minor}
          currency={item.currency}
          onClose={() => setTaking(null)}
        />
      )}
    </>
  )
}
