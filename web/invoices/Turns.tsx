import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useMay, useMe } from '../session.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { show } from '../ui/Dialogs.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'

type Turns = Answer<'readTurns'>
type Invoice = Pick<Answer<'readInvoice'>, 'invoice_id' | 'number' | 'state' | 'kind'>

/** On the page of an invoice: tax that waits for its tax point, revenue that waits for delivery, and when each turned. */
export function Turns({ invoice }: { invoice: Invoice }) {
  const { t } = useTranslation()
  const me = useMe()
  const may = useMay()
  const { data } = useAnswer('readTurns', { invoice_id: invoice.invoice_id })
  if (!data || (!data.tax_later && !data.unearned)) return null
  const { currency, rows } = data
  const act = (what: 'tax' | 'revenue') => (
    <Button
      onClick={() =>
        show(async () => (await import('./TurnDialog.tsx')).TurnDialog, { invoice, what, today: me.today })
      }
    >
      {t(`turns.act.${what}`)}
    </Button>
  )
  const turns = may('invoice.correct') && invoice.state === 'issued' && invoice.kind !== 'credit_note'
  return (
    <Section title={t('turns.title')}>
      {data.tax_later && (
        <p>
          {t('turns.tax_left')} <Money minor={data.tax_left_minor} currency={currency} code />{' '}
          {turns && data.tax_left_minor !== '0' && act('tax')}
        </p>
      )}
      {data.unearned && (
        <p>
          {t('turns.net_left')} <Money minor={data.net_left_minor} currency={currency} code />{' '}
          {turns && data.net_left_minor !== '0' && act('revenue')}
        </p>
      )}
      {rows.length > 0 && (
        <DataTable<Turns['rows'][number]>
          label={t('turns.title')}
          columns={[
            {
              key: 'what',
              title: t('turns.what'),
              cell: row => t(`turns.whats.${row.what}`),
              width: 200,
              card: 'head',
            },
            { key: 'on', title: t('columns.on'), cell: row => <Day day={row.turned_on} />, width: 116 },
            { key: 'why', title: t('turns.why'), cell: row => t(`turns.whys.${row.why}`), width: 160 },
            { key: 'line', title: t('invoices.lines'), cell: row => row.line, right: true, width: 70 },
            {
              key: 'net',
              title: t('columns.net_minor'),
              cell: row => <Money minor={row.net_minor} currency={currency} />,
              right: true,
              width: 140,
            },
            {
              key: 'tax',
              title: t('columns.tax_minor'),
              cell: row => <Money minor={row.tax_minor} currency={currency} dash />,
              right: true,
              width: 130,
              card: 'figure',
            },
            { key: 'reason', title: t('columns.reason'), cell: row => row.reason, width: 240 },
          ]}
          rows={rows}
          rowKey={row => row.turn_id}
          empty={{ title: '' }}
        />
      )}
    </Section>
  )
}
