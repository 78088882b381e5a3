import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { nameOf, reasonOf } from '../reports/happenings.ts'
import { useMay } from '../session.ts'
import { Count, Moment } from '../ui/Money.tsx'
import { Facts, Section } from '../ui/Page.tsx'
import { useTools } from '../ui/useActions.ts'
import { provesHere } from './check-seal.ts'
import { SubjectName } from './SubjectName.tsx'

type Checked = { proves: boolean | null; size: number; root: string; steps: number }

/** One event over the list: what it tells word for word, its seal, and whether that seal leads to the root of the log. */
export function EventDrawer({ happened, onClose }: { happened: Row<'browseEvents'>; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer
      open
      size={600}
      title={t(nameOf(happened), { defaultValue: happened.name })}
      closable={{ 'aria-label': t('action.close') }}
      onClose={onClose}
    >
      <Facts
        rows={[
          [t('events.subject'), <SubjectName key="subject" of={happened} />],
          [t('columns.recorded_at'), <Moment key="at" at={happened.recorded_at} />],
          [t('events.who'), happened.actor_name ?? t('record.system')],
          [t('registers.released_by'), happened.released_by_name],
          [t('columns.reason'), reasonOf(happened)],
          [t('events.name'), <code key="name">{happened.name}</code>],
        ]}
      />
      <Section title={t('events.seal')}>
        <Facts
          rows={[
            [t('events.leaf'), <Count key="leaf" of={happened.leaf} />],
            [
              t('events.hash'),
              <code key="hash" className="seal">
                {happened.hash}
              </code>,
            ],
          ]}
        />
        <Check event_id={happened.event_id} />
      </Section>
      <Section title={t('events.content')}>
        <pre className="event-data">{JSON.stringify(happened.data, null, 2)}</pre>
      </Section>
    </Drawer>
  )
}

/** Asks for the path from the event to the root, and follows it here. */
function Check({ event_id }: { event_id: string }) {
  const { t } = useTranslation()
  const may = useMay()
  const { onError } = useTools()
  const [checked, setChecked] = useState<Checked | null>(null)
  const [busy, setBusy] = useState(false)
  if (!may('event.read')) return null
  const check = async () => {
    setBusy(true)
    try {
      const proof = await ask('proveEvent', { event_id })
      const { size, root, path } = proof
      setChecked({ proves: await provesHere(proof), size, root, steps: path.length })
    } catch (error) {
      onError(error)
    }
    setBusy(false)
  }
  return (
    <>
      <Button size="small" loading={busy} onClick={() => void check()}>
        {t('events.check')}
      </Button>
      {checked && (
        <p role="status" className={checked.proves === false ? 'wrong' : 'small'}>
          {t(checked.proves === null ? 'events.path' : checked.proves ? 'events.proved' : 'events.not_proved', {
            count: checked.steps,
            size: checked.size,
          })}{' '}
          <code className="seal">{checked.root}</code>
        </p>
      )}
    </>
  )
}
