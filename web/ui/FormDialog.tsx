import { Input, Modal } from 'antd'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from './Field.tsx'
import { focusFirst } from './focus-back.ts'
import { Problems } from './problems.tsx'

type FormDialogProps = {
  title: string
  /** The word on the button: the deed itself. */
  act: string
  ready?: boolean
  width?: number
  /** Closes behind it, unless it answers false. */
  perform: () => Promise<unknown>
  onClose: () => void
  children: ReactNode
}

/** A small form over the page: Enter sends it, a refusal stands in it, and what was typed stays until it succeeds. */
export function FormDialog({ title, act, ready = true, width = 520, perform, onClose, children }: FormDialogProps) {
  const { t } = useTranslation()
  const id = useId()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const send = async (event: FormEvent) => {
    event.preventDefault()
    if (!ready || busy) return
    setBusy(true)
    setError(null)
    try {
      if ((await perform()) !== false) onClose()
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return (
    <Modal
      open
      title={title}
      width={width}
      okText={act}
      cancelText={t('action.cancel')}
      okButtonProps={{ htmlType: 'submit', form: id, disabled: !ready }}
      confirmLoading={busy}
      onCancel={onClose}
      afterOpenChange={focusFirst}
    >
      <form id={id} className="form-dialog" onSubmit={event => void send(event)}>
        {children}
        <Problems error={error} />
      </form>
    </Modal>
  )
}

type TextLineProps = {
  label: string
  value: string
  onChange: (value: string) => void
  max?: number
  focus?: boolean
  type?: 'text' | 'email' | 'tel' | 'password'
  /** What password managers know it by. */
  name?: string
  hint?: ReactNode
}

/** A line of text under its name. */
export function TextLine({ label, value, onChange, max = 200, focus, type = 'text', name, hint }: TextLineProps) {
  const { t } = useTranslation()
  const Control = type === 'password' ? Input.Password : Input
  return (
    <Field label={label}>
      {id => (
        <>
          <Control
            id={id}
            value={value}
            maxLength={max}
            autoFocus={focus ?? false}
            data-focus={focus || undefined}
            {...(name ? { name, autoComplete: name } : {})}
            {...(type === 'email' || type === 'tel' ? { type } : {})}
            onChange={event => onChange(event.target.value)}
          />
          {value.length >= max && <span className="small waits">{t('field.at_most', { count: max })}</span>}
          {hint && <span className="small soft">{hint}</span>}
        </>
      )}
    </Field>
  )
}
