import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask, askFile, type Question, type Row } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useList } from '../lists.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { ChoiceField } from '../ui/Field.tsx'
import { FileDrop } from '../ui/FileDrop.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { Moment } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { useTools } from '../ui/useActions.ts'
import { useDone } from '../ui/useDone.ts'
import { one, useUrl } from '../ui/url.ts'
import { ListTools } from '../views/ListTools.tsx'

type Returned = Row<'listReturned'>
const outcomes = ['bounced', 'delayed', 'arrived', 'noted', 'unclear', 'unmatched'] as const
const look: Partial<Record<Returned['outcome'], string>> = { bounced: 'wrong', unclear: 'waits', arrived: 'well' }

/** Messages that mail servers gave back, and what each did to its letter. */
export function ReturnedPage() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const { onError } = useTools()
  const [taking, setTaking] = useState(false)
  const outcome = outcomes.find(name => name === one(url.outcome))
  const customer = one(url.customer_id)
  const question: Question<'listReturned'> = {
    ...(outcome ? { outcome: [outcome] } : {}),
    ...(customer ? { customer_id: [customer] } : {}),
  }
  const list = useList('listReturned', question)
  const columns: DataColumn<Returned>[] = [
    {
      key: 'at',
      fields: ['recorded_at', 'by_name'],
      title: t('returned_letters.came'),
      cell: row => <Moment at={row.recorded_at} />,
      width: 150,
    },
    {
      key: 'outcome',
      fields: ['state'],
      title: t('columns.state'),
      width: 130,
      card: 'figure',
      cell: row => (
        <span className={`tag ${look[row.outcome] ?? ''}`}>{t(`returned_letters.outcomes.${row.outcome}`)}</span>
      ),
    },
    {
      key: 'letter',
      fields: ['kind', 'number', 'customer_name', 'subject'],
      title: t('returned_letters.letter'),
      width: 260,
      card: 'head',
      links: true,
      cell: row => <LetterOf row={row} />,
    },
    {
      key: 'address',
      fields: ['recipient'],
      title: t('returned_letters.address'),
      cell: row => row.address,
      width: 200,
    },
    {
      key: 'why',
      fields: ['reason'],
      title: t('returned_letters.why'),
      width: 320,
      cell: row => (
        <span className="small" style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
          {row.words ?? row.status}
        </span>
      ),
    },
    {
      key: 'message',
      title: <span className="hidden-but-read">{t('action.act')}</span>,
      width: 110,
      fixed: 'end',
      cell: ({ returned_id }) => (
        <Button size="small" onClick={() => void askFile('readReturned', { returned_id }).catch(onError)}>
          {t('returned_letters.message')}
        </Button>
      ),
    },
  ]
  return (
    <Page
      title={t('nav.returned_letters')}
      sub={t('returned_letters.sub')}
      actions={
        <Button type="primary" onClick={() => setTaking(true)}>
          {t('returned_letters.take')}
        </Button>
      }
    >
      <FilterBar>
        <ChoiceField
          label={t('columns.state')}
          value={outcome ?? 'all'}
          width={180}
          options={[
            { value: 'all', label: t('returned_letters.all') },
            ...outcomes.map(value => ({ value, label: t(`returned_letters.outcomes.${value}`) })),
          ]}
          onChange={value => change({ outcome: value === 'all' ? undefined : value })}
        />
        <CustomerPicker
          label={t('columns.customer')}
          value={customer}
          placeholder={t('ageing.everyone')}
          onChange={customer_id => change({ customer_id })}
        />
      </FilterBar>
      <DataTable<Returned>
        label={t('nav.returned_letters')}
        name="returned-letters"
        tools={fields => (
          <ListTools list="returned-letters" report="returned_letters" question={question} fields={fields} />
        )}
        columns={columns}
        {...list.table}
        rowKey={row => row.returned_id}
        empty={{ title: t('returned_letters.none'), hint: t('returned_letters.none_hint') }}
      />
      {taking && <TakeReturned onClose={() => setTaking(false)} />}
    </Page>
  )
}

/** What a message is about: its letter, with the way to it, or how the message calls itself. */
function LetterOf({ row }: { row: Returned }) {
  const { t } = useTranslation()
  const { letter_kind, subject_id, subject_number, customer_id, customer_name, title, sender } = row
  if (!letter_kind || !subject_id)
    return (
      <span className="small" style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
        {title ?? '–'} <span className="soft">{sender}</span>
      </span>
    )
  const kind = t(`returned_letters.kinds.${letter_kind}`)
  return (
    <>
      {letter_kind === 'dispatch' ? (
        <Link to="/invoices/$invoice_id" params={{ invoice_id: subject_id }}>
          {kind} <span className="doc">{subject_number}</span>
        </Link>
      ) : letter_kind === 'confirmation' ? (
        <Link to="/receipts/$receipt_id" params={{ receipt_id: subject_id }}>
          {kind} <span className="doc">{subject_number}</span>
        </Link>
      ) : letter_kind === 'reminder' ? (
        <Link to="/reminders" search={{ customer_id: customer_id ?? '' }}>
          {kind}
        </Link>
      ) : (
        <Link to="/customer-pages" search={{ customer_id: customer_id ?? '' }}>
          {kind}
        </Link>
      )}
      <div className="small soft">{customer_name}</div>
    </>
  )
}

/** Reads a message that somebody saved, and says what came of it. */
function TakeReturned({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const [file, setFile] = useState<File | null>(null)
  const [told, setTold] = useState<Answer<'takeReturned'> | null>(null)
  return (
    <FormDialog
      title={t('returned_letters.take')}
      act={t(told ? 'action.close' : 'returned_letters.take')}
      ready={file !== null}
      perform={async () => {
        if (told) return true
        await done(async () => setTold(await ask('takeReturned', { file })), t('dispatch.recorded'))
        return false
      }}
      onClose={onClose}
    >
      {told ? (
        <p role="status">
          <span className={`tag ${look[told.outcome] ?? ''}`}>{t(`returned_letters.outcomes.${told.outcome}`)}</span>{' '}
          {told.known ? t('returned_letters.known') : t(`returned_letters.told.${told.outcome}`)}
        </p>
      ) : (
        <FileDrop
          accept=".eml,message/rfc822"
          hint={file ? file.name : t('returned_letters.take_hint')}
          onFile={setFile}
        />
      )}
    </FormDialog>
  )
}
