import { useTranslation } from 'react-i18next'
import type { Question } from '../client.ts'
import { useList } from '../lists.ts'
import { useMay } from '../session.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { Section } from '../ui/Page.tsx'
import { one, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { type Letter, registerLetter } from './letter-actions.ts'
import { columnsOf } from './letter-columns.tsx'
import { LetterDrawer } from './LetterDrawer.tsx'

/** Who may pay for a customer by letter, and for whom it pays itself. */
export function LettersOf({ customer_id }: { customer_id: string }) {
  const may = useMay()
  return may('receipt.read') ? <Shown customer_id={customer_id} /> : null
}

function Shown({ customer_id }: { customer_id: string }) {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const deeds = useActions([registerLetter], { customer_id })
  const opened = one(url.letter)
  return (
    <>
      <Section title={t('letters.pay_for_it')}>
        <Letters about={{ customer_id: [customer_id] }} without="customer" />
        <ActionButtons deeds={deeds.map(deed => ({ ...deed, weight: null }))} />
      </Section>
      <PaysFor customer_id={customer_id} />
      {opened && <LetterDrawer letter_id={opened} onClose={() => change({ letter: undefined })} />}
    </>
  )
}

/** For whom a customer pays; nothing where it pays for nobody. */
function PaysFor({ customer_id }: { customer_id: string }) {
  const { t } = useTranslation()
  const about = { payer_id: [customer_id] }
  const { rows } = useList('listLetters', { ...about, sort: '-valid_until' })
  if (rows.length === 0) return null
  return (
    <Section title={t('letters.it_pays_for')}>
      <Letters about={about} without="payer" />
    </Section>
  )
}

type LettersProps = { about: Pick<Question<'listLetters'>, 'customer_id' | 'payer_id'>; without: 'customer' | 'payer' }

function Letters({ about, without }: LettersProps) {
  const { t } = useTranslation()
  const [, change] = useUrl()
  const list = useList('listLetters', { ...about, sort: '-valid_until' })
  const columns = columnsOf(t).filter(column => column.key !== without)
  return (
    <DataTable<Letter>
      bare
      label={t(without === 'customer' ? 'letters.pay_for_it' : 'letters.it_pays_for')}
      columns={columns.map(({ sorts: _, ...column }) =>
        column.key === 'customer' ? { ...column, card: 'head' as const } : column,
      )}
      {...list.table}
      rowKey={row => row.letter_id}
      onOpen={row => change({ letter: row.letter_id })}
      empty={{ title: t('letters.none_pays') }}
    />
  )
}
