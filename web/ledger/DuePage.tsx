import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Question, Row } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useList } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useMe } from '../session.ts'
import { CurrencyFilter } from '../ui/CurrencyField.tsx'
import { BulkBar } from '../ui/BulkBar.tsx'
import { Field } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { addDays, dayText } from '../ui/figures.ts'
import { GroupMenu } from '../ui/GroupMenu.tsx'
import { Count, Money } from '../ui/Money.tsx'
import { Figure, Page } from '../ui/Page.tsx'
import { usePicked } from '../ui/picked.ts'
import { SearchField } from '../ui/SearchField.tsx'
import { many, one, type Url, useUrl } from '../ui/url.ts'
import { useGrouping } from '../ui/useGrouping.ts'
import { useSeen } from '../ui/useSeen.ts'
import { DueGroups, dueGroups } from './DueGroups.tsx'
import { DueTable } from './DueTable.tsx'
import { itemActions } from './item-actions.ts'
import { ItemDrawer } from './ItemDrawer.tsx'
import { Sums } from './ItemsMeant.tsx'

type Item = Row<'listOpenItems'>

/** Which claims a view shows: overdue by so many days, falling due within so many days from today on, disputed; or money not applied. */
const views = {
  overdue: { days_overdue_from: '1' },
  b0: { days_overdue_from: '1', days_overdue_to: '30' },
  b1: { days_overdue_from: '31', days_overdue_to: '60' },
  b2: { days_overdue_from: '61', days_overdue_to: '90' },
  b3: { days_overdue_from: '91' },
  week: 7,
  month: 30,
  disputed: { disputed: 'true', lane: ['aged', 'retention', 'bill'] },
  retention: { lane: ['retention'] },
  unapplied: { lane: ['unapplied'] },
} as const
type View = keyof typeof views

/** 到期/逾期明细: claims one by one, the longest overdue first, or what falls due next. */
export function DuePage() {
  const { t } = useTranslation()
  const me = useMe()
  const [url, change] = useUrl()
  const language = useLanguage()
  const view = viewOf(url)
  const span = spanOf(url)
  const question = questionOf(url, view, me.today)
  const list = useList('listOpenItems', question)
  const grouping = useGrouping(dueGroups)
  const seen = useSeen<Item>()
  const picked = usePicked()
  const onSort = (sort: string) => change({ sort }, { replace: true })
  const onOpen = (row: Item) => change({ item: row.item_id })
  const totals = list.first?.totals ?? []
  return (
    <Page title={t('nav.due')} sub={t('due.sub')}>
      <div className="figures">
        {totals.map(total => (
          <Figure
            key={total.currency}
            label={`${t('columns.open_minor')} · ${total.currency}`}
            under={
              <>
                <Count of={total.items} /> {t('table.rows', { count: total.items })}
                {String(total.disputed_minor) !== '0' && (
                  <span className="soft">
                    {' · '}
                    {t('columns.disputed')} <Money minor={String(total.disputed_minor)} currency={total.currency} />
                  </span>
                )}
              </>
            }
          >
            <Money minor={String(total.open_minor)} currency={total.currency} />
          </Figure>
        ))}
      </div>
      <FilterBar
        shown={
          <Field label={t('due.view')}>
            {id => (
              <Segmented
                id={id}
                value={span ? 'span' : view}
                options={[
                  ...Object.keys(views).map(value => ({ value, label: t(`due.views.${value}`) })),
                  ...(span
                    ? [{ value: 'span', label: `${dayText(span[0], language)} – ${dayText(span[1], language)}` }]
                    : []),
                ]}
                onChange={value =>
                  value !== 'span' &&
                  change({
                    view: value === 'overdue' ? undefined : value,
                    from: undefined,
                    to: undefined,
                    sort: undefined,
                  })
                }
              />
            )}
          </Field>
        }
      >
        <CustomerPicker
          label={t('columns.customer')}
          value={one(url.customer_id)}
          placeholder={t('ageing.everyone')}
          width={150}
          onChange={customer_id => change({ customer_id })}
        />
        <CurrencyFilter value={one(url.currency)} onChange={currency => change({ currency }, { replace: true })} />
        <SearchField
          label={t('due.search')}
          value={one(url.q) ?? ''}
          width={130}
          onChange={q => change({ q }, { replace: true })}
        />
      </FilterBar>
      {grouping.by ? (
        <DueGroups
          question={question}
          grouping={grouping}
          picked={picked}
          seen={seen}
          onSort={onSort}
          onOpen={onOpen}
        />
      ) : (
        <DueTable
          list={list}
          question={question}
          picked={picked}
          onSort={onSort}
          onOpen={onOpen}
          menu={<GroupMenu grouping={grouping} />}
        />
      )}
      <BulkBar
        picked={picked}
        rows={grouping.by ? seen.rows : list.rows}
        rowKey={row => row.item_id}
        actions={itemActions}
        sum={rows => <Sums items={rows} />}
      />
      <ItemDrawer />
    </Page>
  )
}

const viewOf = (url: Url): View => {
  const asked = one(url.view)
  return asked !== undefined && Object.hasOwn(views, asked) ? (asked as View) : 'overdue'
}

/** Two days instead of a view: what is expected between them. */
function spanOf(url: Url): [string, string] | null {
  const [from, to] = [one(url.from), one(url.to)]
  return from && to ? [from, to] : null
}

function questionOf(url: Url, view: View, today: string): Question<'listOpenItems'> {
  const shape = views[view]
  const span = spanOf(url)
  const when = span
    ? { expected_from: span[0], expected_to: span[1] }
    : typeof shape === 'number'
      ? { due_from: today, due_to: addDays(today, shape - 1) }
      : shape
  const question: Record<string, unknown> = {
    lane: ['aged'],
    ...when,
    totals: 'true',
    sort:
      one(url.sort) ??
      (span || typeof shape === 'number' || view === 'retention'
        ? 'due_on'
        : view === 'unapplied'
          ? 'issued_on'
          : '-days_overdue'),
  }
  if (one(url.disputed) === 'no') question.disputed = 'false'
  if (one(url.q)) question.q = one(url.q)
  for (const name of ['customer_id', 'entity_id', 'currency']) if (one(url[name])) question[name] = many(url[name])
  return question as Question<'listOpenItems'>
}
