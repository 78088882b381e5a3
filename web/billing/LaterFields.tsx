import { useTranslation } from 'react-i18next'
import type { turnsOfRuns } from '../../server/invoices/billing-contract.ts'
import { ChoiceField } from '../ui/Field.tsx'

type Turns = (typeof turnsOfRuns)[number]

/** Where tax and revenue of what is issued stand; what is not said is now. */
export type Later<Turn extends string = 'now' | 'later'> = { tax_point?: Turn; revenue?: Turn }

/** Whether tax waits for its tax point, and revenue for delivery, of all invoices that are issued at once. */
export function LaterFields<Turn extends Turns>({
  later,
  turns,
  onChange,
}: {
  later: Later<Turn>
  turns: readonly Turn[]
  onChange: (later: Later<Turn>) => void
}) {
  const { t } = useTranslation()
  return (
    <div className="fields-beside">
      {(['tax_point', 'revenue'] as const).map(name => (
        <ChoiceField
          key={name}
          label={t(`turns.${name}`)}
          value={later[name] ?? 'now'}
          width={230}
          options={turns.map(value => ({ value, label: t(`turns.${name}_${value as Turns}`) }))}
          onChange={value => onChange({ ...later, [name]: turns.find(one => one === value) })}
        />
      ))}
    </div>
  )
}
