import { Button, Drawer, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  policyChannels,
  type PolicyGrade,
  policyGrades,
  policyPeople,
  type PolicyText,
  policyTones,
  policyWays,
} from '../../server/policy/policies-contract.ts'
import { ChoiceField, ManyField } from '../ui/Field.tsx'
import { TextLine } from '../ui/FormDialog.tsx'
import { Icon } from '../ui/Icon.tsx'
import { NumberBox } from '../ui/NumberBox.tsx'
import { Section } from '../ui/Page.tsx'
import { focusFirst } from '../ui/focus-back.ts'
import { Problems } from '../ui/problems.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'

type Reminder = PolicyText['reminders'][number]
type Deadline = PolicyText['grades']['A']
type EditorProps = {
  title: string
  policy: PolicyText
  note: string
  save: (given: { policy: PolicyText; note: string }) => Promise<unknown>
  onClose: () => void
}

/** The policy as tables one writes in: a column for each grade, a row for each rule and each reminder. */
export function PolicyEditor({ title, policy: before, note: noted, save, onClose }: EditorProps) {
  const { t } = useTranslation()
  const done = useDone()
  const [policy, setPolicy] = useState(before)
  const [note, setNote] = useState(noted)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const change = (part: Partial<PolicyText>) => setPolicy({ ...policy, ...part })
  const keep = async () => {
    setBusy(true)
    setError(null)
    try {
      await done(() => save({ policy, note: note.trim() }), t('collection_policy.saved'))
      onClose()
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return (
    <Drawer
      mask={{ closable: false }}
      afterOpenChange={focusFirst}
      open
      size={1080}
      title={`${t('nav.collection_policy')} · ${title}`}
      closable={{ 'aria-label': t('action.close') }}
      onClose={onClose}
      footer={
        <>
          <Problems error={error} />
          <Button type="primary" disabled={note.trim() === ''} loading={busy} onClick={() => void keep()}>
            {t('action.save')}
          </Button>{' '}
          <span className="soft small">{t('collection_policy.draft_hint')}</span>
        </>
      }
    >
      <div className="stack">
        <TextLine label={t('collection_policy.note')} value={note} onChange={setNote} max={500} />
        <Section title={t('collection_policy.deadlines')}>
          <Deadlines grades={policy.grades} onChange={grades => change({ grades })} />
          <ChoiceField
            label={t('collection_policy.fields.ungraded')}
            value={policy.ungraded}
            options={policyGrades.map(value => ({ value, label: t('collection_policy.grade', { grade: value }) }))}
            onChange={value => change({ ungraded: policyGrades.find(grade => grade === value) ?? policy.ungraded })}
          />
        </Section>
        <Section title={t('collection_policy.timetable')}>
          <p className="soft small">{t('collection_policy.timetable_hint')}</p>
          <Timetable reminders={policy.reminders} onChange={reminders => change({ reminders })} />
        </Section>
        <Section title={t('collection_policy.paying')}>
          <div className="fields-beside">
            <ManyField
              label={t('collection_policy.fields.ways')}
              value={policy.ways}
              width={420}
              options={policyWays.map(value => ({ value, label: t(`collection_policy.way_names.${value}`) }))}
              onChange={ways => change({ ways: ways.flatMap(way => policyWays.find(one => one === way) ?? []) })}
            />
            <TextLine
              label={t('collection_policy.fields.contact')}
              value={policy.contact}
              onChange={contact => change({ contact })}
              max={200}
            />
          </div>
        </Section>
        <Section title={t('collection_policy.words')}>
          <TextArea
            label={t('collection_policy.fields.words_zh')}
            value={policy.words_zh}
            onChange={words_zh => change({ words_zh })}
            max={4000}
          />
          <TextArea
            label={t('collection_policy.fields.words_en')}
            value={policy.words_en}
            onChange={words_en => change({ words_en })}
            max={4000}
          />
        </Section>
      </div>
    </Drawer>
  )
}

const counted = [
  ['due_days', 365],
  ['advance_percent', 100],
  ['grace_days', 90],
] as const

function Deadlines({
  grades,
  onChange,
}: {
  grades: PolicyText['grades']
  onChange: (grades: PolicyText['grades']) => void
}) {
  const { t } = useTranslation()
  const put = (grade: PolicyGrade, part: Partial<Deadline>) =>
    onChange({ ...grades, [grade]: { ...grades[grade], ...part } })
  const named = (field: string, grade: PolicyGrade) =>
    `${t(`collection_policy.fields.${field}`)} ${t('collection_policy.grade', { grade })}`
  return (
    <div className="policy-scroll">
      <table className="policy-table">
        <thead>
          <tr>
            <th />
            {policyGrades.map(grade => (
              <th key={grade}>{t('collection_policy.grade', { grade })}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {counted.map(([field, most]) => (
            <tr key={field}>
              <th>
                {t(`collection_policy.fields.${field}`)}
                <span className="soft small">{t(`collection_policy.units.${field}`)}</span>
              </th>
              {policyGrades.map(grade => (
                <td key={grade}>
                  <NumberBox
                    aria-label={named(field, grade)}
                    min={0}
                    max={most}
                    precision={0}
                    value={grades[grade][field]}
                    onChange={value => value !== null && put(grade, { [field]: value })}
                  />
                </td>
              ))}
            </tr>
          ))}
          <tr>
            <th>
              {t('collection_policy.fields.late_percent_day')}
              <span className="soft small">{t('collection_policy.units.late_percent_day')}</span>
            </th>
            {policyGrades.map(grade => (
              <td key={grade}>
                <NumberBox<string>
                  aria-label={named('late_percent_day', grade)}
                  stringMode
                  min="0"
                  max="1"
                  step="0.01"
                  value={grades[grade].late_percent_day}
                  onChange={value => put(grade, { late_percent_day: value || null })}
                />
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  )
}

const fresh: Reminder = {
  channel: 'email',
  by: 'clerk',
  tone: 'polite',
  days: { A: null, B: null, C: null, D: null },
}

function Timetable({
  reminders,
  onChange,
}: {
  reminders: readonly Reminder[]
  onChange: (reminders: Reminder[]) => void
}) {
  const { t } = useTranslation()
  const put = (at: number, part: Partial<Reminder>) =>
    onChange(reminders.map((one, index) => (index === at ? { ...one, ...part } : one)))
  return (
    <>
      <div className="policy-scroll">
        <table className="policy-table">
          <thead>
            <tr>
              <th>{t('collection_policy.reminder')}</th>
              {policyGrades.map(grade => (
                <th key={grade}>{t('collection_policy.grade', { grade })}</th>
              ))}
              <th />
            </tr>
          </thead>
          <tbody>
            {reminders.map((reminder, at) => (
              // oxlint-disable-next-line no-array-index-key -- a reminder is known by its place alone
              <tr key={at}>
                <th>
                  <div className="policy-step">
                    <Pick
                      family="channels"
                      {...{ at, value: reminder.channel, of: policyChannels }}
                      onChange={channel => put(at, { channel })}
                    />
                    <Pick
                      family="people"
                      {...{ at, value: reminder.by, of: policyPeople }}
                      onChange={by => put(at, { by })}
                    />
                    <Pick
                      family="tones"
                      {...{ at, value: reminder.tone, of: policyTones }}
                      onChange={tone => put(at, { tone })}
                    />
                  </div>
                </th>
                {policyGrades.map(grade => (
                  <td key={grade}>
                    <NumberBox
                      aria-label={t('collection_policy.day_of', { step: at + 1, grade })}
                      min={-60}
                      max={365}
                      precision={0}
                      placeholder="–"
                      value={reminder.days[grade]}
                      onChange={day => put(at, { days: { ...reminder.days, [grade]: day } })}
                    />
                  </td>
                ))}
                <td>
                  <Button
                    size="small"
                    aria-label={t('collection_policy.drop', { step: at + 1 })}
                    icon={<Icon name="cross" />}
                    onClick={() => onChange(reminders.filter((_, index) => index !== at))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {reminders.length < 20 && (
        <Button size="small" onClick={() => onChange([...reminders, fresh])}>
          {t('collection_policy.add')}
        </Button>
      )}
    </>
  )
}

type PickProps<V extends string> = {
  family: 'channels' | 'people' | 'tones'
  at: number
  value: V
  of: readonly V[]
  onChange: (value: V) => void
}

function Pick<V extends string>({ family, at, value, of, onChange }: PickProps<V>) {
  const { t } = useTranslation()
  return (
    <Select<string>
      aria-label={`${t(`collection_policy.columns.${family}`)} ${at + 1}`}
      value={value}
      options={of.map((one: string) => ({ value: one, label: t(`collection_policy.${family}.${one}`) }))}
      popupMatchSelectWidth={false}
      onChange={picked => onChange(of.find(one => one === picked) ?? value)}
    />
  )
}
