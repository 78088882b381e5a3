import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Problem } from '../client.ts'
import { problemsOf, useSentence } from '../ui/problems.tsx'

/** Problems by the field they are about, and those that are about none. */
export type Wrong = { fields: ReadonlyMap<string, string>; elsewhere: readonly Problem[] }

/** What of a refusal stands beside which field. */
export function useWrong(error: unknown): Wrong {
  const sentence = useSentence()
  const { t } = useTranslation()
  const problems = error ? problemsOf(error) : []
  const pathOf = (problem: Problem) =>
    typeof problem.params.field === 'string' ? problem.params.field.replace(/^details\./, '') : null
  const fields = new Map<string, string>()
  for (const problem of problems) {
    const path = pathOf(problem)
    if (path && !fields.has(path))
      fields.set(path, problem.code === 'field_missing' ? t('opening_form.needed') : sentence(problem))
  }
  return { fields, elsewhere: problems.filter(problem => !pathOf(problem)) }
}

type SaidLineProps = {
  /** Its path in the form; of a contact 'contacts.0.name'. */
  field: string
  value: string
  wrong: Wrong
  onChange: (value: string) => void
  max: number
}

/** A line of the form, with what is wrong about it beneath. */
export function SaidLine({ field, value, wrong, onChange, max }: SaidLineProps) {
  const { t } = useTranslation()
  const id = `opening-${field}`
  const problem = wrong.fields.get(field)
  const name = field.replace(/\.\d+\./, '.')
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {t(`opening_form.fields.${name}`)}
      </label>
      <Input
        id={id}
        value={value}
        maxLength={max}
        status={problem ? 'error' : ''}
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? `${id}-wrong` : undefined}
        inputMode={field.endsWith('.phone') ? 'tel' : field.endsWith('.email') ? 'email' : 'text'}
        onChange={event => onChange(event.target.value)}
      />
      {problem && (
        <span id={`${id}-wrong`} className="wrong small" role="alert">
          {problem}
        </span>
      )}
    </div>
  )
}
