import { useTranslation } from 'react-i18next'
import type { Question, Row } from '../client.ts'
import { groupName, monthSpan } from './group-names.ts'
import { useList } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { Groups } from '../ui/Groups.tsx'
import type { Picked } from '../ui/picked.ts'
import type { Grouping } from '../ui/useGrouping.ts'
import { type Seen, useTold } from '../ui/useSeen.ts'
import { ListTools } from '../views/ListTools.tsx'
import { DueTable } from './DueTable.tsx'

type By = Question<'groupOpenItems'>['by']
export const dueGroups = [
  'customer',
  'head_office',
  'grade',
  'salesperson',
  'department',
  'due_month',
  'kind',
  'currency',
  'entity',
] as const

type DueGroupsProps = {
  question: Question<'listOpenItems'>
  grouping: Grouping<By>
  picked: Picked
  seen: Seen<Row<'listOpenItems'>>
  onSort: (sort: string) => void
  onOpen: (item: Row<'listOpenItems'>) => void
}

/** Claims in groups; each opens to its claims. */
export function DueGroups({ question, grouping, picked, seen, onSort, onOpen }: DueGroupsProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const by = grouping.by ?? 'customer'
  const { sort: _, totals: __, ...filters } = question
  const asked = { ...filters, by, sort: grouping.sort } as Question<'groupOpenItems'>
  const groups = useList('groupOpenItems', asked)
  return (
    <Groups
      label={t('nav.due')}
      grouping={grouping}
      groups={groups.table}
      open={t('columns.open_minor')}
      nameOf={group => groupName(t, language, by, group)}
      tools={<ListTools list="due" report="item_groups" question={asked} fields={null} />}
      inside={group => (
        <Inside
          place={group.key}
          question={{ ...question, ...within(by, group.key, question) }}
          picked={picked}
          seen={seen}
          onSort={onSort}
          onOpen={onOpen}
        />
      )}
      empty={t('due.none')}
    />
  )
}

type InsideProps = {
  place: string
  question: Question<'listOpenItems'>
  picked: Picked
  seen: Seen<Row<'listOpenItems'>>
  onSort: (sort: string) => void
  onOpen: (item: Row<'listOpenItems'>) => void
}

function Inside({ place, question, picked, seen, onSort, onOpen }: InsideProps) {
  const list = useList('listOpenItems', question)
  useTold(seen, place, list.rows)
  return <DueTable bare list={list} question={question} picked={picked} onSort={onSort} onOpen={onOpen} />
}

/** What narrows the list to one of its groups. */
function within(by: By, key: string, asked: Question<'listOpenItems'>): Partial<Question<'listOpenItems'>> {
  if (by === 'customer') return { customer_id: [key] }
  if (by === 'head_office') return { head_office_id: [key] }
  if (by === 'grade') return { grade: [key === '' ? 'none' : key] }
  if (by === 'salesperson') return key === '' ? { without: 'salesperson' } : { salesperson_id: [key] }
  if (by === 'department') return key === '' ? { without: 'department' } : { department_id: [key] }
  if (by === 'entity') return { entity_id: [key] }
  if (by === 'kind') return { kind: [key] }
  if (by === 'currency') return { currency: [key] }
  if (key === '') return { column: 'undetermined' }
  const [due_from, due_to] = monthSpan(key, asked.due_from, asked.due_to)
  return { due_from, due_to }
}
