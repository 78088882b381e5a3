import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { Mark } from './Mark.tsx'
import { OrganisationMenu } from './OrganisationMenu.tsx'
import { Places } from './Places.tsx'

/** The navigation over the page, where the screen has no room beside it; loaded by whoever opens it. */
export function PhoneMenu({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer
      open
      onClose={onClose}
      placement="left"
      size={296}
      title={<Mark />}
      closable={{ 'aria-label': t('action.close') }}
      styles={{ body: { padding: '0 0 24px' } }}
    >
      <OrganisationMenu />
      <Places />
    </Drawer>
  )
}
