import type { TFunction } from 'i18next'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useList } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
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
type Deed = { row: Request; kind: 'release' | 'decline' }

/** What waits for a second person: who asked for what, and why. */
export function ApprovalsPage() {
  const { t } = useTranslation()
  const language = useLanguage()
  const [url, change] = useUrl()
  const all = one(url.state) === 'all'
  const list = useList('listApprovals', all ? {} : { state: ['waiting'] })
  const [deed, setDeed] = useState<Deed | null>(null)
  return (
    <Page title={t('nav.approvals')} sub={t('approvals.sub')}>
      <div className="bar">
        <Field label={t('columns.state')}>
          {id => (
            <Segmented
              id={id}
              value={all ? 'all' : 'waiting'}
              options={[
                { value: 'waiting', label: t('approvals.waiting') },
                { value: 'all', label: t('approvals.all') },
              ]}
              onChange={value => change({ state: value === 'all' ? 'all' : undefined })}
            />
          )}
        </Field>
      </div>
      <DataTable<Request>
        label={t('nav.approvals')}
        columns={columnsOf(t, language, setDeed)}
        {...list.table}
        rowKey={row => row.request_id}
        empty={{ title: t('approvals.empty') }}
      />
      {deed && <DeedDialog deed={deed} onClose={() => setDeed(null)} />}
    </Page>
  )
}

function columnsOf(t: TFunction, language: 'en' | 'zh', act: (deed: Deed) => void): DataColumn<Request>[] {
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
    { key: 'checker', title: t('approvals.checker'), cell: row => row.checker, width: 110 },
    {
      key: 'act',
      title: <span className="hidden-but-read">{t('action.act')}</span>,
      cell: row =>
        row.state === 'waiting' && row.may_release ? (
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
  const { request_id } = deed.row
  const release = deed.kind === 'release'
  return (
    <ReasonDialog
      title={release ? t('approvals.release_title') : t('approvals.decline_title')}
      act={release ? t('approvals.release') : t('approvals.decline')}
      danger={!release}
      needed={!release}
      perform={({ reason }) =>
        release
          ? done(() => ask('release', { request_id, ...(reason ? { reason } : {}) }), t('approvals.released'))
          : done(() => ask('decline', { request_id, reason }), t('approvals.declined'))
      }
      onClose={onClose}
    >
      <p>
        <strong>{deed.row.summary[language]}</strong> · {deed.row.maker}
      </p>
      {release && <p className="soft small">{t('approvals.release_hint')}</p>}
    </ReasonDialog>
  )
}
