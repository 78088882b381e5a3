import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer, Question } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useMay } from '../session.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { useSentence } from '../ui/problems.tsx'
import { Wait } from '../ui/states.tsx'
import { IssueLateDialog } from './IssueLateDialog.tsx'
import { Stretches } from './Stretches.tsx'
import { WaiveDialog } from './WaiveDialog.tsx'
import { WhyRule } from './WhyRule.tsx'

type Proposal = Answer<'proposeLateCharges'>
type Item = Proposal['rows'][number]

/** What a customer may be charged until a day, each item with its calculation, and the deeds on those that are ticked. */
export function LateProposal({ question }: { question: Question<'proposeLateCharges'> }) {
  const asked = useAnswer('proposeLateCharges', question)
  return <Wait for={asked}>{proposal => <Shown proposal={proposal} question={question} />}</Wait>
}

const purseOf = (item: Item) => `${item.entity_id} ${item.currency}`

function Shown({ proposal, question }: { proposal: Proposal; question: Question<'proposeLateCharges'> }) {
  const { t } = useTranslation()
  const may = useMay()
  const say = useSentence()
  const [left, setLeft] = useState<ReadonlySet<string>>(
    () => new Set(proposal.rows.filter(row => row.disputed).map(row => row.item_id)),
  )
  const [deed, setDeed] = useState<'issue' | 'waive' | null>(null)
  const [purse, setPurse] = useState<string | null>(null)
  // One charge is of one entity and one currency.
  const purses = [...new Set(proposal.rows.map(purseOf))]
  const now = purse ?? purses[0]
  const rows = proposal.rows.filter(row => purseOf(row) === now)
  const other = rows.filter(row => row.by !== 'chosen').length
  const ticked = rows.filter(row => !left.has(row.item_id))
  const sum = ticked.reduce((all, row) => all + BigInt(row.amount_minor), 0n)
  const tick = (id: string, on: boolean) => {
    const next = new Set(left)
    if (on) next.delete(id)
    else next.add(id)
    setLeft(next)
  }
  const columns: DataColumn<Item>[] = [
    {
      key: 'number',
      title: t('columns.number'),
      cell: row => (
        <Checkbox checked={!left.has(row.item_id)} onChange={event => tick(row.item_id, event.target.checked)}>
          <span className="doc">{row.number}</span>
        </Checkbox>
      ),
      width: 166,
      card: 'head',
    },
    {
      key: 'due',
      title: t('columns.due_on'),
      cell: row => (
        <span className="wraps">
          <Day day={row.due_on} /> {row.disputed && <span className="tag waits">{t('late.disputed')}</span>}
        </span>
      ),
      width: 118,
    },
    { key: 'days', title: t('late.days_late'), cell: row => row.days, width: 56, right: true },
    {
      key: 'rule',
      title: t('late.rule'),
      cell: row => <WhyRule row={row} />,
      width: 250,
    },
    {
      key: 'rows',
      title: t('late.calculation'),
      cell: row => (
        <>
          <Stretches rows={row.rows} currency={row.currency} />
          {row.capped_minor !== '0' && (
            <span className="small soft">
              {t('late.capped')} <Money minor={row.capped_minor} currency={row.currency} />
            </span>
          )}
        </>
      ),
      width: 432,
    },
    {
      key: 'amount',
      title: t('columns.amount'),
      cell: row => <Money minor={row.amount_minor} currency={row.currency} code />,
      width: 146,
      right: true,
      card: 'figure',
    },
  ]
  const [first] = rows
  const [unsaid] = proposal.unsaid
  const chosen = first && {
    customer_id: question.customer_id,
    entity_id: first.entity_id,
    currency: first.currency,
    until: proposal.until,
    ...(question.rule ? { rule: question.rule } : {}),
    item_ids: ticked.map(row => row.item_id),
    amount_minor: String(sum),
  }
  return (
    <>
      {unsaid && (
        <p className="problem" role="note">
          {t('late.unsaid', { count: proposal.unsaid.length, number: unsaid.number })}{' '}
          {say({ code: unsaid.code as never, params: (unsaid.params ?? {}) as Record<string, unknown> })}
        </p>
      )}
      {question.rule && other > 0 && (
        <p className="note" role="note">
          {t('late.not_the_chosen', { count: other, all: rows.length })}
        </p>
      )}
      {purses.length > 1 && (
        <div className="row-of-buttons">
          {purses.map(each => {
            const of = proposal.rows.find(row => purseOf(row) === each)
            return (
              <Button
                key={each}
                size="small"
                type={each === now ? 'primary' : 'default'}
                onClick={() => setPurse(each)}
              >
                {of?.entity_code} {of?.currency}
              </Button>
            )
          })}
        </div>
      )}
      <DataTable<Item>
        label={t('nav.late_charges')}
        columns={columns}
        rows={rows}
        rowKey={row => row.item_id}
        empty={{ title: t('late.nothing'), hint: t('late.nothing_hint') }}
      />
      {chosen && ticked.length > 0 && (
        <div className="row-of-buttons" style={{ marginTop: 12, alignItems: 'center' }}>
          <strong>
            <Money minor={String(sum)} currency={chosen.currency} code />
          </strong>
          {may('late_charge.issue') && (
            <Button type="primary" disabled={sum === 0n} onClick={() => setDeed('issue')}>
              {t('late.issue')}
            </Button>
          )}
          {may('late_charge.waive') && <Button onClick={() => setDeed('waive')}>{t('late.waive')}</Button>}
        </div>
      )}
      {chosen && deed === 'issue' && <IssueLateDialog chosen={chosen} onClose={() => setDeed(null)} />}
      {chosen && deed === 'waive' && <WaiveDialog chosen={chosen} onClose={() => setDeed(null)} />}
    </>
  )
}
