import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useMay } from '../session.ts'
import { ChoiceField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { useDone } from '../ui/useDone.ts'

type Way = Answer<'readBillingWay'>
const channels = ['none', 'mail', 'sms', 'link', 'courier', 'hand'] as const

/** How the bills of a customer go out when a run makes them. */
export function BillingWay({ customer_id }: { customer_id: string }) {
  const { t } = useTranslation()
  const may = useMay()
  const asked = useAnswer('readBillingWay', { customer_id })
  const [amending, setAmending] = useState(false)
  return (
    <Section title={t('billing.way')}>
      <Wait for={asked} lines={1}>
        {way => (
          <p>
            {t(`billing.ways.${way.channel}`)}
            {way.recipient && <span className="soft"> · {way.recipient}</span>}{' '}
            {may('customer.write') && (
              <Button size="small" type="text" onClick={() => setAmending(true)}>
                {t('billing.change_way')}
              </Button>
            )}
            {amending && <WayDialog customer_id={customer_id} way={way} onClose={() => setAmending(false)} />}
          </p>
        )}
      </Wait>
    </Section>
  )
}

function WayDialog({ customer_id, way, onClose }: { customer_id: string; way: Way; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const [channel, setChannel] = useState<Way['channel']>(way.channel)
  const [recipient, setRecipient] = useState(way.recipient ?? '')
  const to = recipient.trim()
  return (
    <FormDialog
      title={t('billing.way')}
      act={t('action.save')}
      ready={channel !== 'mail' || to !== ''}
      perform={() =>
        done(
          () => ask('setBillingWay', { customer_id, channel, ...(to && channel !== 'none' ? { recipient: to } : {}) }),
          t('billing.way_set'),
        )
      }
      onClose={onClose}
    >
      <ChoiceField
        label={t('dispatch.channel')}
        value={channel}
        width={240}
        options={channels.map(value => ({ value, label: t(`billing.ways.${value}`) }))}
        onChange={value => setChannel(channels.find(one => one === value) ?? 'none')}
      />
      {channel !== 'none' && (
        <TextLine
          label={t(channel === 'sms' ? 'billing.way_mobile' : 'dispatch.to')}
          value={recipient}
          max={254}
          type={channel === 'mail' ? 'email' : channel === 'sms' ? 'tel' : 'text'}
          onChange={setRecipient}
        />
      )}
      <p className="small soft">{t('billing.way_hint')}</p>
    </FormDialog>
  )
}
