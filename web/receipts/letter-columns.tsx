import type { TFunction } from 'i18next'
import type { DataColumn } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'
import type { Letter } from './letter-actions.ts'
import { LetterStanding } from './LetterStanding.tsx'

/** The columns of a list of letters by which others pay. */
export function columnsOf(t: TFunction): DataColumn<Letter>[] {
  const ceiling = (row: Letter, minor: string | null) => minor && <Money minor={minor} currency={row.currency} />
  return [
    {
      key: 'payer',
      fields: ['payer_name'],
      title: t('columns.payer_name'),
      cell: row => row.payer_name,
      width: 220,
      card: 'head',
    },
    {
      key: 'customer',
      fields: ['customer_number', 'customer_name'],
      title: t('letters.pays_for'),
      cell: row => row.customer_name,
      width: 220,
    },
    {
      key: 'state',
      fields: ['standing'],
      title: t('columns.state'),
      cell: row => <LetterStanding of={row.standing} />,
      width: 150,
    },
    {
      key: 'kind',
      fields: ['kind'],
      title: t('letters.kind'),
      cell: row => t(`letters.kinds.${row.kind}`),
      width: 190,
    },
    {
      key: 'from',
      fields: ['valid_from'],
      title: t('letters.valid_from'),
      cell: row => <Day day={row.valid_from} />,
      width: 115,
      sorts: ['-valid_from', 'valid_from'],
    },
    {
      key: 'until',
      fields: ['valid_until'],
      title: t('letters.valid_until'),
      cell: row => <Day day={row.valid_until} />,
      width: 115,
      sorts: ['valid_until', '-valid_until'],
    },
    {
      key: 'currency',
      fields: ['currency'],
      title: t('columns.currency'),
      cell: row => row.currency,
      width: 84,
      card: 'figure',
    },
    {
      key: 'each',
      fields: ['ceiling_each_minor'],
      title: t('letters.ceiling_each'),
      cell: row => ceiling(row, row.ceiling_each_minor),
      right: true,
      width: 130,
    },
    {
      key: 'total',
      fields: ['ceiling_total_minor'],
      title: t('letters.ceiling_total'),
      cell: row => ceiling(row, row.ceiling_total_minor),
      right: true,
      width: 130,
    },
    {
      key: 'used',
      fields: ['used_minor'],
      title: t('letters.used'),
      cell: row => <Money minor={row.used_minor} currency={row.currency} dash />,
      right: true,
      width: 130,
      card: 'figure',
    },
  ]
}
