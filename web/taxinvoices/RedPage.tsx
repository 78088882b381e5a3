import { Link } from '@tanstack/react-router'
import { Checkbox, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { confirmationStates } from '../../server/taxinvoices/red-names-contract.ts'
import type { Question, Row } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useAnswer, useList } from '../lists.ts'
import { ExportButton } from '../reports/ExportButton.tsx'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { Figure, Page } from '../ui/Page.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { many, one, type Url, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { usePhone } from '../ui/usePhone.ts'
import { confirmationColumns } from './RedColumns.tsx'
import { draftConfirmation } from './red-actions.ts'

const shows = ['confirmations', 'credit_note', 'red_invoice'] as const
type Gap = Row<'listRedGaps'>

/** Red letters: confirmations, credit notes that lack a red tax invoice, and red tax invoices that lack a credit note. */
export function RedPage() {
  const { t } = useTranslation()
  const phone = usePhone()
  const [url, change] = useUrl()
  const show = shows.find(name => name === one(url.show)) ?? 'confirmations'
  const whose = narrowing(url)
  const gaps = useAnswer('listRedGaps', { ...whose, limit: 1 })
  const deeds = useActions([draftConfirmation], undefined)
  const totals = gaps.data?.totals ?? []
  const of = (kind: Gap['kind']) => totals.filter(total => total.kind === kind)
  return (
    <Page title={t('nav.red_letters')} sub={t('red.sub')} actions={<ActionButtons deeds={deeds} />}>
      <div className="figures">
        {(['credit_note', 'red_invoice'] as const).map(kind => (
          <Figure
            key={kind}
            label={t(`red.shows.${kind}`)}
            under={t('red.documents', { count: of(kind).reduce((sum, total) => sum + total.count, 0) })}
          >
            <button type="button" className="plain" onClick={() => change({ show: kind, sort: undefined })}>
              {of(kind).length === 0
                ? '–'
                : of(kind).map(total => (
                    <Money key={total.currency} minor={total.left_minor} currency={total.currency} code />
                  ))}
            </button>
          </Figure>
        ))}
      </div>
      <Segmented
        vertical={phone}
        value={show}
        options={shows.map(value => ({ value, label: t(`red.shows.${value}`) }))}
        onChange={value => change({ show: value === 'confirmations' ? undefined : value, sort: undefined })}
      />
      {show === 'confirmations' ? <Confirmations /> : <Gaps kind={show} />}
    </Page>
  )
}

function narrowing(url: Url): Pick<Question<'listRedGaps'>, 'q' | 'customer_id' | 'entity_id'> {
  return {
    ...(one(url.q) ? { q: one(url.q) } : {}),
    ...(many(url.customer_id).length > 0 ? { customer_id: many(url.customer_id) } : {}),
    ...(many(url.entity_id).length > 0 ? { entity_id: many(url.entity_id) } : {}),
  }
}

function Common({ label }: { label: string }) {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  return (
    <>
      <SearchField
        label={label}
        value={one(url.q) ?? ''}
        width={220}
        onChange={q => change({ q }, { replace: true })}
      />
      <CustomerPicker
        label={t('columns.customer')}
        value={one(url.customer_id)}
        placeholder={t('ageing.everyone')}
        onChange={customer_id => change({ customer_id })}
      />
    </>
  )
}

