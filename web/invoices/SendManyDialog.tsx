import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { FormDialog } from '../ui/FormDialog.tsx'
import { useWork } from '../ui/useWork.ts'
import { WorkState } from '../ui/WorkState.tsx'

type Meant = Pick<Row<'listInvoices'>, 'invoice_id' | 'number' | 'customer_name'>

/** So many go at a time, so that one sees how far it is. */
const portion = 25

/** Sends several invoices, each the way its customer is billed, and says which did not go and why. */
export function SendManyDialog({ invoices, onClose }: { invoices: readonly Meant[]; onClose: () => void }) {
  const { t } = useTranslation()
  const send = async (some: readonly Meant[]) => {
    const { rows } = await ask('sendByWays', { invoice_ids: some.map(({ invoice_id }) => invoice_id) })
    return rows.flatMap(({ invoice_id, problem }) => {
      const subject = some.find(one => one.invoice_id === invoice_id)
      const params = { field: 'recipient', permission: 'invoice.dispatch' }
      return problem && subject ? [{ subject, problem: { code: problem, params } }] : []
    })
  }
  const work = useWork(invoices, portion, send, t('dispatch.recorded'))
  const title = t('dispatch.send_many', { count: work.count })
  const well = work.over && work.failed.length === 0
  return (
    <FormDialog
      title={title}
      act={t(well ? 'action.close' : work.over ? 'work.again' : 'dispatch.send', { count: work.failed.length })}
      perform={async () => {
        if (well) return true
        await work.perform()
        return false
      }}
      onClose={onClose}
    >
      {!work.begun && <p className="small soft">{t('dispatch.send_many_hint')}</p>}
      <WorkState
        work={work}
        label={title}
        nameOf={({ number, customer_name }) => (
          <>
            <span className="doc">{number}</span> {customer_name}
          </>
        )}
      />
    </FormDialog>
  )
}
