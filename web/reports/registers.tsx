import { Link } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import type { ReactNode } from 'react'
import type { LineName, Row } from '../client.ts'
import { DocumentLink } from '../ledger/DocumentLink.tsx'
import type { DataColumn } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'

/** The registers, by the line that answers each. */
export const registers = [
  'writeOffs',
  'differences',
  'transfers',
  'releases',
  'corrections',
  'creditNotes',
] as const satisfies LineName[]
/** One of them. */
export type Register = (typeof registers)[number]

type Common = Omit<
  Row<'corrections'>,
  'document' | 'issued_on' | 'new_document_id' | 'new_number' | 'new_amount_minor' | 'new_currency'
>

/** A row of any register, with what it may have beside the rest. */
export type RegisterRow = Common &
  Partial<Omit<Row<'writeOffs'>, keyof Common | 'state'>> &
  Partial<Omit<Row<'differences'>, keyof Common | 'state'>> &
  Partial<Omit<Row<'transfers'>, keyof Common>> &
  Partial<Omit<Row<'releases'>, keyof Common>> &
  Partial<Omit<Row<'corrections'>, keyof Common>> &
  Partial<Omit<Row<'creditNotes'>, keyof Common | 'state'>> & { state?: string }

/** What narrows one register beside what narrows all of them: any of several, each with its name in the locales. */
export const ownFilters: Record<
  Register,
  readonly { name: string; label: string; words: (value: string) => string; of: readonly string[] }[]
> = {
  writeOffs: [
    {
      name: 'state',
      label: 'columns.state',
      words: value => `registers.states.${value}`,
      of: ['standing', 'taken_back'],
    },
    {
      name: 'recovered',
      label: 'registers.recovered',
      words: value => `registers.extents.${value}`,
      of: ['none', 'part', 'full'],
    },
  ],
  differences: [
    {
      name: 'state',
      label: 'columns.state',
      words: value => `registers.states.${value}`,
      of: ['standing', 'taken_back'],
    },
    {
      name: 'kind',
      label: 'columns.kind',
      words: value => `difference_kinds.${value}`,
      of: ['rounding', 'bank_charge', 'cash_discount', 'allowance', 'deduction', 'exchange'],
    },
  ],
  transfers: [],
  releases: [],
  corrections: [
    {
      name: 'document',
      label: 'columns.document',
      words: value => `kinds.${value}`,
      of: ['invoice', 'charge', 'credit_note', 'receipt'],
    },
  ],
  creditNotes: [
    {
      name: 'state',
      label: 'columns.state',
      words: value => `registers.states.${value}`,
      of: ['issued', 'corrected', 'undone'],
    },
  ],
}

/** The report that takes each register out. */
export const exportOf = {
  writeOffs: 'write_offs',
  differences: 'differences',
  transfers: 'transfers',
  releases: 'retention_releases',
  corrections: 'corrections',
  creditNotes: 'credit_notes',
} as const

/** `act` draws what can be done with a row, where something can. */
type Words = { t: TFunction; language: 'en' | 'zh'; act: (row: RegisterRow) => ReactNode }

const money = (
  key: string,
  title: string,
  minor: (row: RegisterRow) => string | null | undefined,
): DataColumn<RegisterRow> => ({
  key,
  title,
  right: true,
  width: 116,
  cell: row => {
    const amount = minor(row)
    return amount === null || amount === undefined ? '–' : <Money minor={amount} currency={row.currency} dash />
  },
})

