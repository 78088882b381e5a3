import { Checkbox, Progress } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { EntityChoice } from '../ledger/EntityField.tsx'
import { useEntities, useMe } from '../session.ts'
import { DayField } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { monthEnd } from '../ui/figures.ts'
import { problemsOf, useSentence } from '../ui/problems.tsx'
import { useDone } from '../ui/useDone.ts'

type Customer = { customer_id: string; email: string | null }

/** Those who owe an entity anything on a day, each with the address statements go to. */
async function owing(
  entity_id: string,
  as_of: string,
  signal: AbortSignal,
  tell: (done: number) => void,
): Promise<Customer[]> {
  const ids: string[] = []
  for (let after: string | undefined; ; ) {
    const page = await ask('ageing', { as_of, entity_id: [entity_id], limit: 200, ...(after ? { after } : {}) }, signal)
    ids.push(...page.rows.flatMap(row => row.key ?? []))
    if (!page.next) break
    after = page.next
  }
  const wanted = [...new Set(ids)]
  const found: Customer[] = []
  // A few at a time, so that the house is not asked for hundreds at once.
  for (let at = 0; at < wanted.length; at += 6) {
    const some = await Promise.all(
      wanted.slice(at, at + 6).map(async customer_id => {
        const { contacts } = await ask('readCustomer', { customer_id }, signal)
        const email = contacts.find(one => one.roles.includes('statement') && one.email)?.email ?? null
        return { customer_id, email }
      }),
    )
    found.push(...some)
    tell(Math.round((found.length / wanted.length) * 100))
  }
  return found
}

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
  const [byMail, setByMail] = useState(false)
  const [progress, setProgress] = useState(0)
  const [found, setFound] = useState<{ of: string; customers: Customer[] } | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const asked = `${entity_id} ${as_of}`
  useEffect(() => {
    if (!entity_id || !as_of) return
    const stop = new AbortController()
    setProgress(0)
    setProblem(null)
    owing(entity_id, as_of, stop.signal, setProgress).then(
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
  const mailed = customers?.filter(one => one.email).length ?? 0
  const send = async () => {
    for (let at = 0; at < (customers?.length ?? 0); at += 500)
      await ask(
        'makePages',
        (customers ?? []).slice(at, at + 500).map(({ customer_id, email }) => ({
          kind: 'statement' as const,
          customer_id,
          entity_id: entity_id ?? '',
          as_of: as_of ?? me.today,
          ...(byMail && email ? { recipient: email } : {}),
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
      {customers === null && !problem && <Progress percent={progress} size="small" />}
      {customers !== null && (
        <p>
          {t('portal.found', { count: customers.length })} {t('portal.with_address', { count: mailed })}
        </p>
      )}
      <Checkbox checked={byMail} disabled={mailed === 0} onChange={event => setByMail(event.target.checked)}>
        {t('portal.by_mail')}
      </Checkbox>
    </FormDialog>
  )
}
