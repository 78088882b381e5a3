import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { BookedSpan } from '../ledger/booked.tsx'
import type { Question, Row } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { usePasteRows } from '../imports/paste.ts'
import { filtersOf, useList, useMatching } from '../lists.ts'
import { printReceipt } from '../papers/actions.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { DaySpan } from '../ui/DaySpan.tsx'
import { BulkBar, sumsOf } from '../ui/BulkBar.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { GroupMenu } from '../ui/GroupMenu.tsx'
import { Page } from '../ui/Page.tsx'
import { usePicked } from '../ui/picked.ts'
import { SearchField } from '../ui/SearchField.tsx'
import { many, one, type Url, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { useGrouping } from '../ui/useGrouping.ts'
import { useSeen } from '../ui/useSeen.ts'
import { recordReceipt } from './actions.ts'
import { confirmToCustomer } from './confirmation-actions.ts'
import { ReceiptGroups, receiptGroups } from './ReceiptGroups.tsx'
import { ReceiptsTable } from './ReceiptsTable.tsx'
import { WaitingNotice } from './WaitingNotice.tsx'

/** Money received; those that still have unapplied money are the clerk's work list. */
export function ReceiptsPage() {
  const { t } = useTranslation()
  usePasteRows('receipts')
  const [url, change] = useUrl()
  const question = questionOf(url)
  const grouping = useGrouping(receiptGroups)
  const list = useList('listReceipts', question, !grouping.by)
  const matching = useMatching('groupReceipts', filtersOf(question), !grouping.by && list.first !== undefined)
  const seen = useSeen<Row<'listReceipts'>>()
  const picked = usePicked()
  const onSort = (sort: string) => change({ sort }, { replace: true })
  const deeds = useActions([recordReceipt], undefined)
  return (
    <Page
      title={t(question.unapplied ? 'nav.unapplied' : 'nav.receipts')}
      sub={t('receipts.sub')}
      actions={<ActionButtons deeds={deeds} />}
    >
      <WaitingNotice question={question} />
      <FilterBar>
        <SearchField
          label={t('field.search_number')}
          value={one(url.number) ?? ''}
          width={170}
          onChange={number => change({ number }, { replace: true })}
        />
        <CustomerPicker
          label={t('columns.customer')}
          value={one(url.customer_id)}
          placeholder={t('ageing.everyone')}
          onChange={customer_id => change({ customer_id })}
        />
        <DaySpan
          label={t('columns.received_on')}
          from={one(url.received_from)}
          to={one(url.received_to)}
          onChange={(received_from, received_to) => change({ received_from, received_to })}
        />
        <BookedSpan url={url} rows={list.rows} onChange={change} />
        <Checkbox
          checked={one(url.unapplied) === 'yes'}
          onChange={event => change({ unapplied: event.target.checked ? 'yes' : undefined })}
        >
          {t('receipts.unapplied_only')}
        </Checkbox>
      </FilterBar>
      {grouping.by ? (
        <ReceiptGroups question={question} grouping={grouping} picked={picked} seen={seen} onSort={onSort} />
      ) : (
        <ReceiptsTable
          list={list}
          matching={matching}
          picked={picked}
          question={question}
          sort={question.sort ?? '-received_on'}
          onSort={onSort}
          menu={<GroupMenu grouping={grouping} />}
        />
      )}
      <BulkBar
        picked={picked}
        rows={grouping.by ? seen.rows : list.rows}
        rowKey={row => row.receipt_id}
        actions={[printReceipt, confirmToCustomer]}
        sum={sumsOf<Row<'listReceipts'>>('amount_minor')}
        whole={{
          list: 'receipts',
          params: question,
          count: matching?.count ?? null,
          more: grouping.by !== undefined || list.more.has,
        }}
      />
    </Page>
  )
}

function questionOf(url: Url): Question<'listReceipts'> {
  const question: Record<string, unknown> = { sort: one(url.sort) ?? '-received_on' }
  for (const name of ['number', 'unapplied', 'received_from', 'received_to', 'booked_from', 'booked_to'])
    if (one(url[name])) question[name] = one(url[name])
  for (const name of ['customer_id', 'entity_id', 'currency', 'method', 'state'])
    if (many(url[name]).length > 0) question[name] = many(url[name])
  return question as Question<'listReceipts'>
}
