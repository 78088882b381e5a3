import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, askContent, type Row } from '../client.ts'
import { useList } from '../lists.ts'
import { queries } from '../queries.ts'
import { useMay, useMe } from '../session.ts'
import { sizeText } from '../ui/figures.ts'
import { Icon } from '../ui/Icon.tsx'
import { lookAt } from '../ui/look-at.ts'
import { Moment } from '../ui/Money.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { Failed, Loading } from '../ui/states.tsx'
import { Composer } from './Composer.tsx'
import type { Subject } from './subject.ts'

type Comment = Row<'listComments'>

const askAnew = () => void queries.invalidateQueries({ queryKey: ['listComments'] })

/** What people say about a document, the latest first, and a place to say something. */
export function Comments({ subject }: { subject: Subject }) {
  const { t } = useTranslation()
  const may = useMay()
  const list = useList('listComments', { ...subject, limit: 20 })
  return (
    <div className="comments">
      {may('comment.write') && (
        <Composer
          key={subject.subject_id}
          subject={subject}
          label={t('comments.write')}
          act={t('comments.send')}
          send={async said => {
            const answer = await ask('writeComments', [{ ...subject, ...said }])
            return answer.rows[0] ?? { notified: [], not_notified: [] }
          }}
          onDone={askAnew}
        />
      )}
      {list.error && list.rows.length === 0 ? (
        <Failed error={list.error} retry={list.retry} />
      ) : list.loading && list.rows.length === 0 ? (
        <Loading lines={2} />
      ) : list.rows.length === 0 ? (
        <p className="soft">{t('comments.none')}</p>
      ) : (
        <ol>
          {list.rows.map(comment => (
            <One key={comment.comment_id} subject={subject} comment={comment} />
          ))}
        </ol>
      )}
      {list.more.has && (
        <div className="more small">
          <Button size="small" onClick={list.more.load} loading={list.more.loading}>
            {t('action.more')}
          </Button>
        </div>
      )}
    </div>
  )
}

function One({ subject, comment }: { subject: Subject; comment: Comment }) {
  const { t } = useTranslation()
  const me = useMe()
  const may = useMay()
  const [correcting, setCorrecting] = useState<Comment | null>(null)
  const [takingBack, setTakingBack] = useState(false)
  const { comment_id, body } = comment
  const mine = comment.author_id === me.person_id && may('comment.write') && body !== null
  return (
    <li>
      <header>
        <strong>{comment.author_name}</strong>{' '}
        <span className="small soft">
          <Moment at={comment.recorded_at} />
        </span>
        {mine && !correcting && (
          <span className="comment-deeds">
            <button type="button" className="plain small" onClick={() => setCorrecting(comment)}>
              {t('comments.correct')}
            </button>
            <button type="button" className="plain small" onClick={() => setTakingBack(true)}>
              {t('comments.take_back')}
            </button>
          </span>
        )}
      </header>
      {correcting?.body ? (
        <Composer
          subject={subject}
          label={t('comments.correct')}
          act={t('action.save')}
          start={{ body: correcting.body, named: correcting.mentions }}
          send={({ body: right, mentions }) =>
            ask('correctComment', { comment_id, version: correcting.version, body: right, mentions })
          }
          onDone={() => {
            setCorrecting(null)
            askAnew()
          }}
          onCancel={() => setCorrecting(null)}
        />
      ) : (
        <Said comment={comment} />
      )}
      <Earlier comment={comment} />
      {takingBack && (
        <ReasonDialog
          title={t('comments.take_back_title')}
          act={t('comments.take_back')}
          needed
          perform={async ({ reason }) => {
            await ask('takeBackComment', { comment_id, reason })
            askAnew()
          }}
          onClose={() => setTakingBack(false)}
        >
          {t('comments.take_back_hint')}
        </ReasonDialog>
      )}
    </li>
  )
}

function Said({ comment }: { comment: Comment }) {
  const { t, i18n } = useTranslation()
  const { comment_id, body, why, files } = comment
  if (body === null)
    return (
      <p className="soft">
        {t('comments.taken_back')}
        {why && ` ${t('record.why', { reason: why })}`}
      </p>
    )
  return (
    <>
      <p className="comment-body">{withNames(body, comment.mentions)}</p>
      {files.length > 0 && (
        <ul className="kept-files">
          {files.map(file => (
            <li key={file.file_id}>
              <button
                type="button"
                className="plain link"
                onClick={() =>
                  lookAt(file.name, () => askContent('readAttachment', { comment_id, file_id: file.file_id }))
                }
              >
                <Icon name="clip" size={14} /> {file.name}
              </button>{' '}
              <span className="small faint num">{sizeText(file.size, i18n.language)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** The text with the names of those it calls set apart. */
function withNames(body: string, mentions: Comment['mentions']) {
  const names = mentions.map(person => `@${person.name}`).filter(name => body.includes(name))
  if (names.length === 0) return body
  const pattern = new RegExp(`(${names.map(name => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`)
  return body.split(pattern).map((part, at) =>
    names.includes(part) ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never change their order
      <span key={at} className="mention">
        {part}
      </span>
    ) : (
      part
    ),
  )
}

function Earlier({ comment }: { comment: Comment }) {
  const { t } = useTranslation()
  if (comment.earlier.length === 0) return null
  return (
    <details className="small soft">
      <summary>{t('comments.earlier', { count: comment.earlier.length })}</summary>
      <ol className="comment-earlier">
        {comment.earlier.map(version => (
          <li key={version.version}>
            <Moment at={version.recorded_at} />
            <p className="comment-body">{version.body ?? t('comments.taken_back')}</p>
          </li>
        ))}
      </ol>
    </details>
  )
}
