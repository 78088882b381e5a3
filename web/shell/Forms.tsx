import { lazy, Suspense } from 'react'
import { useMay } from '../session.ts'
import { letDrawersGo } from '../ui/form-guard.ts'
import { one, useUrl } from '../ui/url.ts'

const IssueDrawer = lazy(async () => ({ default: (await import('../invoices/IssueDrawer.tsx')).IssueDrawer }))
const ReceiptDrawer = lazy(async () => ({ default: (await import('../receipts/ReceiptDrawer.tsx')).ReceiptDrawer }))

const forms = {
  invoice: { drawer: IssueDrawer, permission: 'invoice.issue' },
  receipt: { drawer: ReceiptDrawer, permission: 'receipt.record' },
} as const

/** The form that the address asks for (`new=receipt`, `new_for` a customer), over whatever page is there. */
export function Forms() {
  const may = useMay()
  const [url, change] = useUrl()
  const name = one(url.new)
  const form = name === 'invoice' || name === 'receipt' ? forms[name] : null
  if (!form || !may(form.permission)) return null
  const { drawer: Drawer } = form
  const customer_id = one(url.new_for)
  return (
    <Suspense fallback={null}>
      <Drawer
        key={`${name} ${customer_id}`}
        {...(customer_id ? { customer_id } : {})}
        onClose={() => {
          letDrawersGo()
          // Back goes to what was there before the form, not to the form again.
          change({ new: undefined, new_for: undefined }, { replace: true })
        }}
      />
    </Suspense>
  )
}
