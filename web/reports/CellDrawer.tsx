import { Button, Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { ItemHistory } from '../ledger/ItemHistory.tsx'
import { ItemsTable } from '../ledger/ItemsTable.tsx'
import { useList } from '../lists.ts'
import { Icon } from '../ui/Icon.tsx'
import { type AgeingState, type Cell, cellQuestion } from './ageing-url.ts'
import { type AgeingColumn, columnName } from './columns.ts'
import { ExportButton } from './ExportButton.tsx'

type CellDrawerProps = {
  state: AgeingState
  cell: Cell
  title: string | null
  columns: readonly AgeingColumn[]
  onItem: (item: string | undefined) => void
  onClose: () => void
}

/** The open items behind one figure; an item opens its own history in the same place. */
export function CellDrawer({ state, cell, title, columns, onItem, onClose }: CellDrawerProps) {
  const { t } = useTranslation()
  const question = cellQuestion(state, cell)
  const list = useList('listOpenItems', question)
  const column = columns.find(one => one.key === cell.column)
  const words = [title, column ? columnName(t, column) : t('columns.total'), cell.currency].filter(Boolean)
  return (
    <Drawer
      open
      size={state.item ? 820 : 880}
      onClose={onClose}
      closable={{ 'aria-label': t('action.close') }}
      title={words.join(' · ')}
      extra={
        state.item ? (
          <Button icon={<Icon name="back" />} onClick={() => onItem(undefined)}>
            {t('ageing.back_to_items')}
          </Button>
        ) : (
          <ExportButton report="open_items" params={question} />
        )
      }
    >
      {state.item ? (
        <ItemHistory item_id={state.item} />
      ) : (
        <ItemsTable list={list} onOpen={onItem} withCustomer={title === null || state.by !== 'customer'} />
      )}
    </Drawer>
  )
}
