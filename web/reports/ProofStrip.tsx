import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { Icon } from '../ui/Icon.tsx'
import { Money } from '../ui/Money.tsx'

type Proof = Answer<'ageing'>['proof']

/** Items = columns = account, for the whole set: quiet when it agrees, loud when it does not. */
export function ProofStrip({ proof }: { proof: Proof }) {
  const { t } = useTranslation()
  if (proof.agrees)
    return (
      <details className="proof">
        <summary>
          <span className="well">
            <Icon name="tick" /> {t('proof.agrees')}
          </span>
        </summary>
        <ProofRows proof={proof} />
      </details>
    )
  return (
    <div className="proof disagrees" role="alert">
      <strong className="wrong">
        <Icon name="cross" /> {t('proof.disagrees')}
      </strong>
      <ProofRows proof={proof} />
    </div>
  )
}

function ProofRows({ proof }: { proof: Proof }) {
  const { t } = useTranslation()
  const rows = proof.rows.filter(row => row.items_minor !== null)
  if (rows.length === 0) return <p className="small soft">{t('proof.scoped')}</p>
  return (
    <div style={{ overflowX: 'auto' }}>
      <table className="proof-rows">
        <thead>
          <tr>
            <th scope="col">{t('columns.entity')}</th>
            <th scope="col">{t('columns.currency')}</th>
            <th scope="col" className="right">
              {t('proof.items')}
            </th>
            <th scope="col" className="right">
              {t('proof.columns')}
            </th>
            <th scope="col" className="right">
              {t('proof.account')}
            </th>
            <th scope="col">{t('proof.result')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => {
            const agrees = row.items_minor === row.columns_minor && row.items_minor === row.account_minor
            return (
              <tr key={`${row.entity_code} ${row.currency}`}>
                <td>{row.entity_code}</td>
                <td>{row.currency}</td>
                <td className="right">
                  <Money minor={row.items_minor} currency={row.currency} />
                </td>
                <td className="right">
                  <Money minor={row.columns_minor} currency={row.currency} />
                </td>
                <td className="right">
                  <Money minor={row.account_minor} currency={row.currency} />
                </td>
                <td className={agrees ? 'well' : 'wrong'}>{agrees ? t('proof.equal') : t('proof.unequal')}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
