import { Input, Modal } from 'antd'
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DayField } from './Field.tsx'
import { focusFirst } from './focus-back.ts'
import { Problems } from './problems.tsx'

type ReasonDialogProps = {
  title: string
  /** What will happen, in a sentence. */
  children: ReactNode
  /** The word on the button: the deed itself, not "OK". */
  act: string
  danger?: boolean
  /** Asks for a reason at all; it does unless told. */
  asks?: boolean
  /** The reason must be given. */
  needed?: boolean
  /** Whether what else the dialog asks for is there; it is unless told. */
  ready?: boolean
  /** Also asks for the business day. */
  day?: { label: string; value: string }
  perform: (given: { reason: string; day: string | null }) => Promise<unknown>
  onClose: () => void
}

/** Asks before something that one should think about twice, and for the reason. What was typed stays when it fails. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { t } = useTranslation()
  const id = useId()
  const [reason, setReason] = useState('')
  const [day, setDay] = useState(props.day?.value ?? null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const act = async () => {
    setBusy(true)
    setError(null)
    try {
      await props.perform({ reason: reason.trim(), day })
      props.onClose()
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open
      title={props.title}
      okText={props.act}
      cancelText={t('action.cancel')}
      okButtonProps={{
        danger: props.danger ?? false,
        disabled: props.ready === false || (Boolean(props.needed) && reason.trim() === ''),
      }}
      confirmLoading={busy}
      onOk={() => void act()}
      onCancel={props.onClose}
      afterOpenChange={focusFirst}
    >
      <div style={{ display: 'grid', gap: 12 }}>
        <div>{props.children}</div>
        {props.day && <DayField label={props.day.label} value={day} onChange={setDay} />}
        {(props.asks ?? true) && (
          <div className="field">
            <label className="label" htmlFor={id}>
              {props.needed ? t('field.reason') : t('field.reason_optional')}
            </label>
            <Input.TextArea
              id={id}
              value={reason}
              maxLength={500}
              data-focus={props.needed || undefined}
              autoSize={{ minRows: 2, maxRows: 6 }}
              onChange={event => setReason(event.target.value)}
            />
          </div>
        )}
        <Problems error={error} />
      </div>
    </Modal>
  )
}
