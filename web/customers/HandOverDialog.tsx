import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { EntityChoice } from '../ledger/EntityField.tsx'
import { useAnswer } from '../lists.ts'
import { useEntities, useMe } from '../session.ts'
import { ChoiceField, DayField } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import type { Customer } from './actions.ts'
import { CustomersMeant } from './CustomersMeant.tsx'

/** Hands customers over from a day on; the past keeps its owners. */
export function HandOverDialog({ customers, onClose }: { customers: readonly Customer[]; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const entities = useEntities().data?.rows ?? []
  const people = useAnswer('salespeople', {}).data
  const [entity, setEntity] = useState<string | undefined>()
  const [salesperson_id, setPerson] = useState<string | undefined>()
  const [department_id, setDepartment] = useState<string | undefined>()
  const [effective_on, setDay] = useState(me.today)
  const [why, setWhy] = useState('')
  const entity_id = entity ?? entities[0]?.entity_id ?? ''
  const perform = () => {
    const each = customers.map(({ customer_id }) => ({
      customer_id,
      entity_id,
      salesperson_id: salesperson_id ?? null,
      department_id: department_id ?? null,
      effective_on,
      ...(why.trim() ? { why: why.trim() } : {}),
    }))
    return done(() => ask('handOver', each), t('customers.handed_over'))
  }
  return (
    <FormDialog
      title={t('customers.hand_over')}
      act={t('customers.hand_over')}
      ready={entity_id !== ''}
      perform={perform}
      onClose={onClose}
    >
      <CustomersMeant customers={customers} />
      <p className="soft">{t('customers.hand_over_hint')}</p>
      <div className="fields-beside">
        <EntityChoice value={entity_id} onChange={setEntity} />
        <ChoiceField
          label={t('columns.salesperson')}
          value={salesperson_id}
          clearable
          placeholder={t('customers.nobody')}
          width={180}
          options={(people?.rows ?? []).map(row => ({ value: row.salesperson_id, label: row.name }))}
          onChange={setPerson}
        />
        {(people?.departments.length ?? 0) > 0 && (
          <ChoiceField
            label={t('access.department')}
            value={department_id}
            clearable
            width={160}
            options={(people?.departments ?? []).map(row => ({ value: row.department_id, label: row.name }))}
            onChange={setDepartment}
          />
        )}
        <DayField label={t('columns.effective_on')} value={effective_on} onChange={day => day && setDay(day)} />
      </div>
      <TextArea label={t('field.reason_optional')} value={why} onChange={setWhy} />
    </FormDialog>
  )
}
