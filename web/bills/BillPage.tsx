import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { Record } from '../reports/Record.tsx'
import { useMay } from '../session.ts'
import { Talk } from '../tasks/Talk.tsx'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { Facts, Figure, Page, Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { useActions } from '../ui/useActions.ts'
import { billActions } from './actions.ts'
import { BillNumber } from './BillNumber.tsx'
import { BillState } from './BillState.tsx'

type Bill = Answer<'readBill'>

/** One bill: what stands on it, who endorsed it, and everything done with it. */
export function BillPage() {
  const { t } = useTranslation()
  const { bill_id } = useParams({ strict: false }) as { bill_id: string }
  const asked = useAnswer('readBill', { bill_id })
  const bill = asked.data?.bill_id === bill_id ? asked.data : undefined
  const deeds = useActions(billActions(bill), bill ?? null)
  return (
    <Page
      title={bill ? `${t(`bills.kinds.${bill.kind}`)} …${bill.number.slice(-8)}` : t('nav.bills')}
      crumb={<Link to="/bills">{t('nav.bills')}</Link>}
      sub={
        bill && (
          <>
            <Link to="/customers/$customer_id" params={{ customer_id: bill.customer_id }}>
              {bill.customer_number} {bill.customer_name}
            </Link>{' '}
            <BillState state={bill.state} />
          </>
        )
      }
      actions={<ActionButtons deeds={deeds} />}
    >
      <Wait for={asked}>{found => <Shown bill={found} />}</Wait>
    </Page>
  )
}

function Shown({ bill }: { bill: Bill }) {
  const { t } = useTranslation()
  const may = useMay()
  const { currency } = bill
  const passed = bill.state === 'endorsed' || bill.state === 'discounted'
  return (
    <>
      <div className="figures">
        <Figure label={t('columns.amount_minor')}>
          <Money minor={bill.amount_minor} currency={currency} code />
        </Figure>
        <Figure label={t('bills.matures_on')}>
          <Day day={bill.matures_on} />
        </Figure>
      </div>
      <Facts
        rows={[
          [t('bills.number'), <BillNumber key="number" number={bill.number} />],
          [
            t('bills.part'),
            bill.sub_from && <span key="part" className="num">{`${bill.sub_from}–${bill.sub_to}`}</span>,
          ],
          [t('bills.drawer'), bill.drawer],
          [t('bills.acceptor'), bill.acceptor],
          [t('bills.issued_on'), <Day key="issued" day={bill.issued_on} />],
          [t('columns.received_on'), <Day key="received" day={bill.received_on} />],
          [t('bills.present_by'), <Day key="by" day={bill.present_by} />],
          [t('columns.entity'), bill.entity_code],
          [
            t('kinds.receipt'),
            <Link key="receipt" className="doc" to="/receipts/$receipt_id" params={{ receipt_id: bill.receipt_id }}>
              {bill.receipt_number}
            </Link>,
          ],
          [t('bills.for_financing'), bill.for_financing ? t('customers.yes') : null],
          [
            t('bills.liability'),
            passed ? t(bill.kept ? 'bills.kept' : bill.recourse ? 'bills.liable' : 'bills.gone') : null,
          ],
          [t('columns.note'), bill.note],
        ]}
      />
      {bill.endorsements.length > 0 && (
        <Section title={t('bills.endorsements')}>
          <ol className="contacts">
            {bill.endorsements.map(one => (
              <li key={one.line}>
                <div>
                  {one.endorser} → {one.endorsee}
                </div>
                <div>{one.endorsed_on && <Day day={one.endorsed_on} />}</div>
              </li>
            ))}
          </ol>
        </Section>
      )}
      <Section title={t('bills.moves')}>
        <DataTable<Bill['moves'][number]>
          label={t('bills.moves')}
          columns={[
            { key: 'on', title: t('columns.on'), cell: row => <Day day={row.moved_on} />, width: 120 },
            {
              key: 'move',
              title: t('columns.what'),
              cell: row => t(`bills.move_names.${row.move}`),
              width: 130,
              card: 'head',
            },
            { key: 'party', title: t('bills.party'), cell: row => row.party ?? row.own_account, width: 200 },
            {
              key: 'interest',
              title: t('bills.interest_paid'),
              cell: row => row.interest_minor && <Money minor={row.interest_minor} currency={currency} dash />,
              right: true,
              width: 130,
            },
            { key: 'reference', title: t('columns.reference'), cell: row => row.reference, width: 150 },
            { key: 'reason', title: t('columns.reason'), cell: row => row.reason, width: 200 },
            { key: 'by', title: t('bills.by'), cell: row => row.by_name, width: 110 },
          ]}
          rows={bill.moves}
          rowKey={row => String(row.line)}
          empty={{ title: t('bills.empty') }}
        />
      </Section>
      <Talk subject={{ subject_kind: 'bill', subject_id: bill.bill_id }} />
      {may('report.read') && (
        <Section title={t('record.title')}>
          <Record subject_id={bill.bill_id} />
        </Section>
      )}
    </>
  )
}
