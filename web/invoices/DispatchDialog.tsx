import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ShownOnce } from '../access/ShownOnce.tsx'
import { type Answer, ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { ChoiceField, Field } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

const channels = ['mail', 'sms', 'link', 'courier', 'hand'] as const
type Channel = (typeof channels)[number]
/** What is said once it is on its way. */
const leaving = { mail: 'dispatch.queued', sms: 'dispatch.texted' } as const

/** Sends an invoice: by letter or SMS to a contact, by a link to copy, by courier with its number, or by hand. */
export function DispatchDialog({ invoice, onClose }: { invoice: Answer<'readInvoice'>; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const contacts = useAnswer('readCustomer', { customer_id: invoice.customer_id }).data?.contacts ?? []
  const reached = (by: 'email' | 'phone') =>
    contacts.find(one => one.roles.includes('invoice') && one[by]) ?? contacts.find(one => one[by])
  const [channel, setChannel] = useState<Channel>('link')
  const [typed, setTyped] = useState<string | null>(null)
  const [tracking, setTracking] = useState('')
  const [waits, setWaits] = useState(false)
  const [link, setLink] = useState<string | null>(null)
  const by = channel === 'sms' ? 'phone' : 'email'
  const isLetter = channel === 'mail' || channel === 'sms'
  const recipient = (typed ?? reached(by)?.[isLetter ? by : 'name'] ?? '').trim()
  const carried = channel === 'courier' || channel === 'hand'
  const ready =
    isLetter || (channel === 'hand' && !waits)
      ? recipient !== ''
      : channel !== 'courier' || waits || tracking.trim() !== ''
  const send = async () => {
    const sent = await ask('dispatchInvoices', [
      {
        invoice_id: invoice.invoice_id,
        channel,
        ...(recipient ? { recipient } : {}),
        ...(carried && waits ? { waits } : {}),
        ...(channel === 'courier' && !waits && tracking.trim() ? { tracking: tracking.trim() } : {}),
      },
    ])
    const [row] = sent.rows
    if (channel === 'link' && row) setLink((await ask('makeLink', { dispatch_id: row.dispatch_id })).link)
    return sent
  }
  if (link)
    return <ShownOnce title={t('dispatch.link')} hint={t('dispatch.link_hint')} secret={link} onClose={onClose} />
  return (
    <FormDialog
      title={`${t('dispatch.send')} ${invoice.number}`}
      act={t('dispatch.send')}
      ready={ready}
      perform={async () => {
        await done(send, t(isLetter ? leaving[channel] : 'dispatch.recorded'))
        return channel !== 'link'
      }}
      onClose={onClose}
    >
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
      <p className="small soft">{t(`dispatch.hints.${channel}`)}</p>
      {carried && (
        <Field label={t('dispatch.when')}>
          {id => (
            <Segmented
              id={id}
              value={waits ? 'waits' : 'gone'}
              options={(['gone', 'waits'] as const).map(value => ({ value, label: t(`dispatch.${value}`) }))}
              onChange={value => setWaits(value === 'waits')}
            />
          )}
        </Field>
      )}
      <TextLine
        label={t(channel === 'mail' ? 'columns.email' : channel === 'sms' ? 'dispatch.mobile' : 'dispatch.to')}
        value={typed ?? recipient}
        type={channel === 'mail' ? 'email' : channel === 'sms' ? 'tel' : 'text'}
        max={254}
        onChange={setTyped}
      />
      {channel === 'courier' && !waits && (
        <TextLine label={t('contracts.tracking')} value={tracking} onChange={setTracking} max={100} />
      )}
    </FormDialog>
  )
}
