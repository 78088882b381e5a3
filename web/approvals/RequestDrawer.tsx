import { Link } from '@tanstack/react-router'
import { Drawer } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../preferences.ts'
import { useBaseCurrency } from '../session.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { moneyText } from '../ui/figures.ts'
import { Moment } from '../ui/Money.tsx'
import { Facts, Section } from '../ui/Page.tsx'
import { plainText } from '../ui/plain.ts'
import { useActions } from '../ui/useActions.ts'
import { declineRequest, releaseRequest, type Request, withdrawRequest } from './actions.ts'
import { aboutText } from './request-words.ts'

type RequestDrawerProps = { request: Request; mine: boolean; onClose: () => void }

/** One request over the page: what exactly would be done, who asked, what came of it. */
export function RequestDrawer({ request, mine, onClose }: RequestDrawerProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const currency = useBaseCurrency()
  const deeds = useActions(mine ? [withdrawRequest] : [releaseRequest, declineRequest], request)
  const checked = request.for_person
    ? t('approvals.checker_for', { checker: request.checker, person: request.for_person })
    : request.checker
  return (
    <Drawer
      open
      size={600}
      title={request.summary[language]}
      closable={{ 'aria-label': t('action.close') }}
      onClose={onClose}
    >
      {request.state === 'waiting' && (
        <div className="drawer-deeds">
          <ActionButtons deeds={deeds} />
        </div>
      )}
      <Facts
        rows={[
          [t('approvals.facts'), aboutText(t, request, currency, language)],
          [t('columns.reason'), request.reason],
          [t('approvals.maker'), request.maker],
          [t('approvals.made_at'), <Moment key="made" at={request.made_at} />],
          [t('columns.state'), t(`approval_states.${request.state}`)],
          [t('approvals.checker'), checked],
          [t('approvals.checked_at'), request.checked_at && <Moment key="checked" at={request.checked_at} />],
          [t('approvals.said'), request.check_reason],
        ]}
      />
      <DocumentLink input={request.input} />
      {tellsSomething(request.input) && (
        <Section title={t('approvals.asked_for')}>
          <Told value={request.input} />
        </Section>
      )}
    </Drawer>
  )
}

/** Where a document that is asked about stands. */
const pages: Readonly<Record<string, string>> = {
  tax_request_id: '/tax-invoices',
  refund_id: '/refunds',
  invoice_id: '/invoices',
  receipt_id: '/receipts',
  contract_id: '/contracts',
  opening_id: '/openings',
  customer_id: '/customers',
  bill_id: '/bills',
}

/** The document a request is about, one press away. */
function DocumentLink({ input }: { input: unknown }) {
  const { t } = useTranslation()
  const named = Array.isArray(input) ? (input.length === 1 ? input[0] : null) : input
  if (typeof named !== 'object' || named === null) return null
  const record = named as Record<string, unknown>
  const name = Object.keys(pages).find(key => typeof record[key] === 'string')
  return name ? <Link to={`${pages[name]}/${plainText(record[name])}`}>{t('approvals.open_document')}</Link> : null
}

// An identifier or the state of a row tells a person nothing; what it names stands above.
const isForPeople = (name: string) => !/_ids?$|^version$/.test(name)

const tellsSomething = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some(tellsSomething)
    : typeof value === 'object' && value !== null
      ? Object.keys(value).some(isForPeople)
      : value !== undefined

/** What was typed, as it will be carried out: every field by its name, lists one under the other. */
function Told({ value }: { value: unknown }): ReactNode {
  const { t } = useTranslation()
  const language = useLanguage()
  const currency = useBaseCurrency()
  if (Array.isArray(value))
    return (
      <ol>
        {value.slice(0, 50).map((one, at) => (
          // Nothing of a list that is only shown moves.
          <li key={at}>
            <Told value={one} />
          </li>
        ))}
        {value.length > 50 && <li className="soft">{t('approvals.and_more', { count: value.length - 50 })}</li>}
      </ol>
    )
  if (typeof value !== 'object' || value === null) return plainText(value)
  const record = value as Record<string, unknown>
  const own = plainText(record.currency) || currency
  const named = Object.entries(record).filter(([name]) => isForPeople(name))
  const rows = named.map(([name, field]): readonly [string, ReactNode] => {
    const text = plainText(field)
    const shown =
      typeof field === 'object' ? (
        <Told key={name} value={field} />
      ) : name.endsWith('_minor') && /^-?\d+$/.test(text) ? (
        moneyText(text, own, language)
      ) : (
        text
      )
    return [t([`columns.${name}`, `approvals.fields.${name}`], { defaultValue: name.replaceAll('_', ' ') }), shown]
  })
  return <Facts rows={rows} />
}
