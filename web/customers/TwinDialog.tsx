import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask, type Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { ChoiceField } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { Problems } from '../ui/problems.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import { Evidence } from './Evidence.tsx'
import { useMerging } from './useMerging.ts'

type Customer = Answer<'readCustomer'>

/** Two customers side by side: they are merged, one into the other, or told apart. */
export function TwinDialog({ pair, onClose }: { pair: Row<'listTwinPairs'>; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const merge = useMerging()
  const { customer_id, other_id } = pair
  const one = useAnswer('readCustomer', { customer_id }).data
  const other = useAnswer('readCustomer', { customer_id: other_id }).data
  // What was entered first is more likely the one that papers out there know.
  const older = pair.customer.recorded_at <= pair.other.recorded_at ? customer_id : other_id
  const [kept, setKept] = useState(older)
  const [reason, setReason] = useState('')
  const [error, setError] = useState<unknown>(null)
  const said = reason.trim()
  const tellApart = async () => {
    setError(null)
    try {
      await done(() => ask('tellApart', { customer_id, other_id, reason: said }), t('twins.told_apart'))
      onClose()
    } catch (problem) {
      setError(problem)
    }
  }
  return (
    <FormDialog
      title={t('twins.compare')}
      act={t('twins.merge')}
      width={860}
      ready={said !== ''}
      perform={() => merge({ customer_id: kept === customer_id ? other_id : customer_id, into_id: kept, reason: said })}
      onClose={onClose}
    >
      <p className="soft">
        {pair.score} · <Evidence of={pair.evidence} />
      </p>
      {one && other && <Beside one={one} other={other} />}
      <ChoiceField
        label={t('twins.kept')}
        value={kept}
        width={420}
        options={[pair.customer, pair.other].map(side => ({
          value: side.customer_id,
          label: `${side.number} ${side.name}`,
        }))}
        onChange={next => setKept(next ?? older)}
      />
      <p className="small soft">{t('twins.merge_hint')}</p>
      <TextArea label={t('field.reason')} value={reason} onChange={setReason} />
      <div>
        <Button onClick={() => void tellApart()}>{t('twins.tell_apart')}</Button>
      </div>
      <Problems error={error} />
    </FormDialog>
  )
}

/** Both files, field by field. */
function Beside({ one, other }: { one: Customer; other: Customer }) {
  const { t } = useTranslation()
  const rows: [label: string, of: (customer: Customer) => string | null][] = [
    [t('columns.customer_number'), customer => customer.number],
    [t('columns.name'), customer => customer.name],
    [t('columns.name_en'), customer => customer.name_en],
    [t('columns.tax_id'), customer => customer.tax_id],
    [t('columns.country'), customer => customer.country],
    [t('columns.head_office'), customer => customer.head_office_name],
    [t('columns.aliases'), customer => customer.aliases.map(alias => alias.alias).join(', ')],
    [t('customers.contacts'), customer => customer.contacts.map(contact => contact.name ?? '–').join(', ')],
    [t('customers.accounts'), customer => customer.accounts.map(account => account.entity_code).join(', ')],
    [t('columns.recorded_at'), customer => customer.recorded_at.slice(0, 10)],
  ]
  return (
    <table className="trial">
      <thead>
        <tr>
          <td />
          <th scope="col">{t('twins.one')}</th>
          <th scope="col">{t('twins.other')}</th>
        </tr>
      </thead>
      <tbody>
        {rows
          .filter(([, of]) => of(one) || of(other))
          .map(([label, of]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{of(one) || '–'}</td>
              <td>{of(other) || '–'}</td>
            </tr>
          ))}
      </tbody>
    </table>
  )
}
