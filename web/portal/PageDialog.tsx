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

const channels = ['link', 'mail', 'sms'] as const
/** What is said once it is on its way, or made. */
const done_as = { link: 'portal.made', mail: 'dispatch.queued', sms: 'dispatch.texted' } as const

/** Makes a page for a customer: by letter or SMS to a contact, or as a link to copy. */
export function PageDialog({ title, hint, draft, customer_id, onClose }: PageDialogProps) {
  const { t } = useTranslation()
  const done = useDone()
  const contacts = useAnswer('readCustomer', { customer_id }).data?.contacts ?? []
  const role = draft.kind === 'statement' || draft.kind === 'settlement' ? 'statement' : 'invoice'
  const [channel, setChannel] = useState<(typeof channels)[number]>('link')
  const by = channel === 'sms' ? 'phone' : 'email'
  const known = contacts.find(one => one.roles.includes(role) && one[by]) ?? contacts.find(one => one[by])
  const [typed, setTyped] = useState<string | null>(null)
  const [link, setLink] = useState<string | null>(null)
  const recipient = (typed ?? known?.[by] ?? '').trim()
  const make = async () => {
    const { rows } = await ask('makePages', [{ ...draft, ...(channel === 'link' ? {} : { recipient, channel }) }])
    const [row] = rows
    if (channel === 'link' && row) setLink((await ask('linkPage', { page_id: row.page_id })).link)
  }
  if (link)
    return <ShownOnce title={t('dispatch.link')} hint={t('dispatch.link_hint')} secret={link} onClose={onClose} />
  return (
    <FormDialog
      title={title}
      act={t(channel === 'link' ? 'portal.make_link' : 'dispatch.send')}
      ready={channel === 'link' || recipient !== ''}
      perform={async () => {
        await done(make, t(done_as[channel]))
        return channel !== 'link'
      }}
      onClose={onClose}
    >
      <p className="soft">{hint}</p>
      <ChoiceField
        label={t('dispatch.channel')}
        value={channel}
        width={220}
        options={channels.map(value => ({ value, label: t(`dispatch.channels.${value}`) }))}
        onChange={value => {
          setChannel(channels.find(one => one === value) ?? 'link')
          setTyped(null)
        }}
      />
      <p className="small soft">{t(channel === 'sms' ? 'portal.sms_hint' : `dispatch.hints.${channel}`)}</p>
      {channel !== 'link' && (
        <TextLine
          label={t(channel === 'mail' ? 'columns.email' : 'dispatch.mobile')}
          type={channel === 'mail' ? 'email' : 'tel'}
          value={typed ?? recipient}
          onChange={setTyped}
          max={254}
        />
      )}
    </FormDialog>
  )
}
