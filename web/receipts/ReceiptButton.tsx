import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../session.ts'

const ReceiptDrawer = lazy(async () => ({ default: (await import('./ReceiptDrawer.tsx')).ReceiptDrawer }))

/** Opens the form in which a receipt is recorded and applied. */
export function ReceiptButton({ customer_id }: { customer_id?: string }) {
  const { t } = useTranslation()
  const may = useMay()
  const [open, setOpen] = useState(false)
  if (!may('receipt.record')) return null
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('receipts.record')}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <ReceiptDrawer {...(customer_id ? { customer_id } : {})} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