/** What each register says beside the columns all of them have. */
function ownColumns(register: Register, { t, language, act }: Words): DataColumn<RegisterRow>[] {
  switch (register) {
    case 'writeOffs':
      return [
        { key: 'evidence', title: t('deeds.evidence_short'), width: 160, cell: row => row.evidence?.join('; ') },
        money('recovered', t('registers.recovered'), row => row.recovered_minor),
        money('left', t('registers.left'), row => row.left_minor),
        { key: 'act', title: '', width: 110, cell: act },
      ]
    case 'differences':
      return [
        {
          key: 'kind',
          title: t('columns.kind'),
          width: 120,
          cell: row => row.kind && t(`difference_kinds.${row.kind}`),
        },
        {
          key: 'account',
          title: t('columns.account'),
          width: 220,
          cell: row =>
            row.account_code && `${row.account_code} ${language === 'zh' ? row.account_name : row.account_name_en}`,
        },
      ]
    case 'transfers':
      return [
        {
          key: 'to',
          title: t('deeds.new_debtor'),
          width: 220,
          cell: row =>
            row.to_customer_id && (
              <Link to="/customers/$customer_id" params={{ customer_id: row.to_customer_id }}>
                {row.to_customer_name}
              </Link>
            ),
        },
        money('open', t('registers.open_there'), row => row.open_minor),
      ]
    case 'releases':
      return [
        { key: 'due', title: t('columns.due_on'), width: 116, cell: row => row.due_on && <Day day={row.due_on} /> },
        { key: 'certificate', title: t('retention.certificate'), width: 150, cell: row => row.certificate },
        money('open', t('columns.open_minor'), row => row.open_minor),
      ]
    case 'corrections':
      return [
        {
          key: 'new',
          title: t('registers.replaced_by'),
          width: 170,
          cell: row =>
            row.new_document_id && row.new_number && row.document ? (
              <DocumentLink kind={row.document} document_id={row.new_document_id} number={row.new_number} />
            ) : (
              t('registers.nothing')
            ),
        },
        {
          key: 'new_amount',
          title: t('registers.new_amount'),
          right: true,
          width: 150,
          cell: row =>
            row.new_amount_minor && row.new_currency ? (
              <Money minor={row.new_amount_minor} currency={row.new_currency} code />
            ) : (
              '–'
            ),
        },
      ]
    case 'creditNotes':
      return [
        {
          key: 'credits',
          title: t('registers.credits'),
          width: 170,
          cell: row =>
            row.credits_id && row.credits_number ? (
              <DocumentLink kind="invoice" document_id={row.credits_id} number={row.credits_number} />
            ) : (
              '–'
            ),
        },
        money('open', t('columns.open_minor'), row => row.open_minor),
        money('credits_open', t('registers.credits_open'), row => row.credits_open_minor),
      ]
  }
}

const kindOf = (register: Register, row: RegisterRow) =>
  register === 'corrections' ? (row.document ?? 'invoice') : register === 'creditNotes' ? 'credit_note' : 'invoice'

/** All columns of a register. */
export function registerColumns(register: Register, words: Words): DataColumn<RegisterRow>[] {
  const { t } = words
  return [
    { key: 'on', title: t('columns.on'), width: 124, sorts: ['-on', 'on'], cell: row => <Day day={row.on} /> },
    {
      key: 'customer',
      title: t('columns.customer'),
      width: 210,
      card: 'head',
      sorts: ['customer_name', '-customer_name'],
      cell: row => (
        <>
          <span className="soft num">{row.customer_number}</span> {row.customer_name}
        </>
      ),
    },
    {
      key: 'number',
      title: t('columns.document'),
      width: 156,
      cell: row => (
        <>
          <DocumentLink kind={kindOf(register, row)} document_id={row.document_id} number={row.number} />{' '}
          {(row.state === 'taken_back' || row.state === 'corrected' || row.state === 'undone') && (
            <span className="tag">{t(`registers.states.${row.state}`)}</span>
          )}
        </>
      ),
    },
    {
      key: 'amount',
      title: t('columns.amount'),
      right: true,
      width: 150,
      card: 'figure',
      sorts: ['-amount_minor', 'amount_minor'],
      cell: row => <Money minor={row.amount_minor} currency={row.currency} code />,
    },
    ...ownColumns(register, words),
    { key: 'reason', title: t('columns.reason'), width: 190, cell: row => row.reason },
    { key: 'by', title: t('registers.by'), width: 90, cell: row => row.by_name },
    { key: 'released', title: t('registers.released_by'), width: 96, cell: row => row.released_by_name },
  ]
}
