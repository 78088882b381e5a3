import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { turnsOfRuns } from '../../server/invoices/billing-contract.ts'
import { ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { DayField } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import type { Taken } from './actions.ts'
import { type Later, LaterFields } from './LaterFields.tsx'
import { Sums, sumsOf } from './Sums.tsx'

/** Bills what was picked, or all that is ready: what it comes to, and the day of the invoices. */
export function BillDialog({ taken: { until, filter, picked }, onClose }: { taken: Taken; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const navigate = useNavigate()
  const [issued_on, setIssuedOn] = useState<string | null>(null)
  const [later, setLater] = useState<Later<(typeof turnsOfRuns)[number]>>({
    tax_point: 'by_contract',
    revenue: 'by_contract',
  })
  const all = useAnswer('listBillables', { until, ...filter, ready: true, limit: 1 }, !picked)
  const sums = picked ? sumsOf(picked) : (all.data?.ready_sums ?? [])
  const start = async () => {
    const run = await ask('startBillingRun', {
      until,
      filter,
      ...(issued_on ? { issued_on } : {}),
      ...later,
      ...(picked ? { picked: picked.map(({ contract_id, key }) => ({ contract_id, key })) } : {}),
    })
    void navigate({ to: '/billing/$run_id', params: { run_id: run.run_id } })
  }
  return (
    <FormDialog
      title={picked ? t('billing.bill_these') : t('billing.bill_all')}
      act={t('billing.start')}
      ready={sums.length > 0}
      perform={() => done(start, t('billing.started'))}
      onClose={onClose}
    >
      <Sums label={t('billing.comes_to')} sums={sums} />
      <DayField
        label={t('columns.issued_on')}
        value={issued_on}
        placeholder={t('billing.today')}
        clearable
        onChange={setIssuedOn}
      />
      <LaterFields later={later} turns={turnsOfRuns.toReversed()} onChange={setLater} />
      <p className="small soft">{t('turns.by_contract_hint')}</p>
      <p className="small soft">{t('billing.what_happens')}</p>
    </FormDialog>
  )
}
