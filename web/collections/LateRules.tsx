import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { references } from '../../server/collections/late-contract.ts'
import { type Answer, ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useMay, useMe } from '../session.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { ChoiceField, DayField, Field } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Day } from '../ui/Money.tsx'
import { NumberBox } from '../ui/NumberBox.tsx'
import { Section } from '../ui/Page.tsx'
import { useDone } from '../ui/useDone.ts'
import { useRuleName, useRuleText } from './rule-words.ts'
import { ListTools } from '../views/ListTools.tsx'

type Rules = Answer<'listLateRules'>
type Version = Rules['rows'][number]

/** The rules of law and the reference rates they stand on, each with its source. */
export function LateRules() {
  const { t } = useTranslation()
  const may = useMay()
  const nameOf = useRuleName()
  const textOf = useRuleText()
  const asked = useAnswer('listLateRules', {})
  const [entering, setEntering] = useState(false)
  const [changing, setChanging] = useState<Version | null>(null)
  const manages = may('late_rule.manage')
  const origin = (standard: boolean) => <span className="tag">{standard ? t('wordings.standard') : t('late.own')}</span>
  const shared = { loading: asked.isFetching, error: asked.error, retry: () => void asked.refetch() }
  return (
    <>
      <p className="soft small">{t('late.no_advice')}</p>
      <Section title={t('late.rules')}>
        <DataTable<Version>
          label={t('late.rules')}
          tools={() => <ListTools list={null} report="late_rules" question={{}} fields={null} />}
          columns={[
            {
              key: 'name',
              title: t('columns.name'),
              cell: row => <span className="wraps">{nameOf(row.rule)}</span>,
              width: 250,
              card: 'head',
            },
            {
              key: 'text',
              title: t('late.charges'),
              cell: row => <span className="wraps">{textOf(row.rule)}</span>,
              width: 210,
            },
            {
              key: 'grace',
              title: t('contracts.grace'),
              cell: row => row.rule.grace_days || null,
              right: true,
              width: 116,
            },
            {
              key: 'cap',
              title: t('contracts.penalty_cap'),
              cell: row => row.rule.cap && `${row.rule.cap}%`,
              right: true,
              width: 150,
            },
            {
              key: 'source',
              title: t('rates.source'),
              cell: row => <span className="wraps">{row.rule.source}</span>,
              width: 340,
            },
            {
              key: 'origin',
              title: t('policies.origin'),
              cell: row => origin(row.standard),
              width: 90,
              card: 'figure',
            },
          ]}
          rows={asked.data?.rows ?? []}
          rowKey={row => row.code}
          {...(manages ? { onOpen: setChanging } : {})}
          empty={{ title: t('late.no_rules') }}
          {...shared}
        />
      </Section>
      <Section title={t('late.rates')}>
        {manages && (
          <p>
            <Button onClick={() => setEntering(true)}>{t('late.enter_rate')}</Button>
          </p>
        )}
        <DataTable<Rules['rates'][number]>
          label={t('late.rates')}
          tools={() => <ListTools list={null} report="late_rates" question={{}} fields={null} />}
          columns={[
            {
              key: 'code',
              title: t('columns.name'),
              cell: row => t(`late.references.${row.code}`),
              width: 260,
              card: 'head',
            },
            { key: 'from', title: t('rates.valid_on'), cell: row => <Day day={row.valid_from} />, width: 140 },
            {
              key: 'percent',
              title: t('late.percent_year'),
              cell: row => `${row.percent}%`,
              width: 110,
              right: true,
              card: 'figure',
            },
            { key: 'source', title: t('rates.source'), cell: row => row.source, width: 420 },
            { key: 'origin', title: t('policies.origin'), cell: row => origin(row.standard), width: 110 },
          ]}
          rows={asked.data?.rates ?? []}
          rowKey={row => `${row.code} ${row.valid_from}`}
          empty={{ title: t('late.no_rates') }}
          {...shared}
        />
      </Section>
      {entering && <RateDialog onClose={() => setEntering(false)} />}
      {changing && <RuleDialog of={changing} onClose={() => setChanging(null)} />}
    </>
  )
}

function RateDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const [code, setCode] = useState<(typeof references)[number]>('LPR_1Y')
  const [valid_from, setFrom] = useState(me.today)
  const [percent, setPercent] = useState('')
  const [source, setSource] = useState('')
  const rate = { code, valid_from, percent: percent.trim(), source: source.trim() }
  return (
    <FormDialog
      title={t('late.enter_rate')}
      act={t('action.save')}
      ready={/^\d{1,3}(\.\d{1,6})?$/.test(rate.percent) && rate.source !== ''}
      perform={() => done(() => ask('setLateRate', rate), t('late.rate_entered'))}
      onClose={onClose}
    >
      <ChoiceField
        label={t('columns.name')}
        value={code}
        width={280}
        options={references.map(value => ({ value, label: t(`late.references.${value}`) }))}
        onChange={value => value && setCode(value as typeof code)}
      />
      <div className="fields-beside">
        <DayField label={t('rates.valid_on')} value={valid_from} onChange={day => day && setFrom(day)} />
        <TextLine label={t('late.percent_year')} value={percent} onChange={setPercent} max={10} />
      </div>
      <TextLine label={t('rates.source')} value={source} onChange={setSource} max={500} />
    </FormDialog>
  )
}

/** The figures of a rule, changed as its next version. */
function RuleDialog({ of, onClose }: { of: Version; onClose: () => void }) {
  const { t } = useTranslation()
  const nameOf = useRuleName()
  const done = useDone()
  const { rule } = of
  const [percent, setPercent] = useState(rule.percent ?? '')
  const [times, setTimes] = useState(rule.times ?? '')
  const [plus, setPlus] = useState(rule.plus ?? '')
  const [grace_days, setGrace] = useState(rule.grace_days)
  const [cap, setCap] = useState(rule.cap ?? '')
  const [source, setSource] = useState(rule.source)
  const orNull = (text: string) => (text.trim() === '' ? null : text.trim())
  const fixed = rule.fixed.map(one => ({
    from_minor: String(one.from_minor),
    amount_minor: String(one.amount_minor),
  }))
  const changed = {
    ...rule,
    fixed,
    percent: orNull(percent),
    times: orNull(times),
    plus: orNull(plus),
    grace_days,
    cap: orNull(cap),
    source: source.trim(),
  }
  return (
    <FormDialog
      title={nameOf(rule)}
      act={t('wordings.next_version')}
      width={600}
      ready={source.trim() !== ''}
      perform={() =>
        done(() => ask('setLateRule', { code: of.code, version: of.version, rule: changed }), t('late.rule_saved'))
      }
      onClose={onClose}
    >
      <div className="fields-beside">
        {rule.basis === 'reference' ? (
          <>
            <TextLine label={t('late.times')} value={times} onChange={setTimes} max={8} />
            <TextLine label={t('late.plus')} value={plus} onChange={setPlus} max={8} />
          </>
        ) : (
          <TextLine
            label={t(rule.basis === 'day' ? 'late.percent_day' : 'late.percent_year')}
            value={percent}
            onChange={setPercent}
            max={10}
          />
        )}
        <Field label={t('contracts.grace')}>
          {id => (
            <NumberBox
              id={id}
              min={0}
              max={365}
              value={grace_days}
              onChange={days => days !== null && setGrace(days)}
            />
          )}
        </Field>
        <TextLine label={t('contracts.penalty_cap')} value={cap} onChange={setCap} max={8} />
      </div>
      <TextLine label={t('rates.source')} value={source} onChange={setSource} max={500} />
    </FormDialog>
  )
}
