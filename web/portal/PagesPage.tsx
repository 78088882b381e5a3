import { Link } from '@tanstack/react-router'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ShownOnce } from '../access/ShownOnce.tsx'
import { ask, type Question, type Row } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { pageWord, SaidByService, troubled } from '../invoices/letter-state.tsx'
import { SendAgainDialog, WhyNotSent } from '../invoices/SendAgainDialog.tsx'
import { useList } from '../lists.ts'
import { useMay } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { Field } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Day, Moment } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { one, useUrl } from '../ui/url.ts'
import { useDone } from '../ui/useDone.ts'
import { SendStatements } from './SendStatements.tsx'
import { ListTools } from '../views/ListTools.tsx'

type Made = Row<'listPages'>
const views = ['waits', 'all'] as const
const kinds = ['delivery', 'statement', 'file', 'settlement'] as const

/** Pages made for customers: what they were asked, and what they answered. */
export function PagesPage() {
  const { t } = useTranslation()
  const may = useMay()
  const [url, change] = useUrl()
  const [sending, setSending] = useState(false)
  const [withdrawing, setWithdrawing] = useState<Made | null>(null)
  const [again, setAgain] = useState<Made | null>(null)
  const [link, setLink] = useState<string | null>(null)
  const done = useDone()
  const view = one(url.view) === 'waits' ? 'waits' : 'all'
  const kind = kinds.find(name => name === one(url.kind))
  const question: Question<'listPages'> = {
    ...(view === 'waits' ? { waits: 'true' } : {}),
    ...(kind ? { kind: [kind] } : {}),
    ...(one(url.customer_id) ? { customer_id: [one(url.customer_id) ?? ''] } : {}),
  }
  const list = useList('listPages', question)
  const makeLink = (row: Made) =>
    done(async () => setLink((await ask('linkPage', { page_id: row.page_id })).link), t('portal.made'))
  return (
    <Page
      title={t('nav.customer_pages')}
      sub={t('portal.pages_sub')}
      actions={
        may('page.make') && (
          <Button type="primary" onClick={() => setSending(true)} icon={<Icon name="go" />}>
            {t('portal.send_statements')}
          </Button>
        )
      }
    >
      <FilterBar>
        <Field label={t('columns.state')}>
          {id => (
            <Segmented
              id={id}
              value={view}
              options={views.map(value => ({ value, label: t(`portal.views.${value}`) }))}
              onChange={value => change({ view: value === 'all' ? undefined : value })}
            />
          )}
        </Field>
        <Field label={t('columns.kind')}>
          {id => (
            <Segmented
              id={id}
              value={kind ?? 'any'}
              options={['any', ...kinds].map(value => ({ value, label: t(`portal.kinds.${value}`) }))}
              onChange={value => change({ kind: value === 'any' ? undefined : value })}
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
      <DataTable<Made>
        label={t('nav.customer_pages')}
        name="customer-pages"
        tools={fields => (
          <ListTools list="customer-pages" report="customer_pages" question={question} fields={fields} />
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
            width: 226,
            card: 'head',
            links: true,
          },
          {
            key: 'what',
            fields: ['kind', 'number', 'as_of'],
            title: t('portal.what'),
            cell: row =>
              row.contract_id ? (
                <Link to="/contracts/$contract_id" params={{ contract_id: row.contract_id }}>
                  {t('portal.kinds.delivery')} {row.delivery_number}
                </Link>
              ) : row.settlement_id ? (
                <Link to="/settlements/$settlement_id" params={{ settlement_id: row.settlement_id }}>
                  {t(`settlements.kinds.${row.settlement_kind}`)} {row.settlement_number}
                </Link>
              ) : (
                <>
                  {t(`portal.kinds.${row.kind}`)} {row.as_of && <Day day={row.as_of} />}
                </>
              ),
            width: 250,
          },
          {
            key: 'state',
            fields: ['state'],
            title: t('columns.state'),
            cell: row => (
              <span className={`tag${troubled(row.state) ? ' wrong' : row.state === 'confirmed' ? ' well' : ''}`}>
                {pageWord(t, row)}
              </span>
            ),
            width: 110,
            card: 'figure',
          },
          {
            key: 'to',
            fields: ['recipient'],
            title: t('dispatch.to'),
            cell: row => (
              <>
                {row.recipient}
                <WhyNotSent of={row} />
                <SaidByService of={row} />
              </>
            ),
            width: 160,
          },
          {
            key: 'answered',
            fields: ['answered_at', 'answered_name'],
            title: t('portal.answered'),
            cell: row =>
              row.answered_at && (
                <>
                  <Moment at={row.answered_at} /> · {row.answered_name}
                </>
              ),
            width: 200,
          },
          { key: 'note', fields: ['note'], title: t('page.note'), cell: row => row.note, width: 120 },
          {
            key: 'act',
            title: <span className="hidden-but-read">{t('action.act')}</span>,
            width: 176,
            fixed: 'end',
            cell: row =>
              may('page.make') &&
              !['withdrawn', 'confirmed', 'contested', 'sending'].includes(row.state) && (
                <span style={{ display: 'inline-flex', flexWrap: 'wrap', gap: 8 }}>
                  {(row.state === 'failed' || row.state === 'bounced') && (
                    <Button size="small" onClick={() => setAgain(row)}>
                      {t('dispatch.send_again')}
                    </Button>
                  )}
                  <Button size="small" onClick={() => void makeLink(row)}>
                    {t('dispatch.new_link')}
                  </Button>
                  <Button size="small" type="text" onClick={() => setWithdrawing(row)}>
                    {t('dispatch.withdraw')}
                  </Button>
                </span>
              ),
          },
        ]}
        {...list.table}
        rowKey={row => row.page_id}
        empty={{ title: t(view === 'waits' ? 'portal.none_waits' : 'portal.none'), hint: t('portal.none_hint') }}
      />
      {sending && <SendStatements onClose={() => setSending(false)} />}
      {link && (
        <ShownOnce
          title={t('dispatch.link')}
          hint={t('portal.link_hint')}
          secret={link}
          onClose={() => setLink(null)}
        />
      )}
      {again && (
        <SendAgainDialog
          recipient={again.recipient}
          send={recipient => ask('resendPage', { page_id: again.page_id, recipient })}
          onClose={() => setAgain(null)}
        />
      )}
      {withdrawing && (
        <ReasonDialog
          title={t('dispatch.withdraw')}
          act={t('dispatch.withdraw')}
          danger
          needed
          perform={({ reason }) =>
            done(() => ask('withdrawPage', { page_id: withdrawing.page_id, reason }), t('dispatch.withdrawn_done'))
          }
          onClose={() => setWithdrawing(null)}
        >
          {t('dispatch.withdraw_hint')}
        </ReasonDialog>
      )}
    </Page>
  )
}
