import { Button, Select } from 'antd'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { kindName } from '../ledger/names.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import type { usePayable } from './payable.ts'

type Item = Row<'listOpenItems'>
/** How much of the money goes to each item, in minor units by item id. */
export type Allotted = Readonly<Record<string, string>>

/** What is left of the money once the parts are taken from it. */
export function leftOf(total: string, allotted: Allotted): bigint {
  return Object.values(allotted).reduce((left, part) => left - BigInt(part || '0'), BigInt(total || '0'))
}

/** The items that owe, oldest first, filled until the money is spent. */
export function oldestFirst(total: string, items: readonly Item[]): Allotted {
  const allotted: Record<string, string> = {}
  let left = BigInt(total || '0')
  for (const item of items) {
    const open = BigInt(item.open_minor)
    const part = open < left ? open : left
    if (part <= 0n) continue
    allotted[item.item_id] = part.toString()
    left -= part
  }
  return allotted
}

/** Of which kind the rest of an item is closed, by item id. */
export type Closed = Readonly<Record<string, DifferenceKind>>
const differenceKinds = ['rounding', 'bank_charge', 'cash_discount', 'allowance', 'deduction'] as const
type DifferenceKind = (typeof differenceKinds)[number]

type AllotmentProps = {
  total: string
  currency: string
  payable: ReturnType<typeof usePayable>
  allotted: Allotted
  onChange: (allotted: Allotted) => void
  /** Whether what is left of an item may be closed as a small difference, and as which kind. */
  closing?: { closed: Closed; onChange: (closed: Closed) => void }
  withCustomer?: boolean
}

/**
 * Says what a sum of money pays, item by item, with what is left always in sight. In the amounts, arrows go up and down,
 * and Enter in an empty one takes what fits.
 */
export function Allotment(props: AllotmentProps) {
  const { total, currency, payable, allotted, onChange, closing, withCustomer = false } = props
  const { t } = useTranslation()
  const { items, q, search, list } = payable
  const { loading, error, retry, more } = list
  const left = leftOf(total, allotted)
  const fill = (row: Item) => {
    const room = left + BigInt(allotted[row.item_id] ?? '0')
    const open = BigInt(row.open_minor)
    const part = open < room ? open : room
    if (part > 0n) onChange(withPart(allotted, row.item_id, part.toString()))
  }
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const field = event.target as HTMLInputElement
    const at = items.findIndex(item => item.item_id === field.closest<HTMLElement>('[data-item]')?.dataset.item)
    const row = items[at]
    if (!row || event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && field.value.trim() === '') fill(row)
    const step = { ArrowDown: 1, ArrowUp: -1, Enter: event.ctrlKey || event.metaKey ? 0 : 1 }[event.key]
    if (!step) return
    event.preventDefault()
    const fields = [...event.currentTarget.querySelectorAll<HTMLInputElement>('[data-item] input')]
    fields[fields.indexOf(field) + step]?.focus()
  }
  return (
    <div onKeyDown={onKey}>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center', margin: '8px 0' }}>
        <div style={{ flex: '1 1 160px' }} aria-live="polite" className={left < 0n ? 'wrong' : ''}>
          {left < 0n ? t('receipts.over') : t('receipts.left')}{' '}
          <strong>
            <Money minor={left.toString()} currency={currency} code />
          </strong>
        </div>
        {(q !== undefined || more.has) && (
          <SearchField label={t('due.search')} value={q ?? ''} width={150} onChange={search} />
        )}
        <Button size="small" disabled={loading} onClick={() => onChange(oldestFirst(total, items))}>
          {t('receipts.oldest_first')}
        </Button>
        <Button size="small" onClick={() => onChange({})}>
          {t('receipts.clear')}
        </Button>
      </div>
      <DataTable<Item>
        label={t('receipts.to_apply')}
        columns={[
          {
            key: 'number',
            title: t('columns.document'),
            cell: row => (
              <>
                <span className="num">{row.number}</span> <span className="soft">{kindName(t, row.kind)}</span>
              </>
            ),
            width: 210,
            card: 'head',
          },
          ...(withCustomer
            ? [
                {
                  key: 'customer',
                  title: t('columns.customer'),
                  width: 190,
                  cell: (row: Item) => row.customer_name,
                },
              ]
            : []),
          { key: 'due_on', title: t('columns.due_on'), cell: row => <Day day={row.due_on} />, width: 116 },
          {
            key: 'open',
            title: t('columns.open_minor'),
            cell: row => (
              <button type="button" className="plain cell" title={t('receipts.take_all')} onClick={() => fill(row)}>
                <Money minor={row.open_minor} currency={row.currency} />
              </button>
            ),
            right: true,
            width: 130,
          },
          {
            key: 'apply',
            title: t('receipts.to_apply'),
            right: true,
            width: 172,
            card: 'figure',
            cell: row => (
              <div data-item={row.item_id}>
                <AmountField
                  label={`${t('receipts.to_apply')} ${row.number}`}
                  currency={currency}
                  value={allotted[row.item_id] ?? ''}
                  onChange={minor => onChange(withPart(allotted, row.item_id, minor))}
                />
                {BigInt(allotted[row.item_id] || '0') > BigInt(row.open_minor) && (
                  <div className="small wrong" role="alert">
                    {t('receipts.more_than_open')}
                  </div>
                )}
              </div>
            ),
          },
          ...(closing
            ? [
                {
                  key: 'rest',
                  title: t('receipts.rest'),
                  right: true,
                  width: 210,
                  cell: (row: Item) => <Rest row={row} part={allotted[row.item_id] ?? ''} closing={closing} />,
                },
              ]
            : []),
        ]}
        rows={items}
        rowKey={row => row.item_id}
        empty={{ title: t('receipts.no_open') }}
        loading={loading}
        error={error}
        retry={retry}
        more={more}
      />
    </div>
  )
}

type RestProps = { row: Item; part: string; closing: NonNullable<AllotmentProps['closing']> }

/** What stays open of an item once it got its part, and the way to close that as a small difference. */
function Rest({ row, part, closing }: RestProps) {
  const { t } = useTranslation()
  const rest = BigInt(row.open_minor) - BigInt(part || '0')
  if (part === '' || rest <= 0n) return null
  const { closed, onChange } = closing
  const { [row.item_id]: kind, ...others } = closed
  return (
    <div className="rest">
      <Money minor={rest.toString()} currency={row.currency} />
      <Select<DifferenceKind>
        aria-label={`${t('receipts.close_rest')} ${row.number}`}
        size="small"
        allowClear
        value={kind ?? null}
        placeholder={t('receipts.stays_open')}
        popupMatchSelectWidth={false}
        options={differenceKinds.map(value => ({ value, label: t(`difference_kinds.${value}`) }))}
        onChange={value => onChange(value ? { ...closed, [row.item_id]: value } : others)}
      />
    </div>
  )
}

function withPart(allotted: Allotted, item_id: string, minor: string): Allotted {
  const { [item_id]: _, ...rest } = allotted
  return minor === '' ? rest : { ...rest, [item_id]: minor }
}
