import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { kindName } from '../ledger/names.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'

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

type AllotmentProps = {
  total: string
  currency: string
  items: readonly Item[]
  loading: boolean
  error: unknown
  allotted: Allotted
  onChange: (allotted: Allotted) => void
}

/** Says what a sum of money pays, item by item, with what is left always in sight. */
export function Allotment({ total, currency, items, loading, error, allotted, onChange }: AllotmentProps) {
  const { t } = useTranslation()
  const left = leftOf(total, allotted)
  return (
    <>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center', margin: '8px 0' }}>
        <div style={{ flex: '1 1 220px' }} aria-live="polite" className={left < 0n ? 'wrong' : ''}>
          {left < 0n ? t('receipts.over') : t('receipts.left')}{' '}
          <strong>
            <Money minor={left.toString()} currency={currency} code />
          </strong>
        </div>
        <Button size="small" onClick={() => onChange(oldestFirst(total, items))}>
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
          { key: 'due_on', title: t('columns.due_on'), cell: row => <Day day={row.due_on} />, width: 116 },
          {
            key: 'open',
            title: t('columns.open_minor'),
            cell: row => <Money minor={row.open_minor} currency={row.currency} />,
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
              <AmountField
                label={`${t('receipts.to_apply')} ${row.number}`}
                currency={currency}
                value={allotted[row.item_id] ?? ''}
                onChange={minor => onChange(withPart(allotted, row.item_id, minor))}
              />
            ),
          },
        ]}
        rows={items}
        rowKey={row => row.item_id}
        empty={{ title: t('receipts.no_open') }}
        loading={loading}
        error={error}
      />
    </>
  )
}

function withPart(allotted: Allotted, item_id: string, minor: string): Allotted {
  const { [item_id]: _, ...rest } = allotted
  return minor === '' ? rest : { ...rest, [item_id]: minor }
}
