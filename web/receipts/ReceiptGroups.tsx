import { useTranslation } from 'react-i18next'
import type { Question, Row } from '../client.ts'
import { groupName, monthSpan } from '../ledger/group-names.ts'
import { useList } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { Groups } from '../ui/Groups.tsx'
import type { Picked } from '../ui/picked.ts'
import type { Grouping } from '../ui/useGrouping.ts'
import { type Seen, useTold } from '../ui/useSeen.ts'
import { ListTools } from '../views/ListTools.tsx'
import { ReceiptsTable } from './ReceiptsTable.tsx'

type By = Question<'groupReceipts'>['by']
export const receiptGroups = ['customer', 'month', 'method', 'state', 'currency', 'entity'] as const

type ReceiptGroupsProps = {
  question: Question<'listReceipts'>
  grouping: Grouping<By>
  picked: Picked
  seen: Seen<Row<'listReceipts'>>
  onSort: (sort: string) => void
}

/** Receipts in groups; each opens to its receipts. */
export function ReceiptGroups({ question, grouping, picked, seen, onSort }: ReceiptGroupsProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const by = grouping.by ?? 'customer'
  const { sort: _, ...filters } = question
  const asked = { ...filters, by, sort: grouping.sort } as Question<'groupReceipts'>
  const groups = useList('groupReceipts', asked)
  const says = {
    state: (key: string) => t(key === 'posted' ? 'receipts.posted' : `invoices.${key}`),
    method: (key: string) => t(`methods.${key}`),
  }
  return (
    <Groups
      label={t('nav.receipts')}
      grouping={grouping}
      groups={groups.table}
      open={t('columns.unapplied_minor')}
      nameOf={group => groupName(t, language, by, group, says)}
      tools={<ListTools list="receipts" report="receipt_groups" question={asked} fields={null} />}
      inside={group => (
        <Inside
          place={group.key}
          question={{ ...question, ...within(by, group.key, question) }}
          picked={picked}
          seen={seen}
          onSort={onSort}
          withCustomer={by !== 'customer'}
        />
      )}
      empty={t('receipts.empty')}
    />
  )
}

type InsideProps = {
  place: string
  question: Question<'listReceipts'>
  picked: Picked
  seen: Seen<Row<'listReceipts'>>
  onSort: (sort: string) => void
  withCustomer: boolean
}

function Inside({ place, question, picked, seen, onSort, withCustomer }: InsideProps) {
  const list = useList('listReceipts', question)
  useTold(seen, place, list.rows)
  return (
    <ReceiptsTable
      bare
      list={list}
      question={question}
      picked={picked}
      sort={question.sort ?? '-received_on'}
      onSort={onSort}
      withCustomer={withCustomer}
    />
  )
}

/** What narrows the list to one of its groups. */
function within(by: By, key: string, asked: Question<'listReceipts'>): Partial<Question<'listReceipts'>> {
  if (by === 'customer') return { customer_id: [key] }
  if (by === 'entity') return { entity_id: [key] }
  if (by === 'method') return { method: [key] }
  if (by === 'state') return { state: [key] }
  if (by === 'currency') return { currency: [key] }
  const [received_from, received_to] = monthSpan(key, asked.received_from, asked.received_to)
  return { received_from, received_to }
}
