import { TimePicker } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { useMe } from '../session.ts'
import { DayField, Field } from '../ui/Field.tsx'
import { addDays } from '../ui/figures.ts'

export type Due = { due_on: string; due_time: string | null }

/** The day a task is due, and the time of that day where it matters. */
export function DueFields({ value, onChange }: { value: Due; onChange: (due: Due) => void }) {
  const { t } = useTranslation()
  const me = useMe()
  return (
    <div className="beside">
      <DayField
        label={t('columns.due_on')}
        value={value.due_on}
        onChange={day => day && onChange({ ...value, due_on: day })}
        quick={[
          [t('tasks.today'), me.today],
          [t('tasks.tomorrow'), addDays(me.today, 1)],
          [t('tasks.in_a_week'), addDays(me.today, 7)],
        ]}
      />
      <Field label={t('tasks.time')}>
        {id => (
          <TimePicker
            id={id}
            format="HH:mm"
            minuteStep={5}
            needConfirm={false}
            placeholder={t('tasks.all_day')}
            value={value.due_time ? dayjs(`2000-01-01T${value.due_time}`) : null}
            onChange={time => onChange({ ...value, due_time: time ? time.format('HH:mm') : null })}
            style={{ width: 132 }}
          />
        )}
      </Field>
    </div>
  )
}
