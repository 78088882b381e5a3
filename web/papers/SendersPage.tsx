import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sealedPapers } from '../../server/papers/senders-contract.ts'
import { ask, askFile, type Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useMay, useMe } from '../session.ts'
import { FileDrop } from '../ui/FileDrop.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Moment } from '../ui/Money.tsx'
import { Facts, Page, Section } from '../ui/Page.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { Wait } from '../ui/states.tsx'
import { useDone } from '../ui/useDone.ts'
import { ExportButton } from '../reports/ExportButton.tsx'

type Sender = Row<'listSenders'>
type Seal = Sender['seals'][number]

/** What papers say of each entity: address, telephone, tax identifier, and the seal beside the place to sign. */
export function SendersPage() {
  const { t } = useTranslation()
  const asked = useAnswer('listSenders', {})
  return (
    <Page title={t('nav.senders')} sub={t('senders.sub')} actions={<ExportButton report="senders" params={{}} />}>
      <Wait for={asked}>{({ rows }) => rows.map(sender => <One key={sender.entity_id} sender={sender} />)}</Wait>
    </Page>
  )
}

function One({ sender }: { sender: Sender }) {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const language = useLanguage()
  const [deed, setDeed] = useState<'set' | 'seal' | null>(null)
  const { entity_id } = sender
  const preview = (locale: 'zh' | 'en') =>
    void done(() => askFile('previewSender', { entity_id, locale }), t('papers.taken'))
  return (
    <Section title={`${sender.entity_code} ${language === 'en' ? (sender.name_en ?? sender.name) : sender.name}`}>
      <Facts
        rows={[
          [t('senders.address'), sender.address],
          [t('senders.address_en'), sender.address_en],
          [t('senders.phone'), sender.phone],
          [t('columns.email'), sender.email],
          [t('columns.tax_id'), sender.tax_id],
        ]}
      />
      {sender.seals.map(seal => (
        <SealLine key={seal.seal_id} seal={seal} entity_id={entity_id} />
      ))}
      {sender.seals.length === 0 && (
        <p className="soft" style={{ marginBottom: 8 }}>
          {t('senders.no_seal')}
        </p>
      )}
      <div className="row-of-buttons">
        {may('sender.manage') && <Button onClick={() => setDeed('set')}>{t('senders.set')}</Button>}
        {may('seal.enter') && !sender.seals.some(seal => seal.state === 'entered') && (
          <Button onClick={() => setDeed('seal')}>{t('senders.enter_seal')}</Button>
        )}
        {may('sender.manage') &&
          (['zh', 'en'] as const).map(locale => (
            <Button key={locale} onClick={() => preview(locale)}>
              {t('senders.preview')} {locale === 'zh' ? '中文' : 'English'}
            </Button>
          ))}
      </div>
      {deed === 'set' && <SenderDialog sender={sender} onClose={() => setDeed(null)} />}
      {deed === 'seal' && <SealDialog entity_id={entity_id} onClose={() => setDeed(null)} />}
    </Section>
  )
}

function SealLine({ seal, entity_id }: { seal: Seal; entity_id: string }) {
  const { t } = useTranslation()
  const may = useMay()
  const me = useMe()
  const done = useDone()
  const [closing, setClosing] = useState(false)
  const { seal_id } = seal
  const own = seal.entered_by === me.person_id
  return (
    <div className="seal-line">
      <span className={seal.state === 'active' ? 'tag well' : 'tag waits'}>{t(`senders.states.${seal.state}`)}</span>
      <span>
        {t('senders.seal_on', { papers: seal.kinds.map(kind => t(`senders.kinds.${kind}`)).join(' · ') })}{' '}
        <span className="soft small">
          {seal.width} × {seal.height} · {t('senders.entered', { name: seal.entered_by_name })}{' '}
          <Moment at={seal.recorded_at} />
          {seal.approved_by_name && ` · ${t('senders.approved', { name: seal.approved_by_name })}`}
        </span>
      </span>
      <span className="row-of-buttons">
        {seal.state === 'entered' && may('seal.approve') && (
          <Button
            size="small"
            type="primary"
            disabled={own}
            title={own ? t('senders.not_ones_own') : ''}
            onClick={() => void done(() => ask('approveSeal', { seal_id }), t('senders.in_use'))}
          >
            {t('senders.approve')}
          </Button>
        )}
        {seal.state === 'entered' && may('sender.manage') && (
          <Button
            size="small"
            onClick={() => void done(() => askFile('previewSender', { entity_id, seal_id }), t('papers.taken'))}
          >
            {t('senders.preview')}
          </Button>
        )}
        {may('seal.enter') && (
          <Button size="small" type="text" onClick={() => setClosing(true)}>
            {t('senders.close')}
          </Button>
        )}
      </span>
      {seal.state === 'entered' && own && <p className="soft small">{t('senders.not_ones_own')}</p>}
      {closing && (
        <ReasonDialog
          title={t('senders.close')}
          act={t('senders.close')}
          danger
          needed
          perform={({ reason }) => done(() => ask('closeSeal', { seal_id, reason }), t('senders.closed'))}
          onClose={() => setClosing(false)}
        >
          {t('senders.close_hint')}
        </ReasonDialog>
      )}
    </div>
  )
}

function SenderDialog({ sender, onClose }: { sender: Sender; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const [address, setAddress] = useState(sender.address ?? '')
  const [address_en, setEnglish] = useState(sender.address_en ?? '')
  const [phone, setPhone] = useState(sender.phone ?? '')
  const [email, setEmail] = useState(sender.email ?? '')
  const { entity_id, version } = sender
  const next = {
    entity_id,
    version,
    address: address.trim(),
    address_en: address_en.trim(),
    phone: phone.trim(),
    email: email.trim(),
  }
  return (
    <FormDialog
      title={t('senders.set')}
      act={t('action.save')}
      perform={() => done(() => ask('setSender', next), t('senders.saved'))}
      onClose={onClose}
    >
      <TextLine label={t('senders.address')} value={address} onChange={setAddress} max={300} focus />
      <TextLine label={t('senders.address_en')} value={address_en} onChange={setEnglish} max={300} />
      <TextLine label={t('senders.phone')} value={phone} onChange={setPhone} max={60} />
      <TextLine label={t('columns.email')} type="email" value={email} onChange={setEmail} max={254} />
    </FormDialog>
  )
}

function SealDialog({ entity_id, onClose }: { entity_id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const [file, setFile] = useState<File | null>(null)
  const [kinds, setKinds] = useState<readonly string[]>(['invoice_notice', 'statement', 'agreement'])
  return (
    <FormDialog
      title={t('senders.enter_seal')}
      act={t('action.save')}
      ready={file !== null && kinds.length > 0}
      perform={() =>
        done(() => ask('enterSeal', { entity_id, kinds: kinds.join(','), file }), t('senders.seal_entered'))
      }
      onClose={onClose}
    >
      <p className="soft">{t('senders.seal_hint')}</p>
      <FileDrop accept="image/png" hint={file ? file.name : t('senders.png_hint')} onFile={setFile} />
      <fieldset className="seal-kinds">
        <legend className="label">{t('senders.printed_on')}</legend>
        {sealedPapers.map(kind => (
          <Checkbox
            key={kind}
            checked={kinds.includes(kind)}
            onChange={event => setKinds(event.target.checked ? [...kinds, kind] : kinds.filter(one => one !== kind))}
          >
            {t(`senders.kinds.${kind}`)}
          </Checkbox>
        ))}
      </fieldset>
    </FormDialog>
  )
}
