import { useTranslation } from 'react-i18next'
import { letterKinds, letterStandings } from '../../server/receipts/letter-names-contract.ts'
import type { Question } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useList } from '../lists.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Page } from '../ui/Page.tsx'
import { many, one, type Url, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { type Letter, registerLetter } from './letter-actions.ts'
import { columnsOf } from './letter-columns.tsx'
import { LetterDrawer } from './LetterDrawer.tsx'
import { ListTools } from '../views/ListTools.tsx'

/** Letters by which others pay for customers: who may, how long, how much of it is used. */
export function LettersPage() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const question = questionOf(url)
  const list = useList('listLetters', question)
  const deeds = useActions([registerLetter], undefined)
  const opened = one(url.letter)
  return (
    <Page title={t('nav.payer_letters')} sub={t('letters.sub')} actions={<ActionButtons deeds={deeds} />}>
      <FilterBar>
        <CustomerPicker
          label={t('columns.customer')}
          value={one(url.customer_id)}
          placeholder={t('ageing.everyone')}
          onChange={customer_id => change({ customer_id })}
        />
        <ManyField
          label={t('columns.state')}
          value={many(url.standing)}
          width={200}
          options={letterStandings.map(value => ({ value, label: t(`letters.standings.${value}`) }))}
          onChange={standing => change({ standing }, { replace: true })}
        />
        <ManyField
          label={t('letters.kind')}
          value={many(url.kind)}
          width={200}
          options={letterKinds.map(value => ({ value, label: t(`letters.kinds.${value}`) }))}
          onChange={kind => change({ kind }, { replace: true })}
        />
      </FilterBar>
      <DataTable<Letter>
        label={t('nav.payer_letters')}
        name="payer-letters"
        tools={fields => <ListTools list="payer-letters" report="payer_letters" question={question} fields={fields} />}
        columns={columnsOf(t)}
        {...list.table}
        rowKey={row => row.letter_id}
        sort={question.sort ?? 'valid_until'}
        onSort={sort => change({ sort }, { replace: true })}
        onOpen={row => change({ letter: row.letter_id })}
        empty={{ title: t('letters.empty'), hint: t('letters.empty_hint') }}
      />
      <p className="soft small">{t('letters.tax_note')}</p>
      {opened && <LetterDrawer letter_id={opened} onClose={() => change({ letter: undefined })} />}
    </Page>
  )
}

function questionOf(url: Url): Question<'listLetters'> {
  const question: Record<string, unknown> = { sort: one(url.sort) ?? 'valid_until' }
  for (const name of ['customer_id', 'entity_id', 'kind', 'standing'])
    if (many(url[name]).length > 0) question[name] = many(url[name])
  return question as Question<'listLetters'>
}
