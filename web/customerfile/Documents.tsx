import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask, askContent } from '../client.ts'
import { useMay } from '../session.ts'
import { ChoiceField, DayField } from '../ui/Field.tsx'
import { FileDrop } from '../ui/FileDrop.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Icon } from '../ui/Icon.tsx'
import { lookAt } from '../ui/look-at.ts'
import { Menu } from '../ui/Menu.tsx'
import { Day } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import { Standing } from './Standing.tsx'

type Document = Answer<'readFile'>['documents'][number]
type Kind = Document['kind']
type Doing = { what: 'add'; replaces?: Document } | { what: 'withdraw'; document: Document }

const kinds: readonly Kind[] = [
  'opening_form',
  'licence',
  'identity',
  'address_proof',
  'contract_copy',
  'mandate',
  'tax_certificate',
  'other',
]
/** What the server takes as a scan or a paper. */
const accept = '.pdf,.ofd,.png,.jpg,.jpeg,.webp,.heic,.tif,.tiff,.doc,.docx,.xls,.xlsx,.zip'

/** The papers of a customer: what each is, its scan, and until when it is valid. */
export function Documents({ customer_id, documents }: { customer_id: string; documents: readonly Document[] }) {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const [doing, setDoing] = useState<Doing | null>(null)
  const close = () => setDoing(null)
  const open = ({ document_id, file_name }: Document) =>
    lookAt(file_name ?? '', () => askContent('readDocument', { document_id }))
  return (
    <Section title={t('customer_file.documents')}>
      {documents.length === 0 && <p className="soft">{t('customer_file.no_documents')}</p>}
      <ul className="contacts">
        {documents.map(document => (
          <li key={document.document_id}>
            <div>
              <strong>{t(`document_kinds.${document.kind}`)}</strong> {document.title}
              {document.file_name && (
                <div>
                  <button type="button" className="plain link" onClick={() => open(document)}>
                    <Icon name="clip" size={14} /> {document.file_name}
                  </button>
                </div>
              )}
            </div>
            <div>
              {document.valid_until && (
                <span className="small">
                  {t('customer_file.valid_until')} <Day day={document.valid_until} />{' '}
                </span>
              )}
              <Standing of={document.standing} />
            </div>
            {may('customer.write') && (
              <Menu
                label={`${t('action.act')} ${document.title}`}
                choices={[
                  {
                    key: 'replace',
                    label: t('customer_file.replace_document'),
                    act: () => setDoing({ what: 'add', replaces: document }),
                  },
                  {
                    key: 'withdraw',
                    label: t('customer_file.withdraw_document'),
                    act: () => setDoing({ what: 'withdraw', document }),
                  },
                ]}
              >
                <Icon name="more" />
              </Menu>
            )}
          </li>
        ))}
      </ul>
      {may('customer.write') && (
        <Button size="small" onClick={() => setDoing({ what: 'add' })}>
          <Icon name="plus" /> {t('customer_file.add_document')}
        </Button>
      )}
      {doing?.what === 'add' && (
        <DocumentDialog
          customer_id={customer_id}
          {...(doing.replaces ? { replaces: doing.replaces } : {})}
          onClose={close}
        />
      )}
      {doing?.what === 'withdraw' && (
        <ReasonDialog
          title={t('customer_file.withdraw_document')}
          act={t('customer_file.withdraw_document')}
          danger
          needed
          perform={({ reason }) =>
            done(
              () => ask('withdrawDocument', { document_id: doing.document.document_id, reason }),
              t('customer_file.document_withdrawn'),
            )
          }
          onClose={close}
        >
          {doing.document.title}
        </ReasonDialog>
      )}
    </Section>
  )
}

type DocumentDialogProps = { customer_id: string; replaces?: Document; onClose: () => void }

function DocumentDialog({ customer_id, replaces, onClose }: DocumentDialogProps) {
  const { t } = useTranslation()
  const done = useDone()
  const [kind, setKind] = useState<Kind>(replaces?.kind ?? 'licence')
  const [title, setTitle] = useState(replaces?.title ?? '')
  const [issued_on, setIssued] = useState<string | null>(null)
  const [valid_until, setValid] = useState<string | null>(null)
  const [file, setFile] = useState<File | null>(null)
  const named = title.trim() || t(`document_kinds.${kind}`)
  const perform = () =>
    done(
      () =>
        ask('addDocument', {
          customer_id,
          kind,
          title: named,
          ...(issued_on ? { issued_on } : {}),
          ...(valid_until ? { valid_until } : {}),
          ...(replaces ? { replaces: replaces.document_id } : {}),
          ...(file ? { file } : {}),
        }),
      t('customer_file.document_added'),
    )
  return (
    <FormDialog
      title={replaces ? t('customer_file.replace_document') : t('customer_file.add_document')}
      act={t('action.save')}
      perform={perform}
      onClose={onClose}
    >
      <div className="fields-beside">
        <ChoiceField
          label={t('customer_file.document_kind')}
          value={kind}
          width={200}
          options={kinds.map(value => ({ value, label: t(`document_kinds.${value}`) }))}
          onChange={value => value && setKind(value as Kind)}
        />
        <DayField label={t('columns.issued_on')} value={issued_on} clearable onChange={setIssued} />
        <DayField label={t('customer_file.valid_until')} value={valid_until} clearable onChange={setValid} />
      </div>
      <TextLine label={t('customer_file.document_title')} value={title} onChange={setTitle} />
      <FileDrop accept={accept} hint={file ? file.name : t('customer_file.file_hint')} onFile={setFile} />
    </FormDialog>
  )
}
