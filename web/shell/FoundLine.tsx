import { useTranslation } from 'react-i18next'
import { kindName } from '../ledger/names.ts'
import { useMe } from '../session.ts'
import { Day, Money } from '../ui/Money.tsx'
import type { Found } from './useFound.ts'

/** Where a thing that was found opens. */
export const pathOf = (found: Found) =>
  ({ customer: `/customers/${found.id}`, invoice: `/invoices/${found.id}`, receipt: `/receipts/${found.id}` })[
    found.kind
  ]

/** One thing that was found: what it is, its number, whose it is, what it amounts to and what of it is open. */
export function FoundLine({ found }: { found: Found }) {
  const { t } = useTranslation()
  const customer = found.kind === 'customer'
  return (
    <span className="found">
      <span className="found-what">
        <span className="num">{found.number}</span>
        <span className="found-sort small soft">
          {customer ? t('columns.customer') : kindName(t, found.sort ?? found.kind)}
        </span>
      </span>
      <span className="found-who">
        {found.customer_name}
        {found.alias && found.alias !== found.customer_name && <span className="soft">（{found.alias}）</span>}
      </span>
      <span className="found-figures">
        {!customer && <Amounts found={found} />}
        {customer && found.currency && (
          <span className="small">
            {t('columns.open_minor')} <Money minor={found.open_minor} currency={found.currency} code />
          </span>
        )}
      </span>
      <State found={found} />
    </span>
  )
}

function Amounts({ found }: { found: Found }) {
  const { t } = useTranslation()
  const { currency, amount_minor, open_minor } = found
  if (!currency) return null
  const partly = open_minor !== null && open_minor !== '0' && open_minor.replace('-', '') !== amount_minor
  return (
    <>
      <Money minor={amount_minor} currency={currency} code />
      {partly && (
        <span className="small soft">
          {t(found.kind === 'receipt' ? 'columns.unapplied_minor' : 'columns.open_minor')}{' '}
          <Money minor={open_minor.replace('-', '')} currency={currency} />
        </span>
      )}
    </>
  )
}

/** In one word how it stands; the word carries it, the colour only helps. */
function State({ found }: { found: Found }) {
  const { t } = useTranslation()
  const me = useMe()
  const { kind, state, open_minor, due_on, on } = found
  const open = open_minor !== null && open_minor !== '0'
  const [word, look] =
    kind === 'customer'
      ? [state === 'archived' ? 'customers.archived' : '', '']
      : state === 'corrected'
        ? ['invoices.corrected', '']
        : kind === 'receipt'
          ? [open ? 'shell.found_unapplied' : 'shell.found_applied', open ? 'waits' : '']
          : !open
            ? ['invoices.settled', '']
            : due_on !== null && due_on < me.today
              ? ['shell.found_overdue', 'wrong']
              : ['invoices.open', '']
  return (
    <span className={`found-state small ${look || 'soft'}`}>
      {word && t(word)}
      {on && <Day day={kind === 'invoice' && open && due_on ? due_on : on} />}
    </span>
  )
}
