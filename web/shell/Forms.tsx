import { useQuery } from '@tanstack/react-query'
import { Drawer } from 'antd'
import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask, type LineName, type Question } from '../client.ts'
import { useMay } from '../session.ts'
import { letDrawersGo } from '../ui/form-guard.ts'
import { Wait } from '../ui/states.tsx'
import { one, useUrl } from '../ui/url.ts'

const IssueDrawer = lazy(async () => ({ default: (await import('../invoices/IssueDrawer.tsx')).IssueDrawer }))
const ReceiptDrawer = lazy(async () => ({ default: (await import('../receipts/ReceiptDrawer.tsx')).ReceiptDrawer }))
const CorrectReceipt = lazy(async () => ({ default: (await import('../receipts/CorrectReceipt.tsx')).CorrectReceipt }))
const RecordAgain = lazy(async () => ({ default: (await import('../receipts/RecordAgain.tsx')).RecordAgain }))
const ContractDrawer = lazy(async () => ({ default: (await import('../contracts/ContractDrawer.tsx')).ContractDrawer }))

/** Whom a form is begun for, or the document it is about. */
type Begun = { customer_id?: string; of: string; onClose: () => void }

type OfProps<N extends LineName> = {
  name: N
  question: Question<N>
  onClose: () => void
  children: (found: Answer<N>) => ReactNode
}

/** A form about a document, which is asked for when the form opens and stays as it was then while one types. */
function Of<N extends LineName>({ name, question, onClose, children }: OfProps<N>) {
  const { t } = useTranslation()
  const asked = useQuery({
    queryKey: [name, question, 'form'],
    queryFn: ({ signal }) => ask(name, question, signal),
    gcTime: 0,
  })
  if (asked.data === undefined && asked.error)
    return (
      <Drawer open title={t('action.not_opened')} closable={{ 'aria-label': t('action.close') }} onClose={onClose}>
        <Wait for={asked}>{() => null}</Wait>
      </Drawer>
    )
  return asked.data !== undefined && <Once found={asked.data as Answer<N>}>{children}</Once>
}

function Once<T>({ found, children }: { found: T; children: (found: T) => ReactNode }) {
  const [first] = useState(found)
  return children(first)
}

const CorrectInvoiceForm = ({ of, onClose }: Begun) => (
  <Of name="readInvoice" question={{ invoice_id: of }} onClose={onClose}>
    {corrects => <IssueDrawer corrects={corrects} onClose={onClose} />}
  </Of>
)

const CorrectReceiptForm = ({ of, onClose }: Begun) => (
  <Of name="readReceipt" question={{ receipt_id: of }} onClose={onClose}>
    {receipt => <CorrectReceipt receipt={receipt} onClose={onClose} />}
  </Of>
)

const RecordAgainForm = ({ of, onClose }: Begun) => (
  <Of name="readWaiting" question={{ waiting_id: of }} onClose={onClose}>
    {row => <RecordAgain row={row} onClose={onClose} />}
  </Of>
)

const AmendContractForm = ({ of, onClose }: Begun) => (
  <Of name="readContract" question={{ contract_id: of }} onClose={onClose}>
    {amends => <ContractDrawer amends={amends} onClose={onClose} />}
  </Of>
)

const forWhom = ({ customer_id }: Begun) => (customer_id ? { customer_id } : {})

/** Every form that stands in the address; those about a document need one to be named. */
const forms: Readonly<Record<string, { form: ComponentType<Begun>; permission: string; about?: true }>> = {
  invoice: {
    form: begun => <IssueDrawer {...forWhom(begun)} onClose={begun.onClose} />,
    permission: 'invoice.issue',
  },
  receipt: {
    form: begun => <ReceiptDrawer {...forWhom(begun)} onClose={begun.onClose} />,
    permission: 'receipt.record',
  },
  contract: {
    form: begun => <ContractDrawer {...forWhom(begun)} onClose={begun.onClose} />,
    permission: 'contract.sign',
  },
  'correct-invoice': { form: CorrectInvoiceForm, permission: 'invoice.correct', about: true },
  'correct-receipt': { form: CorrectReceiptForm, permission: 'receipt.correct', about: true },
  'receipt-again': { form: RecordAgainForm, permission: 'receipt.record', about: true },
  'amend-contract': { form: AmendContractForm, permission: 'contract.amend', about: true },
}

/** The form that the address asks for (`new=receipt`, `new_for` a customer, `new_of` a document), over whatever page is there. */
export function Forms() {
  const may = useMay()
  const [url, change] = useUrl()
  const name = one(url.new) ?? ''
  const begun = Object.hasOwn(forms, name) ? forms[name] : undefined
  const of = one(url.new_of) ?? ''
  if (!begun || !may(begun.permission) || (begun.about && !of)) return null
  const { form: Form } = begun
  const customer_id = one(url.new_for)
  return (
    <Suspense fallback={null}>
      <Form
        key={`${name} ${customer_id} ${of}`}
        {...(customer_id ? { customer_id } : {})}
        of={of}
        onClose={() => {
          letDrawersGo()
          // Back goes to what was there before the form, not to the form again.
          change({ new: undefined, new_for: undefined, new_of: undefined }, { replace: true })
        }}
      />
    </Suspense>
  )
}
