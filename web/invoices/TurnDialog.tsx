import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'

type TurnProps = {
  invoice: { invoice_id: string; number: string }
  what: 'tax' | 'revenue'
  today: string
  onClose: () => void
}

/** Says that the tax of an invoice is due before its tax invoice, or that what was billed before is delivered. */
export function TurnDialog({ invoice, what, today, onClose }: TurnProps) {
  const { t } = useTranslation()
  const done = useDone()
  const { invoice_id, number } = invoice
  return (
    <ReasonDialog
      title={`${t(`turns.act.${what}`)} · ${number}`}
      act={t(`turns.act.${what}`)}
      needed={what === 'tax'}
      day={{ label: t(`turns.day.${what}`), value: today }}
      perform={({ reason, day }: { reason: string; day: string | null }) =>
        done(
          () =>
            what === 'tax'
              ? ask('reachTaxPoint', { invoice_id, reason, ...(day ? { reached_on: day } : {}) })
              : ask('earnInvoice', { invoice_id, ...(day ? { earned_on: day } : {}), ...(reason ? { reason } : {}) }),
          t(`turns.done.${what}`),
        )
      }
      onClose={onClose}
    >
      {t(`turns.hint.${what}`)}
    </ReasonDialog>
  )
}
