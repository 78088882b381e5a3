import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { openingStates } from '../../server/portal/opening-contract.ts'
import { ShownOnce } from '../access/ShownOnce.tsx'
import { ask, type Row } from '../client.ts'
import { EntityChoice } from '../ledger/EntityField.tsx'
import { useList } from '../lists.ts'
import { useEntities } from '../session.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { ChoiceField, ManyField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Moment } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { many, one, useUrl } from '../ui/url.ts'
import { useDone } from '../ui/useDone.ts'
import { OpeningDrawer } from './OpeningDrawer.tsx'

type Form = Row<'listOpeningForms'>

/** Account openings that customers fill in themselves: pages that were made, and what came back. */
export function OpeningForms() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const [making, setMaking] = useState(false)
  const state = openingStates.filter(value => many(url.form_state).includes(value))
  const list = useList('listOpeningForms', state.length > 0 ? { state } : {})
  const open = one(url.form)
  return (
    <Section title={t('opening_form.title')}>
      <div className="bar">
        <ManyField
          label={t('columns.state')}
          value={state}
          width={200}
          options={openingStates.map(value => ({ value, label: t(`opening_form.states.${value}`) }))}
          onChange={values => change({ form_state: values }, { replace: true })}
        />
        <Button onClick={() => setMaking(true)}>{t('opening_form.make')}</Button>
      </div>
      <DataTable<Form>
        label={t('opening_form.title')}
        columns={[
          {
            key: 'addressee',
            title: t('opening_form.addressee'),
            cell: row => row.name ?? row.addressee,
            width: 300,
            card: 'head',
          },
          {
            key: 'state',
            title: t('columns.state'),
            cell: row => (
              <span className={row.state === 'submitted' ? 'tag waits' : row.state === 'taken' ? 'tag well' : 'tag'}>
                {t(`opening_form.states.${row.state}`)}
              </span>
            ),
            width: 130,
            card: 'figure',
          },
          {
            key: 'submitted',
            title: t('opening_form.submitted'),
            cell: row =>
              row.submitted_at && (
                <>
                  <Moment at={row.submitted_at} /> · {row.submitted_by}
                </>
              ),
            width: 240,
          },
          { key: 'papers', title: t('opening_form.parts.papers'), cell: row => row.papers || null, width: 90 },
          {
            key: 'ends',
            title: t('opening_form.link_ends'),
            cell: row =>
              row.expires_at && (row.state === 'made' || row.state === 'opened') && <Moment at={row.expires_at} />,
            width: 160,
          },
          { key: 'by', title: t('registers.by'), cell: row => row.recorded_by_name, width: 110 },
          { key: 'reason', title: t('columns.reason'), cell: row => row.reason, width: 200 },
        ]}
        {...list.table}
        rowKey={row => row.form_id}
        onOpen={row => change({ form: row.form_id })}
        empty={{ title: t('opening_form.none'), hint: t('opening_form.none_hint') }}
      />
      {making && <MakeDialog onClose={() => setMaking(false)} />}
      {open && <OpeningDrawer form_id={open} onClose={() => change({ form: undefined })} />}
    </Section>
  )
}

function MakeDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const entities = useEntities().data?.rows ?? []
  const [entity_id, setEntity] = useState<string | undefined>(undefined)
  const [addressee, setAddressee] = useState('')
  const [locale, setLocale] = useState<'zh' | 'en'>('zh')
  const [link, setLink] = useState<string | null>(null)
  const chosen = entity_id ?? entities[0]?.entity_id
  if (link)
    return <ShownOnce title={t('dispatch.link')} hint={t('opening_form.link_hint')} secret={link} onClose={onClose} />
  return (
    <FormDialog
      title={t('opening_form.make')}
      act={t('portal.make_link')}
      ready={addressee.trim() !== '' && chosen !== undefined}
      perform={async () => {
        await done(async () => {
          const draft = { entity_id: chosen ?? '', addressee: addressee.trim(), locale }
          const { form_id } = await ask('makeOpeningForm', draft)
          setLink((await ask('linkOpeningForm', { form_id })).link)
        }, t('portal.made'))
        return false
      }}
      onClose={onClose}
    >
      <p className="soft">{t('opening_form.make_hint')}</p>
      <TextLine label={t('opening_form.addressee')} value={addressee} onChange={setAddressee} max={300} focus />
      <div className="fields-beside">
        <EntityChoice value={chosen} width={220} onChange={setEntity} />
        <ChoiceField
          label={t('opening_form.language')}
          value={locale}
          options={[
            { value: 'zh', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
          onChange={value => setLocale(value === 'en' ? 'en' : 'zh')}
        />
      </div>
    </FormDialog>
  )
}
