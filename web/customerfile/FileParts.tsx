import { useAnswer } from '../lists.ts'
import { BillingWay } from '../billing/BillingWay.tsx'
import { SettlementTerms } from '../billing/SettlementTerms.tsx'
import { Wait } from '../ui/states.tsx'
import { Addresses } from './Addresses.tsx'
import { BankAccounts } from './BankAccounts.tsx'
import { Documents } from './Documents.tsx'
import { FileState } from './FileState.tsx'

/** What a file holds beside names and contacts: where to send things, where to pay, and the papers. */
export function FileParts({ customer_id }: { customer_id: string }) {
  const asked = useAnswer('readFile', { customer_id })
  return (
    <Wait for={asked} lines={4}>
      {file => (
        <>
          <Addresses customer_id={customer_id} addresses={file.addresses} />
          <BillingWay customer_id={customer_id} />
          <SettlementTerms customer_id={customer_id} />
          <BankAccounts customer_id={customer_id} accounts={file.bank_accounts} />
          <Documents customer_id={customer_id} documents={file.documents} />
        </>
      )}
    </Wait>
  )
}

/** How a file stands: what it lacks, when it was looked through, and the grade of the customer. */
export function FileHead({ customer }: { customer: { customer_id: string; name: string } }) {
  const asked = useAnswer('readFile', { customer_id: customer.customer_id })
  return (
    <Wait for={asked} lines={4}>
      {file => <FileState customer={customer} file={file} />}
    </Wait>
  )
}
