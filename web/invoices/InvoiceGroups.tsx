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
import { InvoicesTable } from './InvoicesTable.tsx'

type By = Question<'groupInvoices'>['by']
export const invoiceGroups = ['customer', 'month', 'due_month', 'kind', 'state', 'currency', 'entity'] as const

type InvoiceGroupsProps = {
  question: Question<'listInvoices'>
  grouping: Grouping<By>
  picked: Picked
  seen: Seen<Row<'listInvoices'>>
  onSort: (sort: string) => void
}

/** Invoices in groups; each opens to its invoices. */
export function InvoiceGroups({ question, grouping, picked, seen, onSort }: InvoiceGroupsProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const by = grouping.by ?? 'customer'
  const { sort: _, ...filters } = question
  const asked = { ...filters, by, sort: grouping.sort } as Question<'groupInvoices'>
  const groups = useList('groupInvoices', asked)
  const states = { state: (key: string) => t(`invoices.${key}`) }
  return (
    <Groups
      label={t('nav.invoices')}
      grouping={grouping}
      groups={groups.table}
      open={t('columns.open_minor')}
      nameOf={group => groupName(t, language, by, group, states)}
      tools={<ListTools list="invoices" report="invoice_groups" question={asked} fields={null} />}
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
      empty={t('invoices.empty')}
    />
  )
}

type InsideProps = {
  place: string
  question: Question<'listInvoices'>
  picked: Picked
  seen: Seen<Row<'listInvoices'>>
  onSort: (sort: string) => void
  withCustomer: boolean
}

function Inside({ place, question, picked, seen, onSort, withCustomer }: InsideProps) {
  const list = useList('listInvoices', question)
  useTold(seen, place, list.rows)
  return (
    <InvoicesTable
      bare
      list={list}
      question={question}
      picked={picked}
      sort={question.sort ?? '-issued_on'}
      onSort={onSort}
      withCustomer={withCustomer}
    />
  )
}

/** What narrows the list to one of its groups. */
function within(by: By, key: string, asked: Question<'listInvoices'>): Partial<Question<'listInvoices'>> {
  if (by === 'customer') return { customer_id: [key] }
  if (by === 'entity') return { entity_id: [key] }
  if (by === 'kind') return { kind: [key] }
  if (by === 'state') return { state: [key] }
  if (by === 'currency') return { currency: [key] }
  // An invoice whose due day is not known stands behind all others.
  if (key === '') return { due_from: '2999-12-31' }
  if (by === 'month') {
    const [issued_from, issued_to] = monthSpan(key, asked.issued_from, asked.issued_to)
    return { issued_from, issued_to }
  }
  const [due_from, due_to] = monthSpan(key, asked.due_from, asked.due_to)
  return { due_from, due_to }
}
