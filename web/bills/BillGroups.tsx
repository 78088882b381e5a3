import { useTranslation } from 'react-i18next'
import type { Question } from '../client.ts'
import { groupName, monthSpan } from '../ledger/group-names.ts'
import { filtersOf, useList } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { Groups } from '../ui/Groups.tsx'
import type { Grouping } from '../ui/useGrouping.ts'
import { ListTools } from '../views/ListTools.tsx'
import { BillsTable } from './BillsTable.tsx'

type By = Question<'groupBills'>['by']
export const billGroups = ['customer', 'state', 'due_month', 'kind', 'currency', 'entity'] as const

type BillGroupsProps = {
  question: Question<'listBills'>
  grouping: Grouping<By>
  onSort: (sort: string) => void
}

/** Bills in groups, with what of each is in our hands; each opens to its bills. */
export function BillGroups({ question, grouping, onSort }: BillGroupsProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const by = grouping.by ?? 'customer'
  const asked = { ...filtersOf(question), by, sort: grouping.sort } as Question<'groupBills'>
  const groups = useList('groupBills', asked)
  const says = { state: (key: string) => t(`bills.states.${key}`) }
  return (
    <Groups
      label={t('nav.bills')}
      grouping={grouping}
      groups={groups.table}
      open={t('bills.in_hand')}
      nameOf={group => (by === 'kind' ? t(`bills.kinds.${group.key}`) : groupName(t, language, by, group, says))}
      tools={<ListTools list="bills" report="bill_groups" question={asked} fields={null} />}
      inside={group => <Inside question={{ ...question, ...within(by, group.key, question) }} onSort={onSort} />}
      empty={t('bills.empty')}
    />
  )
}

function Inside({ question, onSort }: { question: Question<'listBills'>; onSort: (sort: string) => void }) {
  const list = useList('listBills', question)
  return <BillsTable bare list={list} question={question} onSort={onSort} />
}

/** What narrows the list to one of its groups. */
function within(by: By, key: string, asked: Question<'listBills'>): Partial<Question<'listBills'>> {
  if (by !== 'due_month') return { [by === 'customer' || by === 'entity' ? `${by}_id` : by]: [key] }
  const [matures_from, matures_to] = monthSpan(key, asked.matures_from, asked.matures_to)
  return { matures_from, matures_to }
}
