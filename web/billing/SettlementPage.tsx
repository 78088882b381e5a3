import { Link, useParams } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { pageWord } from '../invoices/letter-state.tsx'
import { useAnswer, useList } from '../lists.ts'
import { printSettlement } from '../papers/actions.ts'
import { Record } from '../reports/Record.tsx'
import { useMay } from '../session.ts'
import { Talk } from '../tasks/Talk.tsx'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { BulkBar } from '../ui/BulkBar.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Day, Decimal, Moment, Money } from '../ui/Money.tsx'
import { Facts, Figure, Page, Section } from '../ui/Page.tsx'
import { usePicked } from '../ui/picked.ts'
import { Wait } from '../ui/states.tsx'
import { useActions } from '../ui/useActions.ts'
import {
  askSettlement,
  confirmSettlement,
  issueSettlements,
  releaseLines,
  undoSettlements,
} from './settlement-actions.ts'
import { SettlementState } from './SettlementsPage.tsx'

type Settlement = Answer<'readSettlement'>
type Line = Settlement['rows'][number]

/** One settlement bill: what is in it, how the customer answered, and what became of it. */
export function SettlementPage() {
  const { t } = useTranslation()
  const { settlement_id } = useParams({ strict: false }) as { settlement_id: string }
  const asked = useAnswer('readSettlement', { settlement_id })
  const bill = asked.data ?? null
  const waits = bill?.state === 'open'
  // What one comes for: to ask the customer, then to record what it said, then to issue.
  const [first, second] = bill?.page_state ? [confirmSettlement, askSettlement] : [askSettlement, confirmSettlement]
  const own = useActions(waits ? [{ ...first, weight: 'main' as const }, second] : [first, second], bill)
  const { weight: _, ...issueLater } = issueSettlements
  const shared = useActions([waits ? issueLater : issueSettlements, printSettlement, undoSettlements], bill)
  return (
    <Page
      title={bill ? `${t(`settlements.kinds.${bill.kind}`)} ${bill.number}` : t('nav.settlements')}
      crumb={<Link to="/settlements">{t('nav.settlements')}</Link>}
      sub={
        bill && (
          <>
            <Link to="/customers/$customer_id" params={{ customer_id: bill.customer_id }}>
              {bill.customer_number} {bill.customer_name}
            </Link>{' '}
            <SettlementState bill={bill} />
          </>
        )
      }
      actions={<ActionButtons deeds={waits ? [...own, ...shared] : [...shared, ...own]} />}
    >
      <Wait for={asked}>{shown => <Shown bill={shown} />}</Wait>
    </Page>
  )
}

