import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ShownOnce } from '../access/ShownOnce.tsx'
import { ask, type Question } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { ChoiceField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

type Draft = Question<'makePages'>[number]
type PageDialogProps = {
  title: string
  hint: string
  draft: Draft
  customer_id: string
  onClose: () => void
}

/** Makes a page for a customer: by letter to a contact, or as a link to copy. */
export function PageDialog({ title, hint, draft, customer_id, onClose }: PageDialogProps) {
  const { t } = useTranslation()
  const done = useDone()
  const contacts = useAnswer('readCustomer', { customer_id }).data?.contacts ?? []
  const role = draft.kind === 'statement' || draft.kind === 'settlement' ? 'statement' : 'invoice'
  const known = contacts.find(one => one.roles.includes(role) && one.email) ?? contacts.find(one => one.email)
  const [channel, setChannel] = useState<'link' | 'mail'>('link')
  const [typed, setTyped] = useState<string | null>(null)
  const [link, setLink] = useState<string | null>(null)
  const recipient = (typed ?? known?.email ?? '').trim()
  const make = async () => {
    const { rows } = await ask('makePages', [{ ...draft, ...(channel === 'mail' ? { recipient } : {}) }])
    const [row] = rows
    if (channel === 'link' && row) setLink((await ask('linkPage', { page_id: row.page_id })).link)
  }
  if (link)
    return <ShownOnce title={t('dispatch.link')} hint={t('dispatch.link_hint')} secret={link} onClose={onClose} />
  return (
    <FormDialog
      title={title}
      act={t(channel === 'mail' ? 'dispatch.send' : 'portal.make_link')}
      ready={channel === 'link' || recipient !== ''}
      perform={async () => {
        await done(make, channel === 'mail' ? t('dispatch.queued') : t('portal.made'))
        return channel === 'mail'
      }}
      onClose={onClose}
    >
      <p className="soft">{hint}</p>
      <ChoiceField
        label={t('dispatch.channel')}
        value={channel}
        width={220}
        options={(['link', 'mail'] as const).map(value => ({ value, label: t(`dispatch.channels.${value}`) }))}
        onChange={value => setChannel(value === 'mail' ? 'mail' : 'link')}
      />
      <p className="small soft">{t(`dispatch.hints.${channel}`)}</p>
      {channel === 'mail' && (
        <TextLine label={t('columns.email')} type="email" value={recipient} onChange={setTyped} max={254} />
      )}
    </FormDialog>
  )
}
