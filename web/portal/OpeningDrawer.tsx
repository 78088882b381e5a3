import { useNavigate } from '@tanstack/react-router'
import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ShownOnce } from '../access/ShownOnce.tsx'
import { type Answer, ask, askContent } from '../client.ts'
import { Erasures } from '../customers/Erasures.tsx'
import { LookAlikes } from '../customers/LookAlikes.tsx'
import { useAnswer, useList } from '../lists.ts'
import { useMay } from '../session.ts'
import { lookAt } from '../ui/look-at.ts'
import { Moment } from '../ui/Money.tsx'
import { Facts, Section } from '../ui/Page.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { Wait } from '../ui/states.tsx'
import { useDone } from '../ui/useDone.ts'

type Form = Answer<'readOpeningForm'>
type DrawerProps = { form_id: string; onClose: () => void }

/** What a customer filled in, the customers it may already be, and the way to take or decline it. */
export function OpeningDrawer({ form_id, onClose }: DrawerProps) {
  const { t } = useTranslation()
  const asked = useAnswer('readOpeningForm', { form_id })
  return (
    <Drawer
      open
      size={980}
      title={(asked.data && (asked.data.name ?? named(asked.data.addressee))) ?? t('opening_form.title')}
      closable={{ 'aria-label': t('action.close') }}
      onClose={onClose}
    >
      <Wait for={asked}>{form => <Shown form={form} onClose={onClose} />}</Wait>
    </Drawer>
  )
}

/** Of whom was erased no name is left. */
const named = (addressee: string) => (addressee === '–' ? undefined : addressee)

function Shown({ form, onClose }: { form: Form; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const navigate = useNavigate()
  const may = useMay()
  const [declining, setDeclining] = useState(false)
  const [erasing, setErasing] = useState(false)
  const [link, setLink] = useState<string | null>(null)
  const { form_id, state, details, files } = form
  const open = state === 'made' || state === 'opened'
  const erasures = useList('listErasures', { form_id: [form_id] })
  const erased = erasures.rows.length > 0 || (form.submitted_at !== null && !details)
  const go = (onboarding_id: string) =>
    navigate({ to: '/customers/onboardings/$onboarding_id', params: { onboarding_id } })
  const take = () =>
    done(async () => {
      const { onboarding_id } = await ask('takeOpeningForm', { form_id })
      await go(onboarding_id)
    }, t('opening_form.taken_done'))
  return (
    <>
      <div className="row-of-buttons">
        {state === 'submitted' && (
          <Button type="primary" onClick={() => void take()}>
            {t('opening_form.take')}
          </Button>
        )}
        {open && (
          <Button onClick={() => void ask('linkOpeningForm', { form_id }).then(made => setLink(made.link))}>
            {t('dispatch.new_link')}
          </Button>
        )}
        {(open || state === 'submitted') && (
          <Button onClick={() => setDeclining(true)}>{t(open ? 'dispatch.withdraw' : 'opening_form.decline')}</Button>
        )}
        {form.onboarding_id && (
          <Button onClick={() => void go(form.onboarding_id ?? '')}>{t('opening_form.to_onboarding')}</Button>
        )}
        {may('customer.write') && erasures.first && !erased && (
          <Button danger onClick={() => setErasing(true)}>
            {t('erasures.erase')}
          </Button>
        )}
      </div>
      {state === 'submitted' && <p className="soft small">{t('opening_form.take_hint')}</p>}
      {!details && (
        <p className="soft" style={{ marginTop: 12 }}>
          {t(erased ? 'erasures.form_erased' : 'opening_form.not_sent')}
        </p>
      )}
      <Erasures of={form} />
      {details && (
        <>
          {state === 'submitted' && <LookAlikes name={details.name} tax_id={details.tax_id} onClose={onClose} />}
          <Said form={form} details={details} />
          <Section title={t('opening_form.parts.papers')}>
            <ul className="plain-list">
              {files.map(file => (
                <li key={file.file_id} className="opening-paper">
                  <span>
                    {t(`document_kinds.${file.kind}`)} <span className="soft small">{file.name}</span>
                  </span>
                  <Button
                    size="small"
                    onClick={() =>
                      lookAt(file.name, () => askContent('readOpeningPaper', { form_id, file_id: file.file_id }))
                    }
                  >
                    {t('file.open')}
                  </Button>
                </li>
              ))}
            </ul>
            {files.length === 0 && <p className="soft">{t('opening_form.no_papers')}</p>}
          </Section>
        </>
      )}
      {link && (
        <ShownOnce
          title={t('dispatch.link')}
          hint={t('opening_form.link_hint')}
          secret={link}
          onClose={() => setLink(null)}
        />
      )}
      {erasing && (
        <ReasonDialog
          title={t('erasures.erase')}
          act={t('erasures.erase')}
          needed
          danger
          perform={({ reason }) => done(() => ask('erasePerson', { form_id, reason }), t('erasures.done'))}
          onClose={() => setErasing(false)}
        >
          {t(form.onboarding_id ? 'erasures.form_hint_taken' : 'erasures.form_hint')}
        </ReasonDialog>
      )}
      {declining && (
        <ReasonDialog
          title={t(open ? 'dispatch.withdraw' : 'opening_form.decline')}
          act={t(open ? 'dispatch.withdraw' : 'opening_form.decline')}
          needed
          danger
          perform={({ reason }) =>
            done(() => ask('declineOpeningForm', { form_id, reason }), t('opening_form.declined'))
          }
          onClose={() => setDeclining(false)}
        >
          {t('opening_form.decline_hint')}
        </ReasonDialog>
      )}
    </>
  )
}

function Said({ form, details }: { form: Form; details: NonNullable<Form['details']> }) {
  const { t } = useTranslation()
  const { address, account } = details
  const doubtful = form.tax_id_check !== null && form.tax_id_check !== 'ok'
  return (
    <>
      <Facts
        rows={[
          [t('opening_form.fields.name'), details.name],
          [t('opening_form.fields.name_en'), details.name_en],
          [t('columns.kind'), t(`customer_kinds.${details.kind}`)],
          [t('columns.country'), details.country],
          [
            t('opening_form.fields.tax_id'),
            details.tax_id && (doubtful ? t('opening_form.doubtful', { tax_id: details.tax_id }) : details.tax_id),
          ],
          [t('opening_form.fields.invoice_title'), details.invoice_title],
          [
            t('opening_form.parts.address'),
            [address.region, address.city, address.line, address.postcode].filter(Boolean).join(' '),
          ],
          [t('opening_form.fields.invoice_address'), details.invoice_address],
          [
            t('opening_form.parts.account'),
            account.number && [account.holder, account.bank, account.number, account.swift].filter(Boolean).join(' · '),
          ],
          [t('columns.note'), details.note],
          [
            t('opening_form.submitted'),
            form.submitted_at && (
              <span key="sent">
                <Moment at={form.submitted_at} /> · {form.submitted_by}
              </span>
            ),
          ],
        ]}
      />
      <Section title={t('opening_form.parts.contacts')}>
        <ul className="contacts">
          {details.contacts.map(contact => (
            <li key={[contact.name, contact.phone, contact.email].join()}>
              <div>
                {contact.name} <span className="soft small">{contact.title}</span>
              </div>
              <div>
                {[contact.phone, contact.email].filter(Boolean).join(' · ')}{' '}
                {contact.roles.map(role => (
                  <span key={role} className="tag">
                    {t(`contact_roles.${role}`)}
                  </span>
                ))}
              </div>
            </li>
          ))}
        </ul>
      </Section>
    </>
  )
}
