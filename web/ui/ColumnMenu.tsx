import { Button, Checkbox, Popover } from 'antd'
import { useTranslation } from 'react-i18next'
import { chooseColumns, type ColumnChoice, inOrder } from './column-choice.ts'
import type { DataColumn } from './DataTable.tsx'
import { Icon } from './Icon.tsx'

type ColumnMenuProps<R> = { table: string; columns: readonly DataColumn<R>[]; choice: ColumnChoice | null }

/** Which columns of a table are shown, and in which order; kept in this browser. */
export function ColumnMenu<R>({ table, columns, choice }: ColumnMenuProps<R>) {
  const { t } = useTranslation()
  // What can be done with a row is no column of the list.
  const all = inOrder(columns, choice).filter(column => column.key !== 'act')
  const hidden = choice?.hidden ?? []
  const order = all.map(column => column.key)
  const show = (key: string, shown: boolean) =>
    chooseColumns(table, { order, hidden: shown ? hidden.filter(one => one !== key) : [...hidden, key] })
  const move = (at: number, by: number) => {
    const next = [...order]
    const [key] = next.splice(at, 1)
    if (key) next.splice(at + by, 0, key)
    chooseColumns(table, { order: next, hidden })
  }
  const list = (
    <div className="column-menu">
      <ul>
        {all.map((column, at) => {
          const shown = !hidden.includes(column.key)
          const last = shown && all.length - hidden.length <= 1
          return (
            <li key={column.key}>
              <Checkbox checked={shown} disabled={last} onChange={event => show(column.key, event.target.checked)}>
                {column.title}
              </Checkbox>
              <span>
                <Move up at={at} of={all.length} name={column.title} onMove={() => move(at, -1)} />
                <Move at={at} of={all.length} name={column.title} onMove={() => move(at, 1)} />
              </span>
            </li>
          )
        })}
      </ul>
      <Button size="small" type="text" disabled={!choice} onClick={() => chooseColumns(table, null)}>
        {t('table.columns_reset')}
      </Button>
    </div>
  )
  return (
    <Popover trigger="click" placement="bottomRight" content={list} title={t('table.columns')}>
      <Button size="small" type="text" icon={<Icon name="side" size={14} />}>
        {t('table.columns')}
        {hidden.length > 0 && <span className="soft num">{` ${all.length - hidden.length}/${all.length}`}</span>}
      </Button>
    </Popover>
  )
}

type MoveProps = { up?: boolean; at: number; of: number; name: unknown; onMove: () => void }

function Move({ up = false, at, of, name, onMove }: MoveProps) {
  const { t } = useTranslation()
  const label = t(up ? 'table.column_up' : 'table.column_down', { name: typeof name === 'string' ? name : '' })
  return (
    <button
      type="button"
      className={up ? 'plain column-up' : 'plain'}
      aria-label={label}
      title={label}
      disabled={up ? at === 0 : at === of - 1}
      onClick={onMove}
    >
      <Icon name="down" size={14} />
    </button>
  )
}
