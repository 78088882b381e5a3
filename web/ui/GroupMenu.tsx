import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { Icon } from './Icon.tsx'
import type { Grouping } from './useGrouping.ts'

/** Chooses what a list is grouped by. */
export function GroupMenu<B extends string>({ grouping }: { grouping: Grouping<B> }) {
  const { t } = useTranslation()
  const { by, keys, group } = grouping
  const word = (key: string) => t(`group.by.${key}`)
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [by ?? 'none'],
        items: [{ key: 'none', label: t('group.not') }, ...keys.map(key => ({ key, label: word(key) }))],
        onClick: ({ key }) => group(keys.find(one => one === key)),
      }}
    >
      <Button size="small" type="text" icon={<Icon name="group" size={14} />}>
        {by ? t('group.grouped', { by: word(by) }) : t('group.group')}
      </Button>
    </Dropdown>
  )
}
