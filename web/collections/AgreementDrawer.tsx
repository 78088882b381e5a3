import { Link } from '@tanstack/react-router'
import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask, askFile } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useMay } from '../session.ts'
import { Talk } from '../tasks/Talk.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { Facts, Section } from '../ui/Page.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { Wait } from '../ui/states.tsx'
import { useDone } from '../ui/useDone.ts'
import { AgreementStanding } from './AgreementStanding.tsx'

type Agreement = Answer<'readAgreement'>

/** One agreement: its claims, its parts and what of each is paid; taken out as PDF, or ended. */
export function AgreementDrawer({ agreement_id, onClose }: { agreement_id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const asked = useAnswer('readAgreement', { agreement_id })
  return (
    <Drawer
      open
      size={820}
      title={asked.data ? asked.data.number : t('nav.agreements')}
      closable={{ 'aria-label': t('action.close') }}
      onClose={onClose}
    >
      <Wait for={asked}>{agreement => <Shown agreement={agreement} />}</Wait>
    </Drawer>
  )
}

function Shown({ agreement }: { agreement: Agreement }) {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const language = useLanguage()
  const [ending, setEnding] = useState(false)
  const { agreement_id, currency } = agreement
  const over = agreement.standing === 'ended' || agreement.standing === 'broken'
  return (
    <>
      <div className="row-of-buttons">
        {(['zh', 'en'] as const).map(locale => (
          <Button
            key={locale}
            type={locale === language ? 'primary' : 'default'}
            onClick={() => void done(() => askFile('printAgreement', { agreement_id, locale }), t('papers.taken'))}
          >
            PDF {locale === 'zh' ? '中文' : 'English'}
          </Button>
        ))}
        {!over && may('agreement.make') && <Button onClick={() => setEnding(true)}>{t('agreements.end')}</Button>}
      </div>
      <Facts
        rows={[
          [
            t('columns.customer'),
            <Link key="customer" to="/customers/$customer_id" params={{ customer_id: agreement.customer_id }}>
              {agreement.customer_number} {agreement.customer_name}
            </Link>,
          ],
          [t('columns.entity'), agreement.entity_code],
          [t('columns.kind'), t(`agreements.kinds.${agreement.kind}`)],
          [t('columns.state'), <AgreementStanding key="standing" of={agreement.standing} />],
          [t('agreements.agreed_on'), <Day key="agreed" day={agreement.agreed_on} />],
          [t('columns.amount'), <Money key="amount" minor={agreement.amount_minor} currency={currency} code />],
          [t('agreements.paid'), <Money key="paid" minor={agreement.paid_minor} currency={currency} code />],
          [t('agreements.grace'), agreement.grace_days],
          [t('agreements.when_broken'), t(agreement.reverts ? 'agreements.days_come_back' : 'agreements.days_stay')],
          [t('agreements.signed_by'), agreement.signed_by],
          [t('field.reason'), agreement.reason],
          [t('columns.note'), agreement.note],
          [t('registers.by'), agreement.by_name],
          [t('agreements.ended_on'), agreement.ended_on && <Day key="ended" day={agreement.ended_on} />],
          [t('agreements.end_reason'), agreement.end_reason],
        ]}
      />
      <Section title={t('agreements.parts')}>
        <DataTable<Agreement['parts'][number]>
          label={t('agreements.parts')}
          columns={[
            { key: 'part', title: t('agreements.part_number'), cell: row => row.part, width: 70, card: 'head' },
            { key: 'due', title: t('columns.due_on'), cell: row => <Day day={row.due_on} />, width: 130 },
            {
              key: 'paid',
              title: t('agreements.paid'),
              cell: row => <Money minor={row.paid_minor} currency={currency} />,
              width: 150,
              right: true,
            },
            {
              key: 'amount',
              title: t('columns.amount'),
              cell: row => <Money minor={row.amount_minor} currency={currency} />,
              width: 150,
              right: true,
              card: 'figure',
            },
            {
              key: 'broken',
              title: t('columns.state'),
              cell: row => (row.broken ? <span className="tag wrong">{t('agreements.standings.late')}</span> : null),
              width: 110,
            },
          ]}
          rows={agreement.parts}
          rowKey={row => String(row.part)}
          empty={{ title: t('agreements.none') }}
        />
      </Section>
      <Section title={t('agreements.items')}>
        <DataTable<Agreement['items'][number]>
          label={t('agreements.items')}
          columns={[
            {
              key: 'number',
              title: t('columns.number'),
              cell: row => <span className="doc">{row.number}</span>,
              width: 170,
              card: 'head',
            },
            { key: 'due', title: t('columns.due_on'), cell: row => row.due_on && <Day day={row.due_on} />, width: 120 },
            { key: 'agreed', title: t('agreements.new_day'), cell: row => <Day day={row.agreed_due_on} />, width: 120 },
            {
              key: 'open',
              title: t('agreements.open_then'),
              cell: row => <Money minor={row.open_minor} currency={currency} />,
              width: 140,
              right: true,
            },
            {
              key: 'left',
              title: t('columns.open_minor'),
              cell: row => <Money minor={row.left_minor} currency={currency} />,
              width: 140,
              right: true,
              card: 'figure',
            },
          ]}
          rows={agreement.items}
          rowKey={row => row.item_id}
          empty={{ title: t('agreements.none') }}
        />
      </Section>
      <Talk subject={{ subject_kind: 'agreement', subject_id: agreement_id }} />
      {ending && (
        <ReasonDialog
          title={t('agreements.end')}
          act={t('agreements.end')}
          needed
          perform={({ reason }) => done(() => ask('endAgreement', { agreement_id, reason }), t('agreements.ended'))}
          onClose={() => setEnding(false)}
        >
          {t('agreements.end_hint')}
        </ReasonDialog>
      )}
    </>
  )
}
