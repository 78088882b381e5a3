import type { TFunction } from 'i18next'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useList } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useMay } from '../session.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Field } from '../ui/Field.tsx'
import { moneyText } from '../ui/figures.ts'
import { Moment } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { plainText } from '../ui/plain.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { one, useUrl } from '../ui/url.ts'
import { useDone } from '../ui/useDone.ts'

type Request = Row<'listApprovals'>
type Deed = { row: Request; kind: 'release' | 'decline' | 'withdraw' }
type View = 'waiting' | 'all' | 'mine'

/** What waits for a second person: who asked for what, and why; and what one asked for oneself. */
export function ApprovalsPage() {
  const { t } = useTranslation()
  const language = useLanguage()
  const [url, change] = useUrl()
  const may = useMay()
  const views: readonly View[] = may('approval.read') ? ['waiting', 'all', 'mine'] : ['mine']
  const view = views.find(name => name === one(url.state)) ?? views[0] ?? 'mine'
  const others = useList('listApprovals', view === 'all' ? {} : { state: ['waiting'] }, view !== 'mine')
  const mine = useList('myRequests', {}, view === 'mine')
  const list = view === 'mine' ? mine : others
  const [deed, setDeed] = useState<Deed | null>(null)
  return (
    <Page title={t('nav.approvals')} sub={t('approvals.sub')}>
      <div className="bar">
        <Field label={t('columns.state')}>
          {id => (
            <Segmented
              id={id}
              value={view}
              options={views.map(value => ({ value, label: t(`approvals.${value}`) }))}
              onChange={value => change({ state: value === views[0] ? undefined : value })}
            />
          )}
        </Field>
      </div>
      <DataTable<Request>
        label={t('nav.approvals')}
        columns={columnsOf(t, language, view, setDeed)}
        {...list.table}
        rowKey={row => row.request_id}
        empty={
          view === 'mine'
            ? { title: t('approvals.none_mine'), hint: t('approvals.none_mine_hint') }
            : { title: t('approvals.empty') }
        }
      />
      {deed && <DeedDialog deed={deed} onClose={() => setDeed(null)} />}
    </Page>
  )
}

function columnsOf(t: TFunction, language: 'en' | 'zh', view: View, act: (deed: Deed) => void): DataColumn<Request>[] {
  return [
    { key: 'what', title: t('approvals.what'), cell: row => row.summary[language], width: 240, card: 'head' },
    { key: 'facts', title: t('approvals.facts'), cell: row => factsText(t, row.facts, language), width: 300 },
    { key: 'reason', title: t('columns.reason'), cell: row => row.reason, width: 220 },
    { key: 'maker', title: t('approvals.maker'), cell: row => row.maker, width: 120 },
    { key: 'made_at', title: t('approvals.made_at'), cell: row => <Moment at={row.made_at} />, width: 150 },
    {
      key: 'state',
      title: t('columns.state'),
      cell: row => (
        <span className={`tag ${row.state === 'waiting' ? 'waits' : ''}`}>{t(`approval_states.${row.state}`)}</span>
      ),
      width: 100,
      card: 'figure',
    },
    ...(view === 'waiting'
      ? []
      : [
          { key: 'checker', title: t('approvals.checker'), cell: (row: Request) => row.checker, width: 110 },
          { key: 'said', title: t('approvals.said'), cell: (row: Request) => row.check_reason, width: 180 },
        ]),
    {
      key: 'act',
      title: <span className="hidden-but-read">{t('action.act')}</span>,
      cell: row =>
        row.state !== 'waiting' ? null : view === 'mine' ? (
          <Button size="small" onClick={() => act({ row, kind: 'withdraw' })}>
            {t('approvals.withdraw')}
          </Button>
        ) : row.may_release ? (
          <span style={{ display: 'inline-flex', gap: 6 }}>
            <Button size="small" type="primary" onClick={() => act({ row, kind: 'release' })}>
              {t('approvals.release')}
            </Button>
            <Button size="small" onClick={() => act({ row, kind: 'decline' })}>
              {t('approvals.decline')}
            </Button>
          </span>
        ) : null,
      width: 170,
      fixed: 'end',
    },
  ]
}

/** The facts a policy looked at, as far as they have a name; identifiers tell a person nothing. */
function factsText(t: TFunction, facts: Record<string, unknown>, language: string): string {
  const currency = plainText(facts.currency) || 'CNY'
  return Object.entries(facts)
    .filter(([name, value]) => !name.endsWith('_id') && typeof value !== 'object')
    .map(([name, value]) => {
      const text = plainText(value)
      const shown = name.endsWith('_minor') && /^-?\d+$/.test(text) ? moneyText(text, currency, language) : text
      return `${t(`columns.${name}`, { defaultValue: name })} ${shown}`
    })
    .join(' · ')
}

function DeedDialog({ deed, onClose }: { deed: Deed; onClose: () => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const done = useDone()
  const { kind, row } = deed
  const { request_id } = row
  const perform = ({ reason }: { reason: string }) => {
    if (kind === 'withdraw') return done(() => ask('withdraw', { request_id }), t('approvals.withdrawn'))
    if (kind === 'decline') return done(() => ask('decline', { request_id, reason }), t('approvals.declined'))
    return done(() => ask('release', { request_id, ...(reason ? { reason } : {}) }), t('approvals.released'))
  }
  return (
    <ReasonDialog
      title={t(`approvals.${kind}_title`)}
      act={t(`approvals.${kind}`)}
      danger={kind === 'decline'}
      needed={kind === 'decline'}
      asks={kind !== 'withdraw'}
      perform={perform}
      onClose={onClose}
    >
      <p>
        <strong>{row.summary[language]}</strong> · {row.maker}
      </p>
      {kind === 'release' && <p className="soft small">{t('approvals.release_hint')}</p>}
      {kind === 'withdraw' && <p className="soft small">{t('approvals.withdraw_hint')}</p>}
    </ReasonDialog>
  )
}
