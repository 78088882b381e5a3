import { Button, Mentions } from 'antd'
import { type ClipboardEvent, type KeyboardEvent, useDeferredValue, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { Icon } from '../ui/Icon.tsx'
import { Problems } from '../ui/problems.tsx'
import { toast } from '../ui/toast.tsx'
import type { Subject } from './subject.ts'

type Person = { person_id: string; name: string }
type File_ = Answer<'keepAttachment'>
type Draft = { body: string; named: readonly Person[]; files: readonly File_[] }
type Told = { notified: readonly string[]; not_notified: readonly string[] }

const nothing: Draft = { body: '', named: [], files: [] }
/** What was begun and not sent, by what it is about: a look at another tab does not lose it. */
const drafts = new Map<string, Draft>()

type ComposerProps = {
  subject: Subject
  label: string
  act: string
  /** What is being corrected: its text and who is named in it. Files stay as they are. */
  start?: { body: string; named: readonly Person[] }
  send: (said: { body: string; mentions: string[]; file_ids: string[] }) => Promise<Told>
  onDone: () => void
  onCancel?: () => void
}

/**
 * Writes a comment: `@` names a colleague, files are dropped, pasted or picked, and mod+enter sends it. Who was named and
 * may not see the document is told to the writer.
 */
export function Composer({ subject, label, act, start, send, onDone, onCancel }: ComposerProps) {
  const { t } = useTranslation()
  const id = useId()
  const key = start ? null : subject.subject_id
  const [draft, setDraft] = useState<Draft>(() =>
    start ? { ...start, files: [] } : (drafts.get(key ?? '') ?? nothing),
  )
  const latest = useRef(draft)
  const [busy, setBusy] = useState(false)
  const [keeping, setKeeping] = useState(0)
  const [error, setError] = useState<unknown>(null)
  const [search, setSearch] = useState<string | null>(null)
  const q = useDeferredValue((search ?? '').trim())
  const found = useAnswer('listColleagues', { ...subject, limit: 20, ...(q ? { q } : {}) }, search !== null)
  const change = (part: Partial<Draft>) => {
    const next = { ...latest.current, ...part }
    latest.current = next
    setDraft(next)
    if (key) drafts.set(key, next)
  }
  const keep = async (files: FileList | null) => {
    setError(null)
    // The field is emptied while they are kept, and its list with it.
    for (const file of Array.from(files ?? [])) {
      setKeeping(count => count + 1)
      try {
        const kept = await ask('keepAttachment', { file })
        change({ files: [...latest.current.files, kept] })
      } catch (problem) {
        setError(problem)
      }
      setKeeping(count => count - 1)
    }
  }
  const submit = async () => {
    const body = draft.body.trim()
    if (body === '' || busy || keeping > 0) return
    setBusy(true)
    setError(null)
    const named = draft.named.filter(person => body.includes(`@${person.name}`))
    try {
      const told = await send({
        body,
        mentions: named.map(person => person.person_id),
        file_ids: draft.files.map(file => file.file_id),
      })
      const blind = named.filter(person => told.not_notified.includes(person.person_id))
      if (blind.length > 0) toast('waits', t('comments.not_told', { names: blind.map(one => one.name).join(', ') }))
      change(nothing)
      if (key) drafts.delete(key)
      onDone()
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      void submit()
    }
  }
  const onPaste = (event: ClipboardEvent) => {
    if (!start && event.clipboardData.files.length > 0) {
      event.preventDefault()
      void keep(event.clipboardData.files)
    }
  }
  const empty = draft.body.trim() === ''
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files may be dropped on it; they can be picked by the button as well
    <div
      className="composer"
      onDragOver={event => event.preventDefault()}
      onDrop={event => {
        event.preventDefault()
        if (!start) void keep(event.dataTransfer.files)
      }}
    >
      <label className="hidden-but-read" htmlFor={id}>
        {label}
      </label>
      <Mentions
        id={id}
        value={draft.body}
        placeholder={t('comments.placeholder')}
        autoSize={{ minRows: 2, maxRows: 10 }}
        maxLength={4000}
        loading={found.isFetching}
        options={(search === null ? [] : (found.data?.rows ?? [])).map(row => ({
          key: row.person_id,
          person_id: row.person_id,
          value: row.name,
          label: (
            <span>
              {row.name}
              <span className="small soft">
                {row.department && ` · ${row.department}`}
                {!row.may_see && ` · ${t('comments.may_not_see')}`}
              </span>
            </span>
          ),
        }))}
        filterOption={false}
        notFoundContent={t('comments.nobody')}
        onSearch={setSearch}
        onSelect={option => {
          // The library hands back the option as it was given, whatever its type says.
          const { person_id, value: name } = option as unknown as { person_id: string; value: string }
          change({ named: [...latest.current.named, { person_id, name }] })
        }}
        onChange={body => change({ body })}
        onKeyDown={onKey}
        onPaste={onPaste}
      />
      {draft.files.length > 0 && (
        <ul className="kept-files">
          {draft.files.map(file => (
            <li key={file.file_id}>
              <Icon name="clip" size={14} /> {file.name}{' '}
              <button
                type="button"
                className="plain"
                aria-label={t('comments.leave_out', { name: file.name })}
                onClick={() => change({ files: draft.files.filter(one => one !== file) })}
              >
                <Icon name="cross" size={12} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <Problems error={error} />
      {(!empty || start || draft.files.length > 0) && (
        <div className="composer-deeds">
          <Button
            type="primary"
            size="small"
            disabled={empty || keeping > 0}
            loading={busy}
            onClick={() => void submit()}
          >
            {act}
          </Button>
          {onCancel && (
            <Button size="small" onClick={onCancel}>
              {t('action.cancel')}
            </Button>
          )}
          {!start && <PickFiles keeping={keeping > 0} onFiles={files => void keep(files)} />}
          <span className="small soft composer-hint">{t('comments.hint')}</span>
        </div>
      )}
    </div>
  )
}

function PickFiles({ keeping, onFiles }: { keeping: boolean; onFiles: (files: FileList | null) => void }) {
  const { t } = useTranslation()
  const field = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button
        size="small"
        type="text"
        loading={keeping}
        icon={<Icon name="clip" size={14} />}
        onClick={() => field.current?.click()}
      >
        {t('comments.attach')}
      </Button>
      <input
        ref={field}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-label={t('comments.attach')}
        onChange={event => {
          onFiles(event.target.files)
          event.target.value = ''
        }}
      />
    </>
  )
}
