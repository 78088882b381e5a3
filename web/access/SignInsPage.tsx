import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useList } from '../lists.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Moment } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { deviceName } from './device.ts'
import { ListTools } from '../views/ListTools.tsx'

type SignIn = Row<'listSignIns'>

/** What happened at the door: sign-ins, failures, second factors, sign-outs. Nobody can change it. [ACC-6] */
export function SignInsPage() {
  const { t } = useTranslation()
  const list = useList('listSignIns', {})
  const people = useList('listPeople', {}).rows
  const nameOf = (id: string) => people.find(one => one.person_id === id)?.name ?? id.slice(0, 8)
  return (
    <Page title={t('nav.sign_ins')} sub={t('access.sign_ins_sub')}>
      <DataTable<SignIn>
        label={t('nav.sign_ins')}
        name="sign-ins"
        tools={fields => <ListTools list="sign-ins" report="sign_ins" question={{}} fields={fields} />}
        columns={columnsOf(t, nameOf)}
        {...list.table}
        rowKey={row => row.sign_in_id}
        empty={{ title: t('access.no_sign_ins') }}
      />
    </Page>
  )
}

const wrong = new Set(['sign_in_failed', 'second_factor_failed', 'guessing_limited'])

function columnsOf(t: TFunction, nameOf: (id: string) => string): DataColumn<SignIn>[] {
  return [
    {
      key: 'at',
      fields: ['at'],
      title: t('columns.on'),
      cell: row => <Moment at={row.at} />,
      width: 170,
      card: 'figure',
    },
    {
      key: 'person',
      fields: ['person_name'],
      title: t('access.person_name'),
      cell: row => nameOf(row.person_id),
      width: 180,
      card: 'head',
    },
    {
      key: 'kind',
      fields: ['kind'],
      title: t('columns.what'),
      width: 220,
      cell: row => (
        <span className={wrong.has(row.kind) ? 'wrong' : ''}>
          {t(`door_events.${row.kind}`, { defaultValue: row.kind })}
        </span>
      ),
    },
    { key: 'address', fields: ['address'], title: t('security.address'), cell: row => row.address, width: 160 },
    {
      key: 'device',
      fields: ['agent'],
      title: t('security.device'),
      cell: row => row.agent && deviceName(row.agent),
      width: 200,
    },
  ]
}
