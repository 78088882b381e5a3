import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'

type WithdrawProps = { request: Answer<'readTaxRequest'>; what: 'return' | 'void'; onClose: () => void }

/** Takes a request back to be changed, or makes it void. */
export function WithdrawDialog({ request, what, onClose }: WithdrawProps) {
  const { t } = useTranslation()
  const done = useDone()
  const { tax_request_id, version, number } = request
  return (
    <ReasonDialog
      title={`${t(`tax_requests.${what}`)} · ${number}`}
      act={t(`tax_requests.${what}`)}
      danger={what === 'void'}
      needed
      perform={({ reason }: { reason: string }) =>
        done(
          () => ask(what === 'void' ? 'voidTaxRequest' : 'returnTaxRequest', { tax_request_id, version, reason }),
          t(`tax_requests.done.${what}`),
        )
      }
      onClose={onClose}
    >
      {t(`tax_requests.hints.${what}`)}
    </ReasonDialog>
  )
}
