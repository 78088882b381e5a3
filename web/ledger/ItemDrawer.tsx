import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { Talk } from '../tasks/Talk.tsx'
import { one, useUrl } from '../ui/url.ts'
import { LateOfItem } from '../collections/LateOfItem.tsx'
import { RemindersOf } from '../reminders/RemindersOf.tsx'
import { ItemHistory } from './ItemHistory.tsx'

/** The item named in the URL, over the page: its history and what can be done to it. */
export function ItemDrawer() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const item = one(url.item)
  if (!item) return null
  return (
    <Drawer
      open
      size={820}
      title={t('item.history')}
      closable={{ 'aria-label': t('action.close') }}
      onClose={() => change({ item: undefined })}
    >
      <ItemHistory item_id={item} />
      <RemindersOf item_id={[item]} />
      <LateOfItem item_id={item} />
      <Talk subject={{ subject_kind: 'item', subject_id: item }} />
    </Drawer>
  )
}
