import { useTranslation } from 'react-i18next'
import { ChoiceField } from '../ui/Field.tsx'

/** Where tax and revenue of what is issued stand; what is not said is now. */
export type Later = { tax_point?: 'now' | 'later'; revenue?: 'now' | 'later' }

/** Whether tax waits for its tax point, and revenue for delivery, of all invoices that are issued at once. */
export function LaterFields({ later, onChange }: { later: Later; onChange: (later: Later) => void }) {
  const { t } = useTranslation()
  return (
    <div className="fields-beside">
      {(['tax_point', 'revenue'] as const).map(name => (
        <ChoiceField
          key={name}
          label={t(`turns.${name}`)}
          value={later[name] ?? 'now'}
          width={230}
          options={(['now', 'later'] as const).map(value => ({ value, label: t(`turns.${name}_${value}`) }))}
          onChange={value => onChange({ ...later, [name]: value === 'later' ? 'later' : 'now' })}
        />
      ))}
    </div>
  )
}
