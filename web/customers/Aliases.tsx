import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useMay } from '../session.ts'
import { Field } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Section } from '../ui/Page.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'

type Customer = Answer<'readCustomer'>
type Alias = Customer['aliases'][number]

/** Other numbers and spellings by which files, banks and people call the customer. */
export function Aliases({ customer }: { customer: Customer }) {
  const { t } = useTranslation()
  const may = useMay()
  const [adding, setAdding] = useState(false)
  const [ending, setEnding] = useState<Alias | null>(null)
  const writes = may('customer.write')
  return (
    <Section title={t('columns.aliases')}>
      {customer.aliases.length === 0 && <p className="soft">{t('customers.no_aliases')}</p>}
      <p className="tags">
        {customer.aliases.map(alias => (
          <span key={alias.alias_id} className="tag">
            {alias.alias}
            {alias.source && <span className="faint"> · {alias.source}</span>}
            {writes && (
              <button
                type="button"
                className="plain"
                aria-label={t('customers.end_alias', { alias: alias.alias })}
                onClick={() => setEnding(alias)}
              >
                <Icon name="cross" size={12} />
              </button>
            )}
          </span>
        ))}
      </p>
      {writes && (
        <Button size="small" onClick={() => setAdding(true)}>
          <Icon name="plus" /> {t('customers.add_alias')}
        </Button>
      )}
      {adding && <AddAlias customer_id={customer.customer_id} onClose={() => setAdding(false)} />}
      {ending && <EndAlias alias={ending} onClose={() => setEnding(null)} />}
    </Section>
  )
}

function AddAlias({ customer_id, onClose }: { customer_id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const [kind, setKind] = useState<'name' | 'number'>('name')
  const [alias, setAlias] = useState('')
  return (
    <FormDialog
      title={t('customers.add_alias')}
      act={t('action.save')}
      ready={alias.trim() !== ''}
      perform={() =>
        done(() => ask('addAliases', [{ customer_id, kind, alias: alias.trim() }]), t('customers.alias_added'))
      }
      onClose={onClose}
    >
      <Field label={t('columns.kind')}>
        {id => (
          <Segmented
            id={id}
            value={kind}
            options={[
              { value: 'name', label: t('columns.name') },
              { value: 'number', label: t('columns.customer_number') },
            ]}
            onChange={setKind}
          />
        )}
      </Field>
      <TextLine label={t('columns.aliases')} value={alias} max={300} onChange={setAlias} focus />
    </FormDialog>
  )
}

function EndAlias({ alias, onClose }: { alias: Alias; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const { alias_id } = alias
  const name = t('customers.end_alias', { alias: alias.alias })
  return (
    <ReasonDialog
      title={name}
      act={name}
      needed
      perform={({ reason }) => done(() => ask('endAlias', { alias_id, reason }), t('customers.alias_ended'))}
      onClose={onClose}
    >
      {t('customers.end_alias_hint')}
    </ReasonDialog>
  )
}
