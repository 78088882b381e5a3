import { Link } from '@tanstack/react-router'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, askContent, type Question, type Row } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useList } from '../lists.ts'
import { ReceiptDrawer } from '../receipts/ReceiptDrawer.tsx'
import { useMay } from '../session.ts'
import type { Deed } from '../ui/action.ts'
import { ActionMenu } from '../ui/ActionButtons.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { Field } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Icon, type IconName } from '../ui/Icon.tsx'
import { lookAt } from '../ui/look-at.ts'
import { Day, Money } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { one, useUrl } from '../ui/url.ts'
import { useDone } from '../ui/useDone.ts'
import { AdviceDrawer } from './AdviceDrawer.tsx'
import { SettleDialog } from './SettleDialog.tsx'
import { ListTools } from '../views/ListTools.tsx'

type Advice = Row<'listAdvices'>
const deed = (id: 'settle' | 'dismiss', icon: IconName, run: () => void): Deed => ({
  id,
  label: `portal.${id}`,
  icon,
  shortcut: null,
  weight: id === 'dismiss' ? 'grave' : null,
  why_not: null,
  run,
})
const states = ['advised', 'waiting', 'received', 'dismissed'] as const

/** What customers say they paid: announced, never money before it is received. */
export function AdvicesPage() {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const [url, change] = useUrl()
  const [recording, setRecording] = useState<Advice | null>(null)
  const [settling, setSettling] = useState<Advice | null>(null)
  const [dismissing, setDismissing] = useState<Advice | null>(null)
  const open = one(url.advice)
  const state = states.find(name => name === one(url.state)) ?? 'advised'
  const sort = (one(url.sort) ?? '-paid_on') as NonNullable<Question<'listAdvices'>['sort']>
  const question: Question<'listAdvices'> = {
    state: [state],
    sort,
    ...(one(url.customer_id) ? { customer_id: [one(url.customer_id) ?? ''] } : {}),
  }
  const list = useList('listAdvices', question)
  return (
    <Page title={t('nav.advices')} sub={t('portal.advices_sub')}>
      <FilterBar>
        <Field label={t('columns.state')}>
          {id => (
            <Segmented
              id={id}
              value={state}
              options={states.map(value => ({ value, label: t(`portal.advice_states.${value}`) }))}
              onChange={value => change({ state: value === 'advised' ? undefined : value })}
            />
          )}
        </Field>
        <CustomerPicker
          label={t('columns.customer')}
          value={one(url.customer_id)}
          placeholder={t('ageing.everyone')}
          onChange={customer_id => change({ customer_id })}
        />
      </FilterBar>
      <DataTable<Advice>
        label={t('nav.advices')}
        name="payment-advices"
        tools={fields => (
          <ListTools list="payment-advices" report="payment_advices" question={question} fields={fields} />
        )}
        columns={[
          {
            key: 'customer',
            fields: ['customer_number', 'customer_name'],
            title: t('columns.customer'),
            cell: row => (
              <Link to="/customers/$customer_id" params={{ customer_id: row.customer_id }}>
                <span className="num">{row.customer_number}</span> {row.customer_name}
              </Link>
            ),
            width: 212,
            card: 'head',
            links: true,
          },
          {
            key: 'paid_on',
            fields: ['paid_on'],
            title: t('portal.paid_on'),
            cell: row => <Day day={row.paid_on} />,
            width: 112,
            sorts: ['-paid_on', 'paid_on'],
          },
          {
            key: 'amount',
            fields: ['currency', 'amount_minor'],
            title: t('columns.amount_minor'),
            cell: row => <Money minor={row.amount_minor} currency={row.currency} code />,
            right: true,
            width: 144,
            sorts: ['-amount_minor', 'amount_minor'],
            card: 'figure',
          },
          {
            key: 'for',
            fields: ['invoice_number', 'documents'],
            title: t('portal.documents'),
            cell: row =>
              row.invoice_id ? (
                <Link to="/invoices/$invoice_id" params={{ invoice_id: row.invoice_id }}>
                  {row.invoice_number}
                </Link>
              ) : (
                row.documents
              ),
            width: 150,
          },
          {
            key: 'payer',
            fields: ['payer_name', 'reference'],
            title: t('portal.payer_and_reference'),
            cell: row => [row.payer_name, row.reference].filter(Boolean).join(' · '),
            width: 150,
          },
          {
            key: 'voucher',
            title: t('portal.voucher'),
            cell: row =>
              row.has_voucher && (
                <Button
                  size="small"
                  type="text"
                  icon={<Icon name="clip" size={14} />}
                  onClick={() =>
                    lookAt(t('portal.voucher'), () => askContent('readVoucher', { advice_id: row.advice_id }))
                  }
                >
                  {t('portal.voucher')}
                </Button>
              ),
            width: 124,
          },
          { key: 'said', fields: ['said_by'], title: t('portal.said_by'), cell: row => row.said_by, width: 84 },
          {
            key: 'act',
            title: <span className="hidden-but-read">{t('action.act')}</span>,
            width: 192,
            cell: row =>
              row.state === 'received' && row.receipt_id ? (
                <Link to="/receipts/$receipt_id" params={{ receipt_id: row.receipt_id }}>
                  {row.receipt_number}
                </Link>
              ) : row.state === 'dismissed' ? (
                <span className="soft">{row.reason}</span>
              ) : row.state === 'waiting' && row.waiting_id ? (
                <Link to="/receipts/waiting" search={{ waiting: row.waiting_id } as never}>
                  {t('portal.waits_for_check')}
                </Link>
              ) : (
                <span className="row-of-buttons">
                  {may('receipt.record') && may('advice.settle') && (
                    <Button size="small" onClick={() => setRecording(row)}>
                      {t('receipts.record')}
                    </Button>
                  )}
                  {may('advice.settle') && (
                    <ActionMenu
                      label={t('action.more_actions')}
                      deeds={[
                        deed('settle', 'receipt', () => setSettling(row)),
                        deed('dismiss', 'cross', () => setDismissing(row)),
                      ]}
                    />
                  )}
                </span>
              ),
          },
        ]}
        {...list.table}
        rowKey={row => row.advice_id}
        sort={sort}
        onSort={next => change({ sort: next }, { replace: true })}
        onOpen={row => change({ advice: row.advice_id })}
        empty={{ title: t('portal.no_advices'), hint: t('portal.no_advices_hint') }}
      />
      {open && <AdviceDrawer advice_id={open} onClose={() => change({ advice: undefined })} />}
      {recording && (
        <ReceiptDrawer
          customer_id={recording.customer_id}
          advice_id={recording.advice_id}
          given={{
            entity_id: recording.entity_id,
            currency: recording.currency,
            amount_minor: recording.amount_minor,
            received_on: recording.paid_on,
            reference: recording.reference ?? '',
            ...(recording.payer_name ? { payer_name: recording.payer_name } : {}),
          }}
          onClose={() => setRecording(null)}
        />
      )}
      {settling && (
        <SettleDialog
          advice={settling}
          perform={money =>
            done(
              () => ask('settleAdvice', { advice_id: settling.advice_id, ...money }),
              'waiting_id' in money ? t('portal.settled_waits') : t('portal.settled'),
            )
          }
          onClose={() => setSettling(null)}
        />
      )}
      {dismissing && (
        <ReasonDialog
          title={t('portal.dismiss_title')}
          act={t('portal.dismiss')}
          danger
          needed
          perform={({ reason }) =>
            done(() => ask('dismissAdvice', { advice_id: dismissing.advice_id, reason }), t('portal.dismissed'))
          }
          onClose={() => setDismissing(null)}
        >
          {t('portal.dismiss_hint')}
        </ReasonDialog>
      )}
    </Page>
  )
}
