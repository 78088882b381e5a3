import { Link, useNavigate } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Question, Row } from '../client.ts'
import { customerColumn } from '../customers/customer-column.tsx'
import { useList } from '../lists.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Moment, Money } from '../ui/Money.tsx'
import { many, one, type Url, useUrl } from '../ui/url.ts'
import { ListTools } from '../views/ListTools.tsx'
import { DraftDrawer } from './DraftDrawer.tsx'

type Draft = Row<'listContractDrafts'>

/** Contracts that are still drafts; each opens the form as it was left, one that was concluded its contract. */
export function DraftsTable() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const navigate = useNavigate()
  const question = questionOf(url)
  const list = useList('listContractDrafts', question)
  const open = one(url.draft)
  return (
    <>
      <DataTable<Draft>
        label={t('contracts.views.drafts')}
        name="contracts/drafts"
        tools={fields => (
          <ListTools list="contracts/drafts" report="contract_drafts" question={question} fields={fields} />
        )}
        columns={columnsOf(t)}
        {...list.table}
        rowKey={row => row.draft_id}
        rowClass={row => (row.state === 'draft' ? '' : 'quiet')}
        sort={question.sort ?? '-changed_at'}
        onSort={sort => change({ sort }, { replace: true })}
        onOpen={({ draft_id, contract_id }) =>
          contract_id
            ? void navigate({ to: '/contracts/$contract_id', params: { contract_id } })
            : change({ draft: draft_id })
        }
        empty={{ title: t('contracts.no_drafts'), hint: t('contracts.no_drafts_hint') }}
      />
      {open && <DraftDrawer key={open} draft_id={open} onClose={() => change({ draft: undefined })} />}
    </>
  )
}

function columnsOf(t: TFunction): DataColumn<Draft>[] {
  return [
    {
      key: 'title',
      fields: ['subject', 'state'],
      title: t('contracts.title'),
      width: 238,
      sorts: ['title', '-title'],
      card: 'head',
      cell: row => (
        <>
          {row.title}{' '}
          <span className={row.state === 'draft' ? 'tag waits' : 'tag'}>{t(`contracts.states.${row.state}`)}</span>
        </>
      ),
    },
    customerColumn(t, { width: 200 }),
    { key: 'entity', fields: ['entity_code'], title: t('columns.entity'), cell: row => row.entity_code, width: 70 },
    { key: 'kind', title: t('columns.kind'), cell: row => t(`contracts.kinds.${row.kind}`), width: 80 },
    {
      key: 'amount',
      fields: ['currency', 'amount_minor'],
      title: t('columns.amount_minor'),
      cell: row =>
        row.amount_minor === null || row.currency === null ? (
          '–'
        ) : (
          <Money minor={row.amount_minor} currency={row.currency} code />
        ),
      right: true,
      width: 150,
      card: 'figure',
    },
    {
      key: 'changed',
      fields: ['changed_at'],
      title: t('contracts.changed_at'),
      cell: row => <Moment at={row.changed_at} />,
      width: 168,
      sorts: ['-changed_at', 'changed_at'],
    },
    { key: 'by', fields: ['changed_name'], title: t('registers.by'), cell: row => row.changed_name, width: 90 },
    {
      key: 'became',
      fields: ['contract_number', 'reason'],
      title: t('contracts.became'),
      width: 170,
      cell: row =>
        row.contract_id ? (
          <Link
            to="/contracts/$contract_id"
            params={{ contract_id: row.contract_id }}
            onClick={event => event.stopPropagation()}
          >
            <span className="doc">{row.contract_number}</span>
          </Link>
        ) : (
          row.reason
        ),
    },
  ]
}

function questionOf(url: Url): Question<'listContractDrafts'> {
  const question: Record<string, unknown> = { sort: one(url.sort) ?? '-changed_at' }
  if (one(url.q)) question.q = one(url.q)
  for (const name of ['kind', 'state', 'customer_id', 'entity_id'])
    if (many(url[name]).length > 0) question[name] = many(url[name])
  return question as Question<'listContractDrafts'>
}
