import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../session.ts'

const IssueDrawer = lazy(async () => ({ default: (await import('./IssueDrawer.tsx')).IssueDrawer }))

/** Opens the form in which an invoice is issued. */
export function IssueButton() {
  const { t } = useTranslation()
  const may = useMay()
  const [open, setOpen] = useState(false)
  if (!may('invoice.issue')) return null
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('invoices.issue')}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <IssueDrawer onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
