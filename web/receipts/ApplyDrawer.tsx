import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { Bench } from './Bench.tsx'

/** Applies what a receipt has left, over the page one is on. */
export function ApplyDrawer({ receipt, onClose }: { receipt: Answer<'readReceipt'>; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer
      open
      size={860}
      onClose={onClose}
      closable={{ 'aria-label': t('action.close') }}
      title={`${t('receipts.apply')} ${receipt.number}`}
    >
      <Bench receipt={receipt} onApplied={onClose} />
    </Drawer>
  )
}
