import { Progress } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { FormDialog } from '../ui/FormDialog.tsx'
import { useSentence } from '../ui/problems.tsx'
import { useDone } from '../ui/useDone.ts'

type Row = Answer<'sendByWays'>['rows'][number]

/** So many go at a time, so that one sees how far it is. */
const portion = 25

/** Sends several invoices, each the way its customer is billed, and says which did not go and why. */
export function SendManyDialog({ invoice_ids, onClose }: { invoice_ids: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const sentence = useSentence()
  const [rows, setRows] = useState<readonly Row[]>([])
  const [ended, setEnded] = useState(false)
  const count = invoice_ids.length
  const send = async () => {
    // What went before something broke off is not sent again.
    let all = rows
    while (all.length < count) {
      const next = invoice_ids.slice(all.length, all.length + portion)
      all = [...all, ...(await ask('sendByWays', { invoice_ids: [...next] })).rows]
      setRows(all)
    }
    setEnded(true)
  }
  const failed = rows.filter(row => row.problem !== null)
  return (
    <FormDialog
      title={t('dispatch.send_many', { count })}
      act={t(ended ? 'action.close' : 'dispatch.send')}
      perform={async () => {
        if (ended) return true
        await done(send, t('dispatch.recorded'))
        return false
      }}
      onClose={onClose}
    >
      {rows.length === 0 && <p className="small soft">{t('dispatch.send_many_hint')}</p>}
      {rows.length > 0 && (
        <>
          <Progress
            percent={Math.round((rows.length / count) * 100)}
            showInfo={false}
            aria-label={t('dispatch.send_many', { count })}
          />
          <p role="status">{t('dispatch.send_many_result', { sent: rows.length - failed.length, count })}</p>
        </>
      )}
      {failed.length > 0 && (
        <>
          <h3>{t('dispatch.not_sent')}</h3>
          <ul>
            {failed.map(row => (
              <li key={row.invoice_id}>
                <span className="doc">{row.number}</span> {row.customer_name}
                <div className="small wrong">
                  {sentence({
                    code: row.problem ?? '',
                    params: { field: 'recipient', permission: 'invoice.dispatch' },
                  })}
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
    </FormDialog>
  )
}
