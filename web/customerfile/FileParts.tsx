import { useAnswer } from '../lists.ts'
import { Wait } from '../ui/states.tsx'
import { Addresses } from './Addresses.tsx'
import { BankAccounts } from './BankAccounts.tsx'
import { Documents } from './Documents.tsx'
import { FileState } from './FileState.tsx'

/** How a file stands, and what it holds beside names and contacts: where to send things, where to pay, and the papers. */
export function FileParts({ customer }: { customer: { customer_id: string; name: string } }) {
  const { customer_id } = customer
  const asked = useAnswer('readFile', { customer_id })
  return (
    <Wait for={asked} lines={4}>
      {file => (
        <>
          <FileState customer={customer} file={file} />
          <Addresses customer_id={customer_id} addresses={file.addresses} />
          <BankAccounts customer_id={customer_id} accounts={file.bank_accounts} />
          <Documents customer_id={customer_id} documents={file.documents} />
        </>
      )}
    </Wait>
  )
}
