import { Button, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, askBlob, askFile, type Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useMay } from '../session.ts'
import { FileDrop } from '../ui/FileDrop.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { sizeText } from '../ui/figures.ts'
import { Icon } from '../ui/Icon.tsx'
import { Moment } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { Problems } from '../ui/problems.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { Loading } from '../ui/states.tsx'
import { useTools } from '../ui/useActions.ts'
import { useDone } from '../ui/useDone.ts'
import { voucherFiles } from './voucher-files.ts'

/** A receipt, or one that waits for another person. */
type Money = { receipt_id: string } | { waiting_id: string }
type Voucher = Row<'listVouchers'>

const isPicture = (mime: string) => mime.startsWith('image/')
/** What the browser shows by itself. */
const shows = ({ mime }: Voucher) => isPicture(mime) || (mime === 'application/pdf' && navigator.pdfViewerEnabled)

/** Vouchers of the bank beside a receipt: ours and those of the customer, to look at, to keep another, to withdraw. */
export function Vouchers({ of, open = true }: { of: Money; open?: boolean }) {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const { onError } = useTools()
  const language = useLanguage()
  const asked = useAnswer('listVouchers', of)
  const [keeping, setKeeping] = useState(false)
  const [looking, setLooking] = useState<Voucher | null>(null)
  const [withdrawing, setWithdrawing] = useState<Voucher | null>(null)
  const rows = asked.data?.rows ?? []
  const take = ({ voucher_id }: Voucher) => void askFile('readKeptVoucher', { voucher_id }).catch(onError)
  return (
    <Section title={t('vouchers.title')}>
      {asked.data && rows.length === 0 && <p className="soft">{t('vouchers.none')}</p>}
      <ul className="contacts vouchers">
        {rows.map(row => (
          <li key={row.voucher_id}>
            <div>
              <button type="button" className="plain link" onClick={() => (shows(row) ? setLooking(row) : take(row))}>
                <Icon name="clip" size={14} /> {row.name}
              </button>{' '}
              <span className="small soft">{sizeText(row.size, language)}</span>{' '}
              {row.state === 'withdrawn' && <span className="tag">{t('signed.states.withdrawn')}</span>}
              <div className="small soft">
                {row.origin === 'customer' ? t('vouchers.by_customer') : row.recorded_name}{' '}
                <Moment at={row.recorded_at} />
                {(row.reason ?? row.note) && ` · ${row.reason ?? row.note}`}
              </div>
            </div>
            <span className="row-of-buttons">
              {shows(row) && (
                <Button size="small" onClick={() => setLooking(row)}>
                  {t('vouchers.look')}
                </Button>
              )}
              <Button size="small" onClick={() => take(row)}>
                {t('signed.download')}
              </Button>
              {row.origin === 'ours' && row.state === 'kept' && may('receipt.amend') && (
                <Button size="small" type="text" onClick={() => setWithdrawing(row)}>
                  {t('signed.withdraw')}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
      {open && may('receipt.record') && (
        <Button size="small" onClick={() => setKeeping(true)}>
          <Icon name="plus" /> {t('vouchers.keep')}
        </Button>
      )}
      {keeping && <KeepVoucher of={of} onClose={() => setKeeping(false)} />}
      {looking && <Look voucher={looking} onTake={() => take(looking)} onClose={() => setLooking(null)} />}
      {withdrawing && (
        <ReasonDialog
          title={t('vouchers.withdraw')}
          act={t('signed.withdraw')}
          danger
          needed
          perform={({ reason }) =>
            done(() => ask('withdrawVoucher', { voucher_id: withdrawing.voucher_id, reason }), t('vouchers.withdrawn'))
          }
          onClose={() => setWithdrawing(null)}
        >
          {withdrawing.name}
        </ReasonDialog>
      )}
    </Section>
  )
}

function KeepVoucher({ of, onClose }: { of: Money; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const [file, setFile] = useState<File | null>(null)
  const [note, setNote] = useState('')
  const keep = () => ask('keepVoucher', { ...of, ...(note.trim() ? { note: note.trim() } : {}), file })
  return (
    <FormDialog
      title={t('vouchers.keep')}
      act={t('action.save')}
      ready={file !== null}
      perform={() => done(keep, t('vouchers.kept'))}
      onClose={onClose}
    >
      <FileDrop accept={voucherFiles} hint={file ? file.name : t('vouchers.hint')} onFile={setFile} />
      <TextLine label={t('columns.note')} value={note} max={500} onChange={setNote} />
    </FormDialog>
  )
}

/** The voucher over the page, as the browser shows it. */
function Look({ voucher, onTake, onClose }: { voucher: Voucher; onTake: () => void; onClose: () => void }) {
  const { t } = useTranslation()
  const [url, setUrl] = useState<string | null>(null)
  const [error, setError] = useState<unknown>(null)
  const { voucher_id, mime, name } = voucher
  useEffect(() => {
    let made: string | null = null
    let over = false
    const fetched = async () => {
      const blob = await askBlob('readKeptVoucher', { voucher_id })
      if (over) return
      made = URL.createObjectURL(new Blob([blob], { type: mime }))
      setUrl(made)
    }
    fetched().catch(setError)
    return () => {
      over = true
      if (made) URL.revokeObjectURL(made)
    }
  }, [voucher_id, mime])
  return (
    <Modal
      open
      width={900}
      title={name}
      onCancel={onClose}
      footer={<Button onClick={onTake}>{t('signed.download')}</Button>}
    >
      <Problems error={error} />
      {!url ? (
        !error && <Loading />
      ) : isPicture(mime) ? (
        <img className="voucher" src={url} alt={name} />
      ) : (
        <iframe className="voucher paper" src={url} title={name} />
      )}
    </Modal>
  )
}
