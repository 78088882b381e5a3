import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { DayField } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import { Numbers } from './Numbers.tsx'

type IssueSettlementsProps = { bills: readonly { settlement_id: string; number: string }[]; onClose: () => void }

/** Issues one invoice for each of the bills, dated from the settlement unless another day is said. */
export function IssueSettlements({ bills, onClose }: IssueSettlementsProps) {
  const { t } = useTranslation()
  const done = useDone()
  const [issued_on, setDay] = useState<string | null>(null)
  return (
    <FormDialog
      title={t('settlements.issue')}
      act={t('settlements.issue')}
      perform={() =>
        done(
          () =>
            ask('issueSettlements', {
              settlement_ids: bills.map(bill => bill.settlement_id),
              ...(issued_on ? { issued_on } : {}),
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
        placeholder={t('settlements.its_day')}
        onChange={setDay}
      />
    </FormDialog>
  )
}
