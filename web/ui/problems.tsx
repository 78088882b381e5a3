import type { TFunction } from 'i18next'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Parked, type Problem, Refused } from '../client.ts'
import { moneyText } from './figures.ts'
import { plainText } from './plain.ts'

/** Names a field of a request as a person knows it: the last word of 'lines.0.amount_minor'. */
export function fieldName(t: TFunction, exists: (key: string) => boolean, field: unknown): string {
  const path = plainText(field).split('.')
  const last = path.filter(part => !/^\d+$/.test(part)).at(-1) ?? ''
  const line = path.find(part => /^\d+$/.test(part))
  const known = [`columns.${last}`, `import_fields.${last}`].find(exists)
  const name = known === undefined ? last : t(known)
  return line === undefined ? name : t('problem.in_line', { line: Number(line) + 1, name })
}

/** Parameters that are words of ours, by problem and name: where in the locales they are said. */
const families: Readonly<Record<string, string>> = {
  'bank_account_state.state': 'customer_account_states',
  'contract_draft_closed.state': 'contracts.states',
  'contract_not_active.state': 'contracts.states',
  'customer_documents_missing.documents': 'document_kinds',
  'dispatch_over.state': 'dispatch.states',
  'late_rate_missing.reference': 'late.references',
  'onboarding_check_failed.checks': 'onboarding.check_names',
  'onboarding_documents_missing.documents': 'document_kinds',
  'onboarding_state.state': 'onboarding.states',
  'receipt_not_waiting.state': 'waiting.states',
  'step_from_later.from': 'contracts.steps',
  'step_from_later.step': 'contracts.steps',
  'step_twice.step': 'contracts.steps',
  'step_without_evidence.step': 'contracts.steps',
  'steps_signed_first.step': 'contracts.steps',
}

/** Makes the sentence of a problem, with its parameters in a person's form. */
export function useSentence(): (problem: Pick<Problem, 'code' | 'params'>) => string {
  const { t, i18n } = useTranslation()
  return problem => {
    const exists = (key: string) => i18n.exists(key)
    const wordOf = (family: string | undefined, value: unknown) =>
      family &&
      [value]
        .flat()
        .map(one => t(`${family}.${plainText(one)}`))
        .join(', ')
    const currency = typeof problem.params.currency === 'string' ? problem.params.currency : null
    const values = Object.fromEntries(
      Object.entries(problem.params).map(([name, value]) => [
        name,
        name === 'field'
          ? fieldName(t, exists, value)
          : (wordOf(families[`${problem.code}.${name}`], value) ?? valueText(name, value, currency, i18n.language)),
      ]),
    )
    return exists(`errors.${problem.code}`)
      ? t(`errors.${problem.code}`, values)
      : t('errors.unknown', { code: problem.code })
  }
}

/** A parameter as a person reads it: amounts with their digits, lists with commas. */
function valueText(name: string, value: unknown, currency: string | null, language: string): string {
  const text = plainText(value)
  return name.endsWith('_minor') && /^-?\d+$/.test(text) ? moneyText(text, currency ?? 'CNY', language) : text
}

/** The problems of an error, whatever was thrown. */
export function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof Refused && error.problems.length > 0) return error.problems
  if (error instanceof Parked) return []
  return [{ index: 0, code: 'internal', params: {} }]
}

/** Which of the problems of a form are said at one place of it. */
export type Concern = (problem: Problem) => boolean

/** Concerns problems of these codes, and whatever is wrong with these fields of the request. */
export function concerning(codes: readonly string[], fields: readonly string[]): Concern {
  return ({ code, params }) =>
    codes.includes(code) ||
    plainText(params.field)
      .split('.')
      .some(part => fields.includes(part))
}

/** Whether anything that was refused is said at this place. */
export const concerns = (error: unknown, about: Concern): boolean => Boolean(error) && problemsOf(error).some(about)

type ProblemsProps = {
  error: unknown
  /** Only what concerns this place; or all but what is said beside its field already. */
  about?: Concern
}

/** What is wrong, in sentences, with the number to quote when it is our fault. */
export function Problems({ error, about = () => true }: ProblemsProps) {
  const sentence = useSentence()
  const { t } = useTranslation()
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Below a long form it would be said where nobody looks.
    if (error && place.current?.closest('.ant-modal, .ant-drawer')) place.current.scrollIntoView({ block: 'nearest' })
  }, [error])
  if (!error) return null
  const problems = problemsOf(error).filter(about)
  if (problems.length === 0) return null
  const many = problems.some(problem => problem.index > 0)
  const id = error instanceof Refused && error.status >= 500 ? error.request_id : null
  return (
    <div ref={place} className="problem" role="alert">
      {problems[0]?.code === 'sign_in_needed' ? (
        <>
          {t('door.ended_beside')}{' '}
          <a href="/sign-in" target="_blank" rel="noreferrer">
            {t('door.sign_in')}
          </a>
        </>
      ) : problems.length === 1 && problems[0] && !many ? (
        sentence(problems[0])
      ) : (
        <ul>
          {problems.map((problem, at) => (
            <li key={`${problem.code}-${at}`}>
              {many && `${t('problem.row', { row: problem.index + 1 })} `}
              {sentence(problem)}
            </li>
          ))}
        </ul>
      )}
      {id && <div className="small soft">{t('problem.request', { id })}</div>}
    </div>
  )
}
