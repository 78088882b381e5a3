import { type DragEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './Icon.tsx'

type FileDropProps = { accept: string; hint: string; onFile: (file: File) => void; busy?: boolean }

/** A place to drop a file on, or to pick one from: by mouse, by keyboard, by thumb. */
export function FileDrop({ accept, hint, onFile, busy = false }: FileDropProps) {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)
  const id = useId()
  // A thumb has nothing to drop.
  const thumb = matchMedia('(pointer: coarse)').matches
  const take = (files: FileList | null) => {
    const file = files?.[0]
    if (file && !busy) onFile(file)
  }
  const drag = (event: DragEvent, on: boolean) => {
    event.preventDefault()
    setOver(on)
  }
  return (
    <label
      htmlFor={id}
      className={over ? 'drop over' : 'drop'}
      onDragOver={event => drag(event, true)}
      onDragLeave={event => drag(event, false)}
      onDrop={event => {
        drag(event, false)
        take(event.dataTransfer.files)
      }}
    >
      <Icon name="import" size={22} />
      <div style={{ fontWeight: 550 }}>
        {t(busy ? 'state.reading_file' : thumb ? 'action.choose_file' : 'action.drop_file')}
      </div>
      <div className="small soft">{hint}</div>
      <input
        id={id}
        type="file"
        accept={accept}
        disabled={busy}
        className="hidden-but-read"
        onChange={event => {
          take(event.target.files)
          event.target.value = ''
        }}
      />
    </label>
  )
}
