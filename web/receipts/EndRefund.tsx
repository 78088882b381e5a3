import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useMe } from '../session.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'

type Props = { refund: Answer<'readRefund'>; what: 'cancel' | 'reverse'; onClose: () => void }

/** Cancels a refund that is not paid, or reverses one that came back. */
export function EndRefund({ refund, what, onClose }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const { refund_id, number } = refund
  return (
    <ReasonDialog
      title={`${t(`refunds.${what}`)} ${number}`}
      act={t(`refunds.${what}`)}
      danger
      needed
      {...(what === 'reverse' ? { day: { label: t('columns.on'), value: me.today } } : {})}
      perform={({ reason, day }) =>
        done(
          () =>
            what === 'cancel'
              ? ask('cancelRefund', { refund_id, reason })
              : ask('reverseRefund', { refund_id, reason, ...(day ? { reversed_on: day } : {}) }),
          t(`refunds.${what}_done`),
        )
      }
      onClose={onClose}
    >
      {t(`refunds.${what}_hint`)}
    </ReasonDialog>
  )
}
