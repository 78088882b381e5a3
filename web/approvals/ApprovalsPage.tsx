import type { TFunction } from 'i18next'
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { useList } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useBaseCurrency, useMay } from '../session.ts'
import { ColleaguePicker } from '../tasks/ColleaguePicker.tsx'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { BulkBar } from '../ui/BulkBar.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { ChoiceField, Field } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Moment } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { usePicked } from '../ui/picked.ts'
import { one, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { declineRequest, delegateApproval, releaseRequest, type Request, withdrawRequest } from './actions.ts'
import { Deputies } from './Deputies.tsx'
import { RequestDrawer } from './RequestDrawer.tsx'
import { aboutText, sumText } from './request-words.ts'
import { useVerbs } from './verbs.ts'
import { ListTools } from '../views/ListTools.tsx'

type View = 'waiting' | 'all' | 'mine' | 'deputies'

/** What waits for a second person, who asked for what and why, what came of it; and who stands in for whom. */
export function ApprovalsPage() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const may = useMay()
  const views: readonly View[] = may('approval.read') ? ['waiting', 'all', 'mine', 'deputies'] : ['mine']
  const view = views.find(name => name === one(url.state)) ?? views[0] ?? 'mine'
  const deeds = useActions([delegateApproval], undefined)
  const verbs = useVerbs(may('approval.read'))
  return (
    <Page title={t('nav.approvals')} sub={t('approvals.sub')} actions={<ActionButtons deeds={deeds} />}>
      <FilterBar
        shown={
          <Field label={t('columns.state')}>
            {id => (
              <Segmented
                id={id}
                value={view}
                options={views.map(value => ({ value, label: t(`approvals.${value}`) }))}
                onChange={value => change({ state: value === views[0] ? undefined : value, request: undefined })}
              />
            )}
          </Field>
        }
      >
        {(view === 'waiting' || view === 'all') && (
          <>
            <ChoiceField
              label={t('approvals.what')}
              value={one(url.verb)}
              width={240}
              placeholder={t('approvals.every_deed')}
              clearable
              options={verbs}
              onChange={verb => change({ verb })}
            />
            <ColleaguePicker
              label={t('approvals.maker')}
              value={one(url.maker_id)}
              onChange={maker_id => change({ maker_id })}
              clearable
              meant="mention"
              placeholder={t('tasks.everybody')}
            />
          </>
        )}
      </FilterBar>
      {view === 'deputies' ? <Deputies deeds={deeds} /> : <Requests key={view} view={view} />}
    </Page>
  )
}

function Requests({ view }: { view: Exclude<View, 'deputies'> }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const currency = useBaseCurrency()
  const [url, change] = useUrl()
  const [verb, maker_id, opened] = [one(url.verb), one(url.maker_id), one(url.request)]
  const narrowed = { ...(verb ? { verb: [verb] } : {}), ...(maker_id ? { maker_id } : {}) }
  const asked = view === 'mine' ? {} : { ...(view === 'waiting' ? { state: ['waiting' as const] } : {}), ...narrowed }
  const others = useList('listApprovals', asked, view !== 'mine')
  const mine = useList('myRequests', {}, view === 'mine')
  const list = view === 'mine' ? mine : others
  const picked = usePicked()
  const request = list.rows.find(row => row.request_id === opened)
  return (
    <>
      <DataTable<Request>
        label={t('nav.approvals')}
        name="approvals"
        tools={fields => (
          <ListTools
            list="approvals"
            report={view === 'mine' ? 'own_requests' : 'approvals'}
            question={asked}
            fields={fields}
          />
        )}
        columns={columnsOf(t, view, row => aboutText(t, row, currency, language), language)}
        {...list.table}
        rowKey={row => row.request_id}
        onOpen={row => change({ request: row.request_id })}
        {...(view === 'all' ? {} : { picked })}
        empty={
          view === 'mine'
            ? { title: t('approvals.none_mine'), hint: t('approvals.none_mine_hint') }
            : { title: t('approvals.empty'), hint: t('approvals.empty_hint') }
        }
      />
      {view !== 'all' && (
        <BulkBar
          picked={picked}
          rows={list.rows}
          rowKey={row => row.request_id}
          actions={view === 'mine' ? [withdrawRequest] : [releaseRequest, declineRequest]}
          sum={rows => sumText(rows, currency, language)}
        />
      )}
      {request && (
        <RequestDrawer
          key={request.request_id}
          request={request}
          mine={view === 'mine'}
          onClose={() => change({ request: undefined })}
        />
      )}
    </>
  )
}

function columnsOf(
  t: TFunction,
  view: View,
  about: (row: Request) => string,
  language: 'en' | 'zh',
): DataColumn<Request>[] {
  return [
    {
      key: 'what',
      fields: ['what'],
      title: t('approvals.what'),
      cell: row => row.summary[language],
      width: 240,
      card: 'head',
    },
    {
      key: 'facts',
      fields: ['customers', 'entities', 'currency', 'amount_minor'],
      title: t('approvals.facts'),
      cell: about,
      width: 320,
    },
    { key: 'reason', fields: ['reason'], title: t('columns.reason'), cell: row => row.reason, width: 160 },
    { key: 'maker', fields: ['maker'], title: t('approvals.maker'), cell: row => row.maker, width: 120 },
    {
      key: 'made_at',
      fields: ['made_at'],
      title: t('approvals.made_at'),
      cell: row => <Moment at={row.made_at} />,
      width: 150,
    },
    ...(view === 'waiting'
      ? [
          {
            key: 'may',
            title: t('approvals.yours'),
            cell: (row: Request) =>
              row.in_place_of
                ? t('approvals.in_place_of', { person: row.in_place_of })
                : t(row.may_release ? 'approvals.you_may' : 'approvals.others_may'),
            width: 150,
            card: 'figure' as const,
          },
        ]
      : [
          {
            key: 'state',
            fields: ['state'],
            title: t('columns.state'),
            cell: (row: Request) => (
              <span className={`tag ${row.state === 'waiting' ? 'waits' : ''}`}>
                {t(`approval_states.${row.state}`)}
              </span>
            ),
            width: 100,
            card: 'figure' as const,
          },
          {
            key: 'checker',
            fields: ['checker', 'checked_at'],
            title: t('approvals.checker'),
            cell: (row: Request) =>
              row.for_person
                ? t('approvals.checker_for', { checker: row.checker, person: row.for_person })
                : row.checker,
            width: 160,
          },
          {
            key: 'said',
            fields: ['check_reason'],
            title: t('approvals.said'),
            cell: (row: Request) => row.check_reason,
            width: 180,
          },
        ]),
  ]
}
