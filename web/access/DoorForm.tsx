import { Button, Input } from 'antd'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { Problems } from '../ui/problems.tsx'

type DoorFormProps = { act: string; onSend: () => Promise<void>; quiet?: boolean; children: ReactNode }

/** A form whose refusals stand above its button, and that keeps what was typed. */
export function DoorForm({ act, onSend, quiet = false, children }: DoorFormProps) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const send = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    await onSend().catch(setError)
    setBusy(false)
  }
  return (
    <form onSubmit={event => void send(event)}>
      {children}
      <Problems error={error} />
      <Button type={quiet ? 'default' : 'primary'} htmlType="submit" loading={busy} block>
        {act}
      </Button>
    </form>
  )
}

type TextFieldProps = {
  label: string
  name: string
  value: string
  onChange: (value: string) => void
  type?: 'text' | 'email' | 'password'
  focus?: boolean
}

/** A line of text, known to password managers by `name`. */
export function TextField({ label, name, value, onChange, type = 'text', focus = false }: TextFieldProps) {
  const id = useId()
  const shared = { id, name, autoComplete: name, value, required: true, autoFocus: focus }
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      {type === 'password' ? (
        <Input.Password {...shared} onChange={event => onChange(event.target.value)} />
      ) : (
        <Input {...shared} type={type} onChange={event => onChange(event.target.value)} />
      )}
    </div>
  )
}
