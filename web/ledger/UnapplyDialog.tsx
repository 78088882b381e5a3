import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useMe } from '../session.ts'
import { Money } from '../ui/Money.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'

type UnapplyProps = {
  application_id: string
  number: string
  counter: string | null
  delta_minor: string
  currency: string
  onClose: () => void
}

/** Takes an application back: nothing is deleted, a mirrored pair is added. */
export function UnapplyDialog(props: UnapplyProps) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  return (
    <ReasonDialog
      title={t('item.unapply_title')}
      act={t('item.unapply')}
      day={{ label: t('columns.applied_on'), value: me.today }}
      perform={({ reason, day }) =>
        done(
          () =>
            ask('reverseApplications', [
              {
                application_id: props.application_id,
                ...(day ? { applied_on: day } : {}),
                ...(reason ? { reason } : {}),
              },
            ]),
          t('item.unapplied'),
        )
      }
      onClose={props.onClose}
    >
      <p>
        {props.counter ?? ''} → {props.number}:{' '}
        <Money minor={props.delta_minor.replace('-', '')} currency={props.currency} code />
      </p>
      <p className="soft small">{t('item.unapply_hint')}</p>
    </ReasonDialog>
  )
}
