import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, askContent, askFile, type Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useMay } from '../session.ts'
import { FileDrop } from '../ui/FileDrop.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { sizeText } from '../ui/figures.ts'
import { Icon } from '../ui/Icon.tsx'
import { lookAt } from '../ui/look-at.ts'
import { Moment } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useTools } from '../ui/useActions.ts'
import { useDone } from '../ui/useDone.ts'
import { voucherFiles } from './voucher-files.ts'

/** A receipt, or one that waits for another person. */
type Money = { receipt_id: string } | { waiting_id: string }
type Voucher = Row<'listVouchers'>

/** Vouchers of the bank beside a receipt: ours and those of the customer, to look at, to keep another, to withdraw. */
export function Vouchers({ of, open = true }: { of: Money; open?: boolean }) {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const { onError } = useTools()
  const language = useLanguage()
  const asked = useAnswer('listVouchers', of)
  const [keeping, setKeeping] = useState(false)
  const [withdrawing, setWithdrawing] = useState<Voucher | null>(null)
  const rows = asked.data?.rows ?? []
  const take = ({ voucher_id }: Voucher) => void askFile('readKeptVoucher', { voucher_id }).catch(onError)
  const look = ({ voucher_id, name }: Voucher) => lookAt(name, () => askContent('readKeptVoucher', { voucher_id }))
  return (
    <Section title={t('vouchers.title')}>
      {asked.data && rows.length === 0 && <p className="soft">{t('vouchers.none')}</p>}
      <ul className="contacts vouchers">
        {rows.map(row => (
          <li key={row.voucher_id}>
            <div>
              <button type="button" className="plain link" onClick={() => look(row)}>
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
              <Button size="small" onClick={() => look(row)}>
                {t('vouchers.look')}
              </Button>
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
