import { Radio } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { EntityChoice } from '../ledger/EntityField.tsx'
import { useEntities, useMe } from '../session.ts'
import { DayField } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { monthEnd } from '../ui/figures.ts'
import { problemsOf, useSentence } from '../ui/problems.tsx'
import { Loading } from '../ui/states.tsx'
import { useDone } from '../ui/useDone.ts'

/** Those who owe an entity anything on a day. */
async function owing(entity_id: string, as_of: string, signal: AbortSignal): Promise<string[]> {
  const ids = new Set<string>()
  for (let after: string | undefined; ; ) {
    const page = await ask('ageing', { as_of, entity_id: [entity_id], limit: 200, ...(after ? { after } : {}) }, signal)
    for (const { key } of page.rows) if (key) ids.add(key)
    if (!page.next) return [...ids]
    after = page.next
  }
}

/** How the pages go: by no way, or to the contacts for statements. */
const ways = ['none', 'mail', 'sms'] as const

/** Asks every customer who owes something to agree with his account as of a day. */
export function SendStatements({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const sentence = useSentence()
  const entities = useEntities().data?.rows ?? []
  const [chosen, setEntity] = useState<string | undefined>()
  const entity_id = chosen ?? entities[0]?.entity_id
  const [as_of, setDay] = useState<string | null>(monthEnd(me.today, 1))
  const [by, setBy] = useState<(typeof ways)[number]>('none')
  const [found, setFound] = useState<{ of: string; customers: string[] } | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const asked = `${entity_id} ${as_of}`
  useEffect(() => {
    if (!entity_id || !as_of) return
    const stop = new AbortController()
    setProblem(null)
    owing(entity_id, as_of, stop.signal).then(
      customers => setFound({ of: `${entity_id} ${as_of}`, customers }),
      error => {
        const [first] = problemsOf(error)
        if (!stop.signal.aborted) setProblem(first ? sentence(first) : t('errors.internal'))
      },
    )
    return () => stop.abort()
    // biome-ignore lint/correctness/useExhaustiveDependencies: the words of a problem are no reason to ask anew.
  }, [entity_id, as_of])
  const customers = found?.of === asked ? found.customers : null
  const send = async () => {
    for (let at = 0; at < (customers?.length ?? 0); at += 500)
      await ask(
        'makePages',
        (customers ?? []).slice(at, at + 500).map(customer_id => ({
          kind: 'statement' as const,
          customer_id,
          entity_id: entity_id ?? '',
          as_of: as_of ?? me.today,
          mail: by !== 'none',
          channel: by === 'sms' ? ('sms' as const) : ('mail' as const),
        })),
      )
  }
  return (
    <FormDialog
      title={t('portal.send_statements')}
      act={t('portal.make_pages', { count: customers?.length ?? 0 })}
      ready={customers !== null && customers.length > 0}
      perform={() => done(send, t('portal.made_many', { count: customers?.length ?? 0 }))}
      onClose={onClose}
    >
      <p className="soft">{t('portal.send_statements_hint')}</p>
      <div className="fields-beside">
        <DayField label={t('ageing.as_of')} value={as_of} onChange={setDay} />
        {entities.length > 1 && <EntityChoice value={entity_id} onChange={setEntity} />}
      </div>
      {problem && <p className="wrong">{problem}</p>}
      {customers === null && !problem && <Loading lines={1} />}
      {customers !== null && <p>{t('portal.found', { count: customers.length })}</p>}
      <Radio.Group
        vertical
        value={by}
        options={ways.map(value => ({ value, label: t(`portal.by_${value}`) }))}
        onChange={event => setBy(event.target.value)}
      />
    </FormDialog>
  )
}
