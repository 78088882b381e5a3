import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, askFile, type Row } from '../client.ts'
import { EntityChoice, useEntity } from '../ledger/EntityField.tsx'
import { useAnswer, useList } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useMay, useMe } from '../session.ts'
import { Talk } from '../tasks/Talk.tsx'
import { Icon } from '../ui/Icon.tsx'
import { ChoiceField } from '../ui/Field.tsx'
import { Moment } from '../ui/Money.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { Empty, Wait } from '../ui/states.tsx'
import { one, useUrl } from '../ui/url.ts'
import { useDone } from '../ui/useDone.ts'
import { PolicyChanges } from './PolicyChanges.tsx'
import { PolicyEditor } from './PolicyEditor.tsx'
import { PolicyState } from './PolicyState.tsx'
import { PolicyTables } from './PolicyTables.tsx'
import { PublishDialog } from './PublishDialog.tsx'

export type Version = Row<'listPaymentPolicies'>

/** The collection policy of an entity: the version that holds, what is being written, and every version before. */
export function PolicyPage() {
  const { t } = useTranslation()
  const may = useMay()
  const { entity } = useEntity()
  const [url, change] = useUrl()
  // A version that is named says itself whose it is.
  const named = one(url.version)
  const asked = useAnswer('readPaymentPolicy', { policy_id: named ?? '' }, named !== undefined)
  const found = asked.data?.policy_id === named ? asked.data : undefined
  const elsewhere = found !== undefined && one(url.entity_id) === undefined ? found.entity_id : undefined
  const entity_id = elsewhere ?? entity?.entity_id
  const [drafting, setDrafting] = useState(false)
  const list = useList('listPaymentPolicies', entity_id ? { entity_id: [entity_id] } : {}, Boolean(entity_id))
  const chosen = list.rows.find(row => row.policy_id === named) ?? list.rows.find(row => row.holds) ?? list.rows[0]
  const open = list.rows.find(row => row.state === 'draft' || row.state === 'approved')
  return (
    <Page
      title={t('nav.collection_policy')}
      sub={t('collection_policy.sub')}
      actions={
        may('payment_policy.write') &&
        entity_id &&
        list.first &&
        !open && (
          <Button type="primary" onClick={() => setDrafting(true)} icon={<Icon name="plus" />}>
            {t(list.rows.length > 0 ? 'collection_policy.next_version' : 'collection_policy.first_version')}
          </Button>
        )
      }
    >
      <div className="bar">
        <EntityChoice
          value={entity_id}
          width={260}
          onChange={chosen => change({ entity_id: chosen, version: undefined })}
        />
        {list.rows.length > 1 && chosen && (
          <ChoiceField
            label={t('collection_policy.version')}
            value={chosen.policy_id}
            width={300}
            options={list.rows.map(row => ({
              value: row.policy_id,
              label: `${t('collection_policy.number', { version: row.version })} · ${t(row.holds ? 'collection_policy.holds' : `collection_policy.states.${row.state}`)}${row.valid_from ? ` · ${row.valid_from}` : ''}`,
            }))}
            onChange={version => change({ version }, { replace: true })}
          />
        )}
      </div>
      <Wait
        for={{
          data: asked.error ? undefined : list.first,
          isPending: !list.first && !list.error,
          error: asked.error ?? list.error,
          refetch: list.retry,
        }}
      >
        {() =>
          chosen ? (
            <Shown key={`${chosen.policy_id} ${chosen.edition}`} version={chosen} versions={list.rows} />
          ) : (
            <Empty title={t('collection_policy.none')} hint={t('collection_policy.none_hint')} />
          )
        }
      </Wait>
      {drafting && entity_id && (
        <FirstDraft
          entity_id={entity_id}
          after={list.rows.find(row => row.state === 'published')}
          onClose={() => setDrafting(false)}
        />
      )}
    </Page>
  )
}

/** The next version begins with the one that was published last, or with the standard ladder. */
function FirstDraft({
  entity_id,
  after,
  onClose,
}: {
  entity_id: string
  after: Version | undefined
  onClose: () => void
}) {
  const { t } = useTranslation()
  const standard = useAnswer('standardPaymentPolicy', {}, !after)
  const before = useAnswer('readPaymentPolicy', { policy_id: after?.policy_id ?? '' }, Boolean(after))
  const policy = after ? before.data?.policy : standard.data
  if (!policy) return null
  return (
    <PolicyEditor
      title={t(after ? 'collection_policy.next_version' : 'collection_policy.first_version')}
      policy={policy}
      note=""
      save={given => ask('draftPaymentPolicy', { entity_id, ...given })}
      onClose={onClose}
    />
  )
}

