import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { DayField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import { type Later, LaterFields } from './LaterFields.tsx'
import { Numbers } from './Numbers.tsx'

type Bill = Pick<Row<'listSettlements'>, 'settlement_id' | 'number' | 'kind' | 'state'>
type IssueSettlementsProps = { bills: readonly Bill[]; onClose: () => void }

/** Issues one invoice for each of the bills, dated from the settlement unless another day is said. */
export function IssueSettlements({ bills, onClose }: IssueSettlementsProps) {
  const { t } = useTranslation()
  const done = useDone()
  const [issued_on, setDay] = useState<string | null>(null)
  const [later, setLater] = useState<Later>({})
  const [reason, setReason] = useState('')
  const unanswered = bills.filter(bill => bill.state === 'open').length
  return (
    <FormDialog
      title={t('settlements.issue')}
      act={t('settlements.issue')}
      ready={unanswered === 0 || reason.trim() !== ''}
      perform={() =>
        done(
          () =>
            ask('issueSettlements', {
              settlement_ids: bills.map(bill => bill.settlement_id),
              ...(issued_on ? { issued_on } : {}),
              ...(unanswered > 0 ? { reason: reason.trim() } : {}),
              ...later,
            }),
          t('settlements.issued', { count: bills.length }),
        )
      }
      onClose={onClose}
    >
      <p className="soft">
        {t('settlements.issue_hint', { count: bills.length })} <Numbers bills={bills} />
      </p>
      <DayField
        label={t('columns.issued_on')}
        value={issued_on}
        clearable
        placeholder={t(bills.every(bill => bill.kind === 'check') ? 'settlements.today' : 'settlements.its_day')}
        onChange={setDay}
      />
      <LaterFields later={later} turns={['now', 'later']} onChange={setLater} />
      {unanswered > 0 && (
        <>
          <p className="small soft">{t('settlements.unanswered_hint', { count: unanswered })}</p>
          <TextLine label={t('settlements.unanswered')} value={reason} onChange={setReason} max={500} />
        </>
      )}
    </FormDialog>
  )
}