function Confirmations() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const sort = (one(url.sort) ?? '-drafted_on') as NonNullable<Question<'listRedConfirmations'>['sort']>
  const state = confirmationStates.filter(value => many(url.state).includes(value))
  const question: Question<'listRedConfirmations'> = {
    sort,
    ...narrowing(url),
    ...(state.length > 0 ? { state } : {}),
    ...(one(url.overdue) ? { overdue: true } : {}),
  }
  const list = useList('listRedConfirmations', question)
  const narrowed = Object.keys(question).length > 1
  return (
    <>
      <FilterBar>
        <Common label={t('red.search')} />
        <ManyField
          label={t('columns.state')}
          value={state}
          width={180}
          options={confirmationStates.map(value => ({ value, label: t(`red.states.${value}`) }))}
          onChange={picked => change({ state: picked })}
        />
        <Checkbox
          checked={one(url.overdue) === 'true'}
          onChange={event => change({ overdue: event.target.checked ? 'true' : undefined }, { replace: true })}
        >
          {t('red.overdue_alone')}
        </Checkbox>
      </FilterBar>
      <DataTable<Row<'listRedConfirmations'>>
        label={t('red.shows.confirmations')}
        name="red-letters"
        tools={fields => <ExportButton quiet report="red_confirmations" params={question} columns={fields} />}
        columns={confirmationColumns(t)}
        {...list.table}
        rowKey={row => row.confirmation_id}
        rowClass={row => (['refused', 'expired', 'withdrawn', 'stopped'].includes(row.state) ? 'quiet' : '')}
        sort={sort}
        onSort={next => change({ sort: next }, { replace: true })}
        leadsTo={row => ({ to: '/red-letters/$confirmation_id', params: { confirmation_id: row.confirmation_id } })}
        empty={narrowed ? { title: t('red.none_found') } : { title: t('red.none'), hint: t('red.none_hint') }}
      />
    </>
  )
}

function Gaps({ kind }: { kind: Gap['kind'] }) {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const sort = (one(url.sort) ?? 'issued_on') as NonNullable<Question<'listRedGaps'>['sort']>
  const question: Question<'listRedGaps'> = { kind, sort, ...narrowing(url) }
  const list = useList('listRedGaps', question)
  const money = (key: 'amount_minor' | 'matched_minor' | 'under_way_minor') => ({
    key,
    title: t(`red.${key}`),
    cell: (row: Gap) => <Money minor={row[key]} currency={row.currency} dash />,
    right: true,
    width: 140,
  })
  return (
    <>
      <FilterBar>
        <Common label={t('red.search_gap')} />
      </FilterBar>
      <DataTable<Gap>
        label={t(`red.shows.${kind}`)}
        tools={() => <ExportButton quiet report="red_gaps" params={question} />}
        columns={[
          {
            key: 'number',
            title: t('columns.number'),
            cell: row =>
              row.kind === 'credit_note' ? (
                <Link to="/invoices/$invoice_id" params={{ invoice_id: row.document_id }}>
                  <span className="doc">{row.number}</span>
                </Link>
              ) : (
                <Link to="/tax-documents/$tax_invoice_id" params={{ tax_invoice_id: row.document_id }}>
                  <span className="doc">{row.number}</span>
                </Link>
              ),
            width: 220,
            links: true,
            card: 'head',
          },
          {
            key: 'customer',
            title: t('columns.customer'),
            cell: row => (
              <Link to="/customers/$customer_id" params={{ customer_id: row.customer_id }}>
                <span className="num">{row.customer_number}</span> {row.customer_name}
              </Link>
            ),
            width: 260,
            links: true,
          },
          {
            key: 'issued_on',
            title: t('columns.issued_on'),
            cell: row => <Day day={row.issued_on} />,
            width: 116,
            sorts: ['issued_on', '-issued_on'],
          },
          money('amount_minor'),
          money('matched_minor'),
          ...(kind === 'credit_note' ? [money('under_way_minor')] : []),
          {
            key: 'left',
            title: t(`red.left.${kind}`),
            cell: row => <Money minor={row.left_minor} currency={row.currency} code />,
            right: true,
            width: 160,
            sorts: ['-left_minor', 'left_minor'],
            card: 'figure',
          },
        ]}
        {...list.table}
        rowKey={row => row.document_id}
        sort={sort}
        onSort={next => change({ sort: next }, { replace: true })}
        empty={{ title: t(`red.no_gap.${kind}`) }}
      />
    </>
  )
}
