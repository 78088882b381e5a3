import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import type { TFunction } from 'i18next'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { askContent, type Question, type Row } from '../client.ts'
import { dispatchWord, troubled } from '../invoices/letter-state.tsx'
import { useList } from '../lists.ts'
import { queries } from '../queries.ts'
import { BulkBar } from '../ui/BulkBar.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { lookAt } from '../ui/look-at.ts'
import { Money } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { usePicked } from '../ui/picked.ts'
import { useSentence } from '../ui/problems.tsx'
import { one, useUrl } from '../ui/url.ts'
import { remakePapers, retryLines } from './actions.ts'

type Line = Row<'listBillingRunLines'>

/**
 * The lines of a run and what became of each: its invoice, its paper, how it goes out, or why it was refused. They are
 * asked for anew when the run stands otherwise than before.
 */
export function RunLines({ run_id, stand }: { run_id: string; stand: string }) {
  const { t } = useTranslation()
  const sentence = useSentence()
  const [url, change] = useUrl()
  const picked = usePicked()
  const sort = one(url.sort) ?? 'line'
  const question = {
    run_id,
    sort,
    ...(one(url.state) ? { state: [one(url.state)] } : {}),
    ...(one(url.dispatch) ? { dispatch: one(url.dispatch) } : {}),
    ...(one(url.paper) ? { paper: one(url.paper) } : {}),
  } as Question<'listBillingRunLines'>
  const list = useList('listBillingRunLines', question)
  const seen = useRef(stand)
  useEffect(() => {
    if (seen.current === stand) return
    seen.current = stand
    void queries.invalidateQueries({ queryKey: ['listBillingRunLines'] })
  }, [stand])
  return (
    <Section title={t('billing.run_lines')}>
      <DataTable<Line>
        label={t('billing.run_lines')}
        name="billing_run_lines"
        picked={picked}
        columns={columnsOf(t, run_id, sentence)}
        {...list.table}
        rowKey={row => String(row.line)}
        sort={sort}
        onSort={next => change({ sort: next }, { replace: true })}
        empty={{ title: t('billing.no_lines') }}
      />
      <BulkBar
        picked={picked}
        rows={list.rows}
        rowKey={row => String(row.line)}
        actions={[retryLines(run_id), remakePapers(run_id)]}
      />
    </Section>
  )
}

type Sentence = ReturnType<typeof useSentence>

function Outcome({ row, sentence }: { row: Line; sentence: Sentence }) {
  const { t } = useTranslation()
  if (row.problem) return <span className="wrong">{sentence(row.problem as Parameters<Sentence>[0])}</span>
  if (!row.invoice_id) return <span className="soft">{t(`billing.line_states.${row.state}`)}</span>
  return (
    <Link to="/invoices/$invoice_id" params={{ invoice_id: row.invoice_id }} className="doc">
      {row.invoice_number}
    </Link>
  )
}

function columnsOf(t: TFunction, run_id: string, sentence: Sentence): DataColumn<Line>[] {
  return [
    {
      key: 'contract',
      title: t('billing.contract'),
      cell: row => (
        <Link to="/contracts/$contract_id" params={{ contract_id: row.contract_id }} className="doc">
          {row.contract_number}
        </Link>
      ),
      width: 156,
      sorts: ['line', '-line'],
      card: 'head',
      links: true,
    },
    { key: 'customer', title: t('columns.customer'), cell: row => row.customer_name, width: 190 },
    {
      key: 'what',
      title: t('billing.what'),
      cell: row => [row.description, row.quantity && `${row.quantity} ${row.unit ?? ''}`].filter(Boolean).join(' · '),
      width: 260,
    },
    {
      key: 'amount',
      title: t('columns.amount_minor'),
      cell: row => <Money minor={row.amount_minor} currency={row.currency} code />,
      right: true,
      width: 150,
      sorts: ['-amount_minor', 'amount_minor'],
      card: 'figure',
    },
    {
      key: 'outcome',
      title: t('billing.outcome'),
      cell: row => <Outcome row={row} sentence={sentence} />,
      width: 190,
      links: true,
    },
    {
      key: 'paper',
      title: t('billing.paper'),
      cell: row =>
        row.paper === 'made' && row.invoice_id ? (
          <Button
            size="small"
            type="text"
            onClick={() =>
              lookAt(row.invoice_number ?? 'PDF', () =>
                askContent('readBillingPaper', { run_id, invoice_id: row.invoice_id ?? '' }),
              )
            }
          >
            PDF
          </Button>
        ) : (
          row.paper && <span className="soft">{t(`billing.paper_states.${row.paper}`)}</span>
        ),
      width: 76,
    },
    {
      key: 'dispatch',
      title: t('dispatch.title'),
      cell: row =>
        row.dispatch_problem ? (
          <span className="wrong">{sentence({ code: row.dispatch_problem, params: { field: 'recipient' } })}</span>
        ) : (
          row.dispatch_state && (
            <span className={`tag${troubled(row.dispatch_state) ? ' wrong' : ''}`}>
              {dispatchWord(t, { channel: row.dispatch_channel ?? 'mail', state: row.dispatch_state })}
            </span>
          )
        ),
      width: 130,
    },
  ]
}
