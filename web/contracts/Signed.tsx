import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask, askContent, type Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useMay, useMe } from '../session.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { DayField } from '../ui/Field.tsx'
import { FileDrop } from '../ui/FileDrop.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { lookAt } from '../ui/look-at.ts'
import { Day, Moment } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'

type Contract = Pick<Answer<'readContract'>, 'contract_id' | 'signed_on'>
type File_ = Row<'listSigned'>

/** The signed file of a contract, with those it took the place of. */
export function Signed({ contract }: { contract: Contract }) {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const { contract_id } = contract
  const asked = useAnswer('listSigned', { contract_id })
  const [keeping, setKeeping] = useState(false)
  const [withdrawing, setWithdrawing] = useState<File_ | null>(null)
  const rows = asked.data?.rows ?? []
  const current = rows.find(row => row.state === 'current')
  return (
    <Section title={t('signed.title')}>
      {current?.outdated && <p className="note">{t('signed.outdated', { version: current.version })}</p>}
      {may('contract.sign') && (
        <p>
          <Button onClick={() => setKeeping(true)}>{t(current ? 'signed.replace' : 'signed.keep')}</Button>
        </p>
      )}
      <DataTable<File_>
        label={t('signed.title')}
        columns={[
          {
            key: 'name',
            title: t('signed.file'),
            cell: row => (
              <span className="wraps">
                {row.name}
                {(row.reason ?? row.note) && <div className="small soft">{row.reason ?? row.note}</div>}
              </span>
            ),
            width: 192,
            card: 'head',
          },
          {
            key: 'state',
            title: t('columns.state'),
            cell: row => (
              <span className={row.state === 'current' ? 'tag well' : 'tag'}>{t(`signed.states.${row.state}`)}</span>
            ),
            width: 84,
            card: 'figure',
          },
          {
            key: 'version',
            title: t('signed.version'),
            cell: row => t('contracts.version', { version: row.version }),
            width: 84,
          },
          {
            key: 'ours',
            title: t('signed.ours'),
            cell: row => (
              <span className="wraps">
                {row.ours_name} <Day day={row.ours_on} />
              </span>
            ),
            width: 158,
          },
          {
            key: 'theirs',
            title: t('signed.theirs'),
            cell: row => (
              <span className="wraps">
                {row.theirs_name} <Day day={row.theirs_on} />
              </span>
            ),
            width: 158,
          },
          {
            key: 'hash',
            title: 'SHA-256',
            cell: row => <span className="doc" title={row.sha256}>{`${row.sha256.slice(0, 12)}…`}</span>,
            width: 122,
          },
          {
            key: 'kept',
            title: t('registers.by'),
            cell: row => (
              <span className="wraps">
                {row.recorded_by_name} <Moment at={row.recorded_at} />
              </span>
            ),
            width: 160,
          },
          {
            key: 'act',
            title: <span className="hidden-but-read">{t('action.act')}</span>,
            width: 196,
            cell: row => (
              <span className="row-of-buttons">
                <Button
                  size="small"
                  onClick={() => lookAt(row.name, () => askContent('readSigned', { signed_id: row.signed_id }))}
                >
                  {t('file.open')}
                </Button>
                {row.state === 'current' && may('contract.amend') && (
                  <Button size="small" type="text" onClick={() => setWithdrawing(row)}>
                    {t('signed.withdraw')}
                  </Button>
                )}
              </span>
            ),
          },
        ]}
        rows={rows}
        rowKey={row => row.signed_id}
        loading={asked.isFetching}
        error={asked.error}
        retry={() => void asked.refetch()}
        empty={{ title: t('signed.none') }}
      />
      {keeping && <KeepDialog contract={contract} onClose={() => setKeeping(false)} />}
      {withdrawing && (
        <ReasonDialog
          title={t('signed.withdraw')}
          act={t('signed.withdraw')}
          danger
          needed
          perform={({ reason }) =>
            done(() => ask('withdrawSigned', { signed_id: withdrawing.signed_id, reason }), t('signed.withdrawn'))
          }
          onClose={() => setWithdrawing(null)}
        >
          {t('signed.withdraw_hint')}
        </ReasonDialog>
      )}
    </Section>
  )
}

function KeepDialog({ contract, onClose }: { contract: Contract; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const [file, setFile] = useState<File | null>(null)
  const [ours_name, setOurs] = useState(me.name)
  const [ours_on, setOursOn] = useState(contract.signed_on)
  const [theirs_name, setTheirs] = useState('')
  const [theirs_on, setTheirsOn] = useState(contract.signed_on)
  const [note, setNote] = useState('')
  const { contract_id } = contract
  const keep = () =>
    ask('keepSigned', {
      contract_id,
      ours_name: ours_name.trim(),
      ours_on,
      theirs_name: theirs_name.trim(),
      theirs_on,
      ...(note.trim() ? { note: note.trim() } : {}),
      file,
    })
  return (
    <FormDialog
      title={t('signed.keep')}
      act={t('action.save')}
      ready={file !== null && ours_name.trim() !== '' && theirs_name.trim() !== ''}
      perform={() => done(keep, t('signed.kept'))}
      onClose={onClose}
    >
      <FileDrop accept="application/pdf" hint={file ? file.name : t('signed.hint')} onFile={setFile} />
      <div className="fields-beside">
        <TextLine label={t('signed.ours')} value={ours_name} onChange={setOurs} max={100} />
        <DayField label={t('contracts.signed_on')} value={ours_on} onChange={day => day && setOursOn(day)} />
      </div>
      <div className="fields-beside">
        <TextLine label={t('signed.theirs')} value={theirs_name} onChange={setTheirs} max={100} />
        <DayField label={t('contracts.signed_on')} value={theirs_on} onChange={day => day && setTheirsOn(day)} />
      </div>
      <TextLine label={t('columns.note')} value={note} onChange={setNote} max={500} />
    </FormDialog>
  )
}
