import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useMay } from '../session.ts'
import { Count } from '../ui/Money.tsx'
import { Problems } from '../ui/problems.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import { AllowanceDialog } from './AllowanceDialog.tsx'
import { OldBookDialog } from './OldBookDialog.tsx'

type OpeningDeedsProps = {
  opening: Row<'listOpenings'>
  ties: boolean
  /** Somebody asked to lock it already. */
  waiting: boolean
  base: string
  /** Whether the standard of the entity knows a loss allowance. */
  allowed: boolean
}

/** Lock an opening that ties out, or undo it as a whole. */
export function OpeningDeeds({ opening, ties, waiting, base, allowed }: OpeningDeedsProps) {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const [deed, setDeed] = useState<'lock' | 'undo' | 'old_book' | 'allowance' | null>(null)
  const { opening_id } = opening
  return (
    <>
      {may('opening.write') && !waiting && (
        <Button onClick={() => setDeed('old_book')}>{t('openings.old_book_enter')}</Button>
      )}
      {may('opening.write') && !waiting && allowed && (
        <Button onClick={() => setDeed('allowance')}>{t('openings.allowance_enter')}</Button>
      )}
      {may('opening.lock') && !waiting && (
        <Button
          type="primary"
          disabled={!ties}
          {...(ties ? {} : { title: t('openings.lock_when') })}
          onClick={() => setDeed('lock')}
        >
          {t('openings.lock')}
        </Button>
      )}
      {may('opening.undo') && (
        <Button danger onClick={() => setDeed('undo')}>
          {t('openings.undo')}
        </Button>
      )}
      {deed === 'old_book' && <OldBookDialog opening={opening} base={base} onClose={() => setDeed(null)} />}
      {deed === 'allowance' && <AllowanceDialog opening={opening} base={base} onClose={() => setDeed(null)} />}
      {deed === 'lock' && <LockDialog opening={opening} onClose={() => setDeed(null)} />}
      {deed === 'undo' && (
        <ReasonDialog
          title={t('openings.undo_title')}
          act={t('openings.undo')}
          danger
          needed
          perform={({ reason }) => done(() => ask('undoOpening', { opening_id, reason }), t('openings.undone'))}
          onClose={() => setDeed(null)}
        >
          {t('openings.undo_hint')}
        </ReasonDialog>
      )}
    </>
  )
}

function LockDialog({ opening, onClose }: { opening: Row<'listOpenings'>; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const { opening_id } = opening
  const lock = async () => {
    setBusy(true)
    setError(null)
    try {
      await done(() => ask('lockOpening', { opening_id }), t('openings.locked'))
      onClose()
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open
      title={t('openings.lock_title')}
      okText={t('openings.lock')}
      cancelText={t('action.cancel')}
      confirmLoading={busy}
      onOk={() => void lock()}
      onCancel={onClose}
    >
      <div style={{ display: 'grid', gap: 12 }}>
        <p>
          <strong>{opening.entity_code}</strong> · {t('item.items')} <Count of={opening.items} />
        </p>
        <p className="soft">{t('openings.lock_hint')}</p>
        <Problems error={error} />
      </div>
    </Modal>
  )
}