function Shown({ version, versions }: { version: Version; versions: readonly Version[] }) {
  const { t } = useTranslation()
  const may = useMay()
  const me = useMe()
  const done = useDone()
  const language = useLanguage()
  const { policy_id, edition } = version
  const asked = useAnswer('readPaymentPolicy', { policy_id })
  const [deed, setDeed] = useState<'write' | 'publish' | 'withdraw' | 'compare' | null>(null)
  const close = () => setDeed(null)
  const writes = version.state === 'draft' || version.state === 'approved'
  const wrote = version.written_by.some(writer => writer.person_id === me.person_id)
  const future = version.state === 'published' && version.valid_from !== null && version.valid_from > me.today
  const names = version.written_by.map(writer => writer.name).join('、')
  return (
    <>
      <div className="policy-head">
        <strong>{t('collection_policy.number', { version: version.version })}</strong>
        <PolicyState version={version} today={me.today} />
        <span className="soft small">
          {t('collection_policy.written', { names: language === 'en' ? names.replaceAll('、', ', ') : names })}{' '}
          <Moment at={version.written_at} />
          {version.approved_by_name && ` · ${t('collection_policy.approved_by', { name: version.approved_by_name })}`}
          {` · ${version.withdrawn_reason ?? version.note}`}
        </span>
      </div>
      <div className="row-of-buttons">
        {writes && may('payment_policy.write') && (
          <Button onClick={() => setDeed('write')}>{t('collection_policy.write')}</Button>
        )}
        {version.state === 'draft' && may('payment_policy.approve') && (
          <Button
            type="primary"
            disabled={wrote}
            title={wrote ? t('collection_policy.not_ones_own') : ''}
            onClick={() =>
              void done(() => ask('approvePaymentPolicy', { policy_id, edition }), t('collection_policy.approved'))
            }
          >
            {t('collection_policy.approve')}
          </Button>
        )}
        {version.state === 'approved' && may('payment_policy.approve') && (
          <Button type="primary" onClick={() => setDeed('publish')}>
            {t('collection_policy.publish')}
          </Button>
        )}
        {(writes || future) && may('payment_policy.approve') && (
          <Button onClick={() => setDeed('withdraw')}>{t('collection_policy.withdraw')}</Button>
        )}
        {versions.length > 1 && <Button onClick={() => setDeed('compare')}>{t('collection_policy.compare')}</Button>}
        {(['zh', 'en'] as const).map(locale => (
          <Button
            key={locale}
            onClick={() => void done(() => askFile('printPaymentPolicy', { policy_id, locale }), t('papers.taken'))}
          >
            PDF {locale === 'zh' ? '中文' : 'English'}
          </Button>
        ))}
      </div>
      {version.state === 'draft' && wrote && may('payment_policy.approve') && (
        <p className="soft small">{t('collection_policy.not_ones_own')}</p>
      )}
      <Wait for={asked}>
        {({ policy }) => (
          <>
            <PolicyTables policy={policy} />
            <Section title={t('collection_policy.words')}>
              {(language === 'en' ? policy.words_en : policy.words_zh).split('\n').map((line, at) => (
                // oxlint-disable-next-line no-array-index-key -- paragraphs of one text
                <p key={at}>{line}</p>
              ))}
            </Section>
            {deed === 'write' && (
              <PolicyEditor
                title={t('collection_policy.number', { version: version.version })}
                policy={policy}
                note={version.note}
                save={given => ask('writePaymentPolicy', { policy_id, edition, ...given })}
                onClose={close}
              />
            )}
          </>
        )}
      </Wait>
      <Talk subject={{ subject_kind: 'payment_policy', subject_id: policy_id }} />
      {deed === 'publish' && <PublishDialog version={version} onClose={close} />}
      {deed === 'compare' && <PolicyChanges version={version} versions={versions} onClose={close} />}
      {deed === 'withdraw' && (
        <ReasonDialog
          title={t('collection_policy.withdraw')}
          act={t('collection_policy.withdraw')}
          needed
          perform={({ reason }) =>
            done(() => ask('withdrawPaymentPolicy', { policy_id, reason }), t('collection_policy.withdrawn'))
          }
          onClose={close}
        >
          {t('collection_policy.withdraw_hint')}
        </ReasonDialog>
      )}
    </>
  )
}
