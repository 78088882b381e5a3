import { Button, Segmented } from 'antd'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Answer, Question } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { ItemDrawer } from '../ledger/ItemDrawer.tsx'
import { useList } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useEntities } from '../session.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { ChoiceField, DayField, Field, ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Count, Money } from '../ui/Money.tsx'
import { Figure, Page } from '../ui/Page.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { many, one, type Url, useUrl } from '../ui/url.ts'
import { useRowActions } from '../ui/useActions.ts'
import { ExportButton } from './ExportButton.tsx'
import { writeOffActions } from './register-actions.ts'
import { exportOf, ownFilters, type Register, type RegisterRow, registerColumns, registers } from './registers.tsx'

/** 台账: what was written off, closed as a small difference, transferred, corrected and credited, by whom and why. */
export function RegistersPage() {
  const { t } = useTranslation()
  const language = useLanguage()
  const navigate = useNavigate()
  const [url, change] = useUrl()
  const register = registers.find(name => name === one(url.of)) ?? 'writeOffs'
  const question = questionOf(url, register)
  const list = useList(register, question as Question<'writeOffs'>)
  const totals = (list.first as Answer<'writeOffs'> | undefined)?.totals ?? []
  const open = (row: RegisterRow) => {
    if (row.item_id) return change({ item: row.item_id })
    const to = register === 'corrections' && row.document === 'receipt' ? '/receipts/' : '/invoices/'
    void navigate({ to: `${to}${row.document_id}` })
  }
  const deedsOf = useRowActions(writeOffActions)
  const act = (row: RegisterRow) => {
    const deed = deedsOf(row).find(one => one.why_not === null)
    return (
      deed && (
        <Button
          size="small"
          onClick={event => {
            event.stopPropagation()
            deed.run()
          }}
        >
          {t(deed.label)}
        </Button>
      )
    )
  }
  return (
    <Page
      title={t('nav.registers')}
      sub={t(`registers.subs.${register}`)}
      actions={<ExportButton report={exportOf[register]} params={question} />}
    >
      <div className="figures">
        {totals.map(total => (
          <Figure
            key={total.currency}
            label={`${t(`registers.of.${register}`)} · ${total.currency}`}
            under={
              <>
                <Count of={total.count} /> {t('table.rows', { count: total.count })}
              </>
            }
          >
            <Money minor={total.amount_minor} currency={total.currency} />
          </Figure>
        ))}
      </div>
      <FilterBar
        shown={
          <Field label={t('registers.which')}>
            {id => (
              <Segmented
                id={id}
                value={register}
                options={registers.map(value => ({ value, label: t(`registers.of.${value}`) }))}
                onChange={value => change({ ...nothing, of: value === 'writeOffs' ? undefined : value })}
              />
            )}
          </Field>
        }
      >
        <DayField
          label={t('range.from')}
          value={one(url.from) ?? null}
          clearable
          onChange={day => change({ from: day ?? undefined })}
        />
        <DayField
          label={t('range.to')}
          value={one(url.to) ?? null}
          clearable
          onChange={day => change({ to: day ?? undefined })}
        />
        <CustomerPicker
          label={t('columns.customer')}
          value={one(url.customer_id)}
          placeholder={t('ageing.everyone')}
          onChange={customer_id => change({ customer_id })}
        />
        <Narrow register={register} />
        <SearchField
          label={t('due.search')}
          value={one(url.q) ?? ''}
          width={180}
          onChange={q => change({ q }, { replace: true })}
        />
      </FilterBar>
      <DataTable<RegisterRow>
        key={register}
        label={t(`registers.of.${register}`)}
        columns={registerColumns(register, { t, language, act })}
        rows={list.rows as readonly RegisterRow[]}
        rowKey={row => row.id}
        rowClass={row => (row.state === 'taken_back' ? 'quiet' : '')}
        sort={question.sort ?? '-on'}
        onSort={sort => change({ sort }, { replace: true })}
        onOpen={open}
        empty={{ title: t('registers.none'), hint: t('registers.none_hint') }}
        loading={list.loading}
        error={list.error}
        retry={list.retry}
        more={list.more}
      />
      <ItemDrawer />
    </Page>
  )
}

/** What one register is narrowed by does not narrow the next. */
const nothing = {
  sort: undefined,
  item: undefined,
  state: undefined,
  recovered: undefined,
  kind: undefined,
  document: undefined,
  open: undefined,
}

/** What narrows this register: its entities as all of them, and state, kind and the like as its own. */
function Narrow({ register }: { register: Register }) {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const entities = useEntities().data?.rows ?? []
  return (
    <>
      {entities.length > 1 && (
        <ManyField
          label={t('columns.entity')}
          value={many(url.entity_id)}
          options={entities.map(entity => ({ value: entity.entity_id, label: `${entity.code} ${entity.name}` }))}
          onChange={entity_id => change({ entity_id })}
        />
      )}
      {ownFilters[register].map(filter => (
        <ManyField
          key={filter.name}
          label={t(filter.label)}
          value={many(url[filter.name])}
          width={130}
          options={filter.of.map(value => ({ value, label: t(filter.words(value)) }))}
          onChange={values => change({ [filter.name]: values })}
        />
      ))}
      {register === 'creditNotes' && (
        <ChoiceField
          label={t('columns.open_minor')}
          value={one(url.open)}
          clearable
          placeholder={t('ageing.everyone')}
          width={110}
          options={(['open', 'settled'] as const).map(value => ({ value, label: t(`invoices.${value}`) }))}
          onChange={open => change({ open })}
        />
      )}
    </>
  )
}

type Asked = Pick<Question<Register>, 'sort' | 'from' | 'to' | 'q' | 'customer_id' | 'entity_id'>

function questionOf(url: Url, register: Register): Asked {
  const asked: Record<string, unknown> = { sort: one(url.sort) ?? '-on' }
  for (const name of ['from', 'to', 'q', 'customer_id']) if (one(url[name])) asked[name] = one(url[name])
  if (register === 'creditNotes' && one(url.open)) asked.open = one(url.open)
  for (const name of ['entity_id', ...ownFilters[register].map(filter => filter.name)])
    if (many(url[name]).length > 0) asked[name] = many(url[name])
  return asked as Asked
}
