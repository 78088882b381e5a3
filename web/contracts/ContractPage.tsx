import { Link, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { TermsName } from '../customers/TermsName.tsx'
import { useAnswer } from '../lists.ts'
import { ContractFlows } from '../reports/FourFlows.tsx'
import { Record } from '../reports/Record.tsx'
import { useMay } from '../session.ts'
import { Talk } from '../tasks/Talk.tsx'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { Facts, Figure, Page, Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { useActions } from '../ui/useActions.ts'
import { contractActions } from './actions.ts'
import { Checks } from './Checks.tsx'
import { Flow } from './Flow.tsx'
import { RecurringPeriods } from './RecurringPeriods.tsx'
import { MarkDialog } from './MarkDialog.tsx'
import { Deliveries, Invoices, Lines, Parts } from './ContractTables.tsx'
import { Signed } from './Signed.tsx'
import { Versions } from './Versions.tsx'

type Contract = Answer<'readContract'>

/** One contract: where it stands, what is agreed, and what was delivered, billed and settled of it. */
export function ContractPage() {
  const { t } = useTranslation()
  const { contract_id } = useParams({ strict: false }) as { contract_id: string }
  const asked = useAnswer('readContract', { contract_id })
  const deeds = useActions(contractActions, asked.data ?? null)
  return (
    <Page
      title={asked.data ? asked.data.title : t('nav.contracts')}
      crumb={<Link to="/contracts">{t('nav.contracts')}</Link>}
      sub={
        asked.data && (
          <>
            <span className="doc">{asked.data.number}</span>{' '}
            <Link to="/customers/$customer_id" params={{ customer_id: asked.data.customer_id }}>
              {asked.data.customer_number} {asked.data.customer_name}
            </Link>{' '}
            {asked.data.state !== 'active' && <span className="tag">{t(`contracts.states.${asked.data.state}`)}</span>}
          </>
        )
      }
      actions={<ActionButtons deeds={deeds} />}
    >
      <Wait for={asked}>{contract => <Shown contract={contract} />}</Wait>
    </Page>
  )
}

function Shown({ contract }: { contract: Contract }) {
  const { t } = useTranslation()
  const may = useMay()
  const [part, setPart] = useState<Contract['parts'][number] | null>(null)
  const { currency } = contract
  const left = String(BigInt(contract.amount_minor) - BigInt(contract.billed_minor))
  const money = (minor: string) => <Money minor={minor} currency={currency} code />
  return (
    <>
      <Flow steps={contract.steps} customer_id={contract.customer_id} />
      <div className="figures">
        <Figure label={t('columns.amount_minor')}>{money(contract.amount_minor)}</Figure>
        <Figure label={t('contracts.billed')}>{money(contract.billed_minor)}</Figure>
        <Figure label={t('contracts.settled')}>{money(contract.settled_minor)}</Figure>
        <Figure label={t('contracts.left')}>{money(left)}</Figure>
      </div>
      <Facts
        rows={[
          [t('columns.kind'), t(`contracts.kinds.${contract.kind}`)],
          [t('columns.entity'), contract.entity_code],
          [t('contracts.signed_on'), <Day key="signed" day={contract.signed_on} />],
          [t('contracts.starts_on'), contract.starts_on && <Day key="starts" day={contract.starts_on} />],
          [t('contracts.ends_on'), contract.ends_on && <Day key="ends" day={contract.ends_on} />],
          [t('contracts.accepted_on'), contract.accepted_on && <Day key="accepted" day={contract.accepted_on} />],
          [t('columns.terms_code'), contract.terms_code && <TermsName key="terms" code={contract.terms_code} />],
          [t('contracts.method'), contract.method && t(`methods.${contract.method}`)],
          [t('contracts.penalty'), contract.penalty_per_day && `${contract.penalty_per_day}%`],
          [t('contracts.penalty_year'), contract.penalty_per_year && `${contract.penalty_per_year}%`],
          [t('contracts.penalty_cap'), contract.penalty_cap && `${contract.penalty_cap}%`],
          [t('contracts.grace'), contract.grace_days > 0 ? contract.grace_days : null],
          [t('columns.net_minor'), <Money key="net" minor={contract.net_minor} currency={currency} />],
          [t('columns.tax_minor'), <Money key="tax" minor={contract.tax_minor} currency={currency} />],
          [t('columns.salesperson'), contract.salesperson_name],
          [t('contracts.reference'), contract.reference],
          [t('columns.note'), contract.note],
        ]}
      />
      <Lines contract={contract} />
      {contract.parts.length > 0 && (
        <Parts
          contract={contract}
          act={row =>
            row.kind === 'milestone' &&
            !row.billed &&
            contract.state === 'active' &&
            may('delivery.record') && (
              <Button size="small" onClick={() => setPart(row)}>
                {row.met_on ? t('contracts.not_met') : t('contracts.met')}
              </Button>
            )
          }
        />
      )}
      {contract.periods.length > 0 && <RecurringPeriods contract={contract} />}
      {contract.kind === 'goods' && <Deliveries contract={contract} />}
      <Checks contract_id={contract.contract_id} />
      <Invoices contract={contract} />
      <Signed contract={contract} />
      <ContractFlows contract_id={contract.contract_id} />
      <Versions contract={contract} />
      <Talk subject={{ subject_kind: 'contract', subject_id: contract.contract_id }} />
      {may('report.read') && (
        <Section title={t('record.title')}>
          <Record subject_id={contract.contract_id} />
        </Section>
      )}
      {part && <MarkDialog contract={contract} part={part} onClose={() => setPart(null)} />}
    </>
  )
}
