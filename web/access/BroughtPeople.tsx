import { Button, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { saveText } from '../imports/save-text.ts'
import { problemsOf, useSentence } from '../ui/problems.tsx'
import { toast } from '../ui/toast.tsx'
import type { TypedPerson } from './read-people.ts'
import { useRoles } from './roles.ts'

/** A person who was brought in, and how far: invited, given the role, or why not. */
export type Brought = TypedPerson & {
  person_id: string
  link?: string
  invite_error?: unknown
  given?: 'given' | 'waits'
  role_error?: unknown
}

type BroughtProps = {
  rows: readonly Brought[]
  busy: boolean
  days: number
  onRetry: () => void
  onClose: () => void
}

/** Who was brought in: the link of each invitation, shown once, and what became of each role. */
export function BroughtPeople({ rows, busy, days, onRetry, onClose }: BroughtProps) {
  const { t } = useTranslation()
  const sentence = useSentence()
  const { nameOf } = useRoles()
  const invited = rows.filter(row => row.link)
  const failed = rows.filter(row => row.invite_error || row.role_error).length
  const why = (error: unknown) => problemsOf(error).map(sentence).join(' ')
  const copy = async (link: string) => {
    await navigator.clipboard.writeText(link)
    toast('well', t('access.copied'))
  }
  const save = () => {
    const lines = invited.map(row => [row.name, row.email, row.link].map(cell => `"${cell?.replaceAll('"', '""')}"`))
    saveText(`${t('access.invitations')}.csv`, `\ufeff${lines.join('\n')}\n`, 'text/csv;charset=utf-8')
  }
  return (
    <Modal
      open
      title={t('access.brought', { count: rows.length })}
      width={860}
      mask={{ closable: false }}
      onCancel={onClose}
      footer={
        <>
          {failed > 0 && (
            <Button loading={busy} onClick={onRetry}>
              {t('action.retry')}
            </Button>
          )}
          {invited.length > 0 && <Button onClick={save}>{t('access.save_links')}</Button>}
          <Button type="primary" disabled={busy} onClick={onClose}>
            {t(invited.length > 0 ? 'access.have_kept' : 'action.close')}
          </Button>
        </>
      }
    >
      {invited.length > 0 && <p>{t('access.links_hint', { days })}</p>}
      <ul className="brought" aria-busy={busy}>
        {rows.map(row => (
          <li key={row.person_id}>
            <div>
              <strong>{row.name}</strong> <span className="soft">{row.email || t('access.does_not_sign_in')}</span>
              {row.role && row.given && (
                <div className="small">
                  {t(row.given === 'given' ? 'access.role_given' : 'access.role_waits', { role: nameOf(row.role) })}
                </div>
              )}
              {row.role_error ? (
                <div className="small wrong">
                  {t('access.role_refused', { role: nameOf(row.role ?? '') })} {why(row.role_error)}
                </div>
              ) : null}
              {row.invite_error ? <div className="small wrong">{why(row.invite_error)}</div> : null}
            </div>
            {row.link && (
              <Button size="small" data-secret onClick={() => void copy(row.link ?? '')}>
                {t('access.copy_link')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Modal>
  )
}