function Shown({ bill }: { bill: Settlement }) {
  const { t } = useTranslation()
  const may = useMay()
  const picked = usePicked()
  const { currency, settlement_id } = bill
  const money = (minor: string) => <Money minor={minor} currency={currency} code />
  // Of a bill that was taken back nothing waits any more.
  const undone = bill.state === 'undone'
  const waiting = undone ? 0 : bill.waiting
  const how = bill.answered_how && t(`settlements.ways.${bill.answered_how}`)
  return (
    <>
      <div className="figures">
        <Figure label={t('columns.amount_minor')}>{money(bill.amount_minor)}</Figure>
        {bill.contested > 0 && <Figure label={t('settlements.contested')}>{money(bill.contested_minor)}</Figure>}
        {bill.contested > 0 && !undone && (
          <Figure label={t('settlements.to_issue')}>
            {money(String(BigInt(bill.amount_minor) - BigInt(bill.contested_minor)))}
          </Figure>
        )}
      </div>
      <Facts
        rows={[
          [t('columns.entity'), bill.entity_code],
          [
            t('billing.contract'),
            bill.contract_id && (
              <Link
                key="contract"
                to="/contracts/$contract_id"
                params={{ contract_id: bill.contract_id }}
                className="doc"
              >
                {bill.contract_number}
              </Link>
            ),
          ],
          [t('settlements.until'), <Day key="until" day={bill.until_on} />],
          [t('settlements.reply_by'), <Day key="reply" day={bill.reply_by} />],
          [
            t('settlements.page'),
            bill.page_state && pageWord(t, { channel: bill.page_channel ?? 'mail', state: bill.page_state }),
          ],
          [t('settlements.answered_on'), bill.answered_on && <Day key="answered" day={bill.answered_on} />],
          [t('contracts.confirmed_how'), how],
          [t('settlements.answered_by'), bill.answered_name],
          [t('field.reason'), bill.reason],
          [
            t('settlements.invoice'),
            bill.invoice_id && (
              <Link key="invoice" to="/invoices/$invoice_id" params={{ invoice_id: bill.invoice_id }} className="doc">
                {bill.invoice_number}
              </Link>
            ),
          ],
        ]}
      />
      <Section title={t('settlements.lines')}>
        {waiting > 0 && may('billing.run') && <p className="soft small">{t('settlements.pick_hint')}</p>}
        <DataTable<Line>
          label={t('settlements.lines')}
          {...(waiting > 0 ? { picked } : {})}
          columns={[
            { key: 'what', title: t('columns.description'), cell: row => row.description, width: 200, card: 'head' },
            {
              key: 'contract',
              title: t('billing.contract'),
              cell: row => (
                <Link to="/contracts/$contract_id" params={{ contract_id: row.contract_id }} className="doc">
                  {row.contract_number}
                </Link>
              ),
              width: 150,
              links: true,
            },
            {
              key: 'delivery',
              title: t('settlements.delivery'),
              cell: row => row.delivery_number && <span className="doc">{row.delivery_number}</span>,
              width: 150,
            },
            {
              key: 'on',
              title: t('settlements.day'),
              cell: row => row.happened_on && <Day day={row.happened_on} />,
              width: 120,
            },
            {
              key: 'quantity',
              title: t('columns.quantity'),
              cell: row => <Decimal of={row.quantity} unit={row.unit} />,
              right: true,
              width: 110,
            },
            ...(bill.contested > 0 ? [contestedColumn(t)] : []),
            {
              key: 'amount',
              title: t('columns.amount_minor'),
              cell: row => <Money minor={row.amount_minor} currency={currency} />,
              right: true,
              width: 140,
              card: 'figure',
            },
          ]}
          rows={bill.rows}
          rowKey={row => String(row.line)}
          empty={{ title: '' }}
        />
        <BulkBar
          picked={picked}
          rows={bill.rows}
          rowKey={row => String(row.line)}
          actions={[releaseLines(settlement_id)]}
        />
      </Section>
      {may('customer.read') && <Sent settlement_id={settlement_id} />}
      <Talk subject={{ subject_kind: 'settlement', subject_id: settlement_id }} />
      {may('report.read') && (
        <Section title={t('record.title')}>
          <Record subject_id={settlement_id} />
        </Section>
      )}
    </>
  )
}

/** To whom it went, and what became of it there. */
function Sent({ settlement_id }: { settlement_id: string }) {
  const { t } = useTranslation()
  const { rows } = useList('listPages', { settlement_id: [settlement_id] })
  if (rows.length === 0) return null
  return (
    <Section title={t('settlements.sent_to')}>
      {rows.map(page => (
        <p key={page.page_id}>
          {page.recipient ?? t('settlements.by_link')} · {pageWord(t, page)}
          <span className="soft">
            {page.sent_at && (
              <>
                {' '}
                · {t('settlements.went_out')} <Moment at={page.sent_at} />
              </>
            )}
            {page.opened_at && (
              <>
                {' '}
                · {t('settlements.looked_at')} <Moment at={page.opened_at} />
              </>
            )}
          </span>
        </p>
      ))}
    </Section>
  )
}

const contestedColumn = (t: TFunction): DataColumn<Line> => ({
  key: 'contested',
  title: t('settlements.contested'),
  cell: row =>
    row.contested && (
      <div style={{ whiteSpace: 'normal' }}>
        <span className={row.released_at ? 'soft' : 'wrong'}>{row.contest_note}</span>{' '}
        {row.released_at && <span className="tag">{t('settlements.released')}</span>}
      </div>
    ),
  width: 240,
})
