import { Button, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { policyChannels, policyTones } from '../../server/policy/policies-contract.ts'
import { reminderSorts, reminderViews } from '../../server/reminders/contract.ts'
import type { Question } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useAnswer, useList } from '../lists.ts'
import { useEntities } from '../session.ts'
import { TaskDrawer } from '../tasks/TaskDrawer.tsx'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { BulkBar } from '../ui/BulkBar.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { ChoiceField, Field, ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Page } from '../ui/Page.tsx'
import { usePicked } from '../ui/picked.ts'
import { many, one, type Url, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { type Reminder, reminderActions, runReminders, switchReminders } from './actions.ts'
import { columnsOf } from './columns.tsx'
import { HeldTable } from './HeldTable.tsx'
import { NoneYet } from './NoneYet.tsx'
import { ReminderDrawer } from './ReminderDrawer.tsx'
import { ListTools } from '../views/ListTools.tsx'

const views = ['waiting', 'sent', 'held', 'tasks', 'over'] as const
type View = (typeof views)[number]

/** 催款提醒: what waits to be sent, what went out, what is held and why, and what people are to speak. */
export function RemindersPage() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const view = views.find(value => value === one(url.view)) ?? 'waiting'
  const question = questionOf(url, view)
  const list = useList('listReminders', question, view !== 'held')
  const settings = useAnswer('reminderSettings', {})
  const entities = useEntities().data?.rows ?? []
  const picked = usePicked()
  const deeds = useActions([runReminders, switchReminders], undefined)
  const open = one(url.reminder)
  const failed = settings.data?.failed ?? 0
  const without = settings.data?.rows.every(row => row.policy_version === null) ?? false
  return (
    <Page title={t('nav.reminders')} sub={t('reminders.sub')} actions={<ActionButtons deeds={deeds} />}>
      <FilterBar
        shown={
          <Field label={t('reminders.view')}>
            {id => (
              <Segmented
                id={id}
                value={view}
                options={views.map(value => ({ value, label: t(`reminders.views.${value}`) }))}
                onChange={value => {
                  picked.set([])
                  change({ view: value === 'waiting' ? undefined : value, state: undefined, sort: undefined })
                }}
              />
            )}
          </Field>
        }
      >
        {entities.length > 1 && (
          <ChoiceField
            label={t('columns.entity')}
            value={one(url.entity_id)}
            width={190}
            clearable
            placeholder={t('ageing.everyone')}
            options={entities.map(row => ({ value: row.entity_id, label: `${row.code} ${row.name}` }))}
            onChange={entity_id => change({ entity_id })}
          />
        )}
        <CustomerPicker
          label={t('columns.customer')}
          value={one(url.customer_id)}
          placeholder={t('ageing.everyone')}
          onChange={customer_id => change({ customer_id })}
        />
        {view !== 'held' && (
          <>
            <ManyField
              label={t('reminders.tone')}
              value={policyTones.filter(value => many(url.tone).includes(value))}
              width={150}
              options={policyTones.map(value => ({ value, label: t(`collection_policy.tones.${value}`) }))}
              onChange={tone => change({ tone: tone.length > 0 ? tone : undefined }, { replace: true })}
            />
            <ManyField
              label={t('reminders.channel')}
              value={policyChannels.filter(value => many(url.channel).includes(value))}
              width={150}
              options={policyChannels.map(value => ({ value, label: t(`collection_policy.channels.${value}`) }))}
              onChange={channel => change({ channel: channel.length > 0 ? channel : undefined }, { replace: true })}
            />
          </>
        )}
      </FilterBar>
      {failed > 0 && (
        <p className="note" role="status">
          {t('reminders.failed', { count: failed })}{' '}
          <Button type="link" size="small" onClick={() => change({ view: undefined, state: 'failed' })}>
            {t('reminders.show_failed')}
          </Button>
        </p>
      )}
      {view === 'held' ? (
        <HeldTable entity_id={one(url.entity_id)} customer_id={one(url.customer_id)} />
      ) : without && list.rows.length === 0 && !list.loading ? (
        <NoneYet />
      ) : (
        <DataTable<Reminder>
          label={t('nav.reminders')}
          name="reminders"
          tools={fields => <ListTools list="reminders" report="reminders" question={question} fields={fields} />}
          {...(view === 'waiting' ? { picked } : {})}
          columns={columnsOf(t)}
          {...list.table}
          rowKey={row => row.reminder_id}
          sort={question.sort ?? ''}
          onSort={sort => change({ sort }, { replace: true })}
          onOpen={row => change({ reminder: row.reminder_id })}
          empty={{ title: t(`reminders.empty.${view}`), hint: t('reminders.none_hint') }}
        />
      )}
      <BulkBar
        picked={picked}
        rows={view === 'waiting' ? list.rows : []}
        rowKey={row => row.reminder_id}
        actions={reminderActions}
      />
      {open && <ReminderDrawer reminder_id={open} onClose={() => change({ reminder: undefined })} />}
      {/* The drawer of a reminder has its own. */}
      {!open && <TaskDrawer />}
    </Page>
  )
}

function questionOf(url: Url, view: View): Question<'listReminders'> {
  const tone = policyTones.filter(value => many(url.tone).includes(value))
  const channel = policyChannels.filter(value => many(url.channel).includes(value))
  const shown = reminderViews.find(value => value === view)
  const [entity_id, customer_id] = [one(url.entity_id), one(url.customer_id)]
  return {
    ...(shown ? { view: shown } : {}),
    ...(shown === 'waiting' && one(url.state) === 'failed' ? { state: ['failed' as const] } : {}),
    ...(tone.length > 0 ? { tone } : {}),
    ...(channel.length > 0 ? { channel } : {}),
    ...(entity_id ? { entity_id: [entity_id] } : {}),
    ...(customer_id ? { customer_id: [customer_id] } : {}),
    sort: reminderSorts.find(value => value === one(url.sort)) ?? '-reminded_on',
  }
}
