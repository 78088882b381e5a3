import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { DocumentLink } from '../ledger/DocumentLink.tsx'
import { kindName } from '../ledger/names.ts'
import { useLanguage } from '../preferences.ts'
import { Day, Money } from '../ui/Money.tsx'

type Statement = Answer<'statement'>
type Part = Statement['currencies'][number]

/** The statement as a letter: who to whom, what stands open, in figures and in words, and the customer's reply. */
export function StatementLetter({ statement }: { statement: Statement }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { entity, customer } = statement
  const sender = language === 'en' ? (entity.name_en ?? entity.name) : entity.name
  return (
    <article className="letter" aria-label={t('statement.title')}>
      <header>
        <div className="letter-sender">{sender}</div>
        <h2>{t('statement.title')}</h2>
        <div className="letter-facts">
          <div>
            <div className="small soft">{t('statement.to')}</div>
            <strong>{customer.name}</strong>
            <div className="small soft">
              {t('columns.customer_number')} {customer.number}
              {customer.tax_id && ` · ${t('columns.tax_id')} ${customer.tax_id}`}
            </div>
          </div>
          <div className="letter-days">
            {statement.from && (
              <div>
                {t('range.from')} <Day day={statement.from} />
              </div>
            )}
            <div>
              {t('statement.as_of')} <Day day={statement.as_of} />
            </div>
          </div>
        </div>
        <p>{t('statement.opening_words', { sender })}</p>
      </header>
      {statement.currencies.length === 0 && <p>{t('statement.nothing')}</p>}
      {statement.currencies.map(part => (
        <Part key={part.currency} part={part} style={statement.style} />
      ))}
      {statement.not_a_demand && <p className="letter-note">{t('statement.not_a_demand')}</p>}
      <div className="letter-sign">
        <div>
          {sender}
          <div className="small soft">{t('statement.seal')}</div>
        </div>
      </div>
      <section className="reply">
        <h3>{t('statement.reply')}</h3>
        <p>
          <span className="box" /> {t('statement.reply_agrees')}
        </p>
        <p>
          <span className="box" /> {t('statement.reply_differs')}
        </p>
        <div className="reply-lines" />
        <div className="reply-sign">
          <span>{t('statement.reply_seal')}</span>
          <span>{t('statement.reply_person')}</span>
          <span>{t('statement.reply_day')}</span>
        </div>
      </section>
    </article>
  )
}

function Part({ part, style }: { part: Part; style: Statement['style'] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { currency } = part
  return (
    <section className="letter-part">
      <div className="letter-table">
        <table>
          <caption>{t('statement.in', { currency })}</caption>
          {style === 'open_item' ? <OpenItems part={part} /> : <Movements part={part} />}
        </table>
      </div>
      <dl className="letter-total">
        <dt>{t('statement.closing')}</dt>
        <dd>
          <strong>
            <Money minor={part.closing_minor} currency={currency} code />
          </strong>
        </dd>
        <dt>{currency === 'CNY' ? t('statement.capital') : t('statement.in_words')}</dt>
        <dd>{part.in_words[language]}</dd>
        {part.overdue_minor !== '0' && (
          <>
            <dt>{t('statement.overdue')}</dt>
            <dd>
              <Money minor={part.overdue_minor} currency={currency} code />
            </dd>
          </>
        )}
      </dl>
    </section>
  )
}

function OpenItems({ part }: { part: Part }) {
  const { t } = useTranslation()
  const { currency } = part
  return (
    <>
      <thead>
        <tr>
          <th scope="col">{t('columns.document')}</th>
          <th scope="col">{t('columns.kind')}</th>
          <th scope="col">{t('columns.issued_on')}</th>
          <th scope="col">{t('columns.due_on')}</th>
          <th scope="col" className="right">
            {t('columns.amount_minor')}
          </th>
          <th scope="col" className="right">
            {t('columns.applied_minor')}
          </th>
          <th scope="col" className="right">
            {t('columns.open_minor')}
          </th>
          <th scope="col" className="right">
            {t('columns.days_overdue')}
          </th>
        </tr>
      </thead>
      <tbody>
        {part.rows.map(row => (
          <tr key={row.item_id}>
            <td>
              <DocumentLink kind={row.kind} document_id={row.document_id} number={row.number} />
            </td>
            <td>{kindName(t, row.kind)}</td>
            <td>
              <Day day={row.issued_on} />
            </td>
            <td>
              <Day day={row.due_on} />
            </td>
            <td>
              <Money minor={row.amount_minor} currency={currency} />
            </td>
            <td>
              <Money minor={row.applied_minor} currency={currency} dash />
            </td>
            <td>
              <Money minor={row.open_minor} currency={currency} />
            </td>
            <td className="num">{row.days_overdue && row.days_overdue > 0 ? row.days_overdue : ''}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={6}>{t('columns.total')}</td>
          <td>
            <Money minor={part.closing_minor} currency={currency} />
          </td>
          <td />
        </tr>
      </tfoot>
    </>
  )
}

function Movements({ part }: { part: Part }) {
  const { t } = useTranslation()
  const { currency } = part
  return (
    <>
      <thead>
        <tr>
          <th scope="col">{t('columns.on')}</th>
          <th scope="col">{t('columns.document')}</th>
          <th scope="col">{t('columns.kind')}</th>
          <th scope="col" className="right">
            {t('columns.debit_minor')}
          </th>
          <th scope="col" className="right">
            {t('columns.credit_minor')}
          </th>
          <th scope="col" className="right">
            {t('columns.balance_minor')}
          </th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <td colSpan={5}>{t('columns.opening_minor')}</td>
          <td>
            <Money minor={part.opening_minor} currency={currency} />
          </td>
        </tr>
        {part.rows.map((row, at) => (
          <tr key={`${row.item_id} ${at}`}>
            <td>
              <Day day={row.on} />
            </td>
            <td>
              <DocumentLink kind={row.kind} document_id={row.document_id} number={row.number} />
            </td>
            <td>{kindName(t, row.kind)}</td>
            <td>
              <Money minor={row.debit_minor} currency={currency} dash />
            </td>
            <td>
              <Money minor={row.credit_minor} currency={currency} dash />
            </td>
            <td>
              <Money minor={row.balance_minor} currency={currency} />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={5}>{t('columns.closing_minor')}</td>
          <td>
            <Money minor={part.closing_minor} currency={currency} />
          </td>
        </tr>
      </tfoot>
    </>
  )
}
