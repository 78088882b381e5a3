import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useMe } from '../session.ts'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Count, Day } from '../ui/Money.tsx'
import { Wait } from '../ui/states.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'

/** Says what undoing the set-up takes back and what stands in the way, asks for the organisation's name, and undoes it. */
export function UndoSetUpDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const plan = useAnswer('setUpToUndo', {})
  const [confirm, setConfirm] = useState('')
  const [reason, setReason] = useState('')
  const { name } = me.organisation
  const found = plan.data
  const free = found !== undefined && found.locked.length === 0 && found.imports.length + found.openings.length > 0
  return (
    <FormDialog
      title={t('set_up.undo')}
      act={t('set_up.undo_act')}
      width={640}
      ready={free && confirm.trim() === name.trim() && reason.trim() !== ''}
      perform={() => done(() => ask('undoSetUp', { confirm, reason: reason.trim() }), t('set_up.undo_started'))}
      onClose={onClose}
    >
      <Wait for={plan} lines={4}>
        {({ imports, openings, locked }) =>
          locked.length > 0 ? (
            <p className="problem">{t('set_up.undo_locked', { entities: locked.join(', ') })}</p>
          ) : imports.length + openings.length === 0 ? (
            <p>{t('set_up.undo_nothing')}</p>
          ) : (
            <>
              <p>{t('set_up.undo_hint')}</p>
              <ul className="undo-list">
                {imports.map(row => (
                  <li key={row.import_id}>
                    {t(`import.kinds.${row.kind}`)} · {row.file_name} · <Count of={row.rows} />{' '}
                    {t('table.rows', { count: row.rows })}
                  </li>
                ))}
                {openings.map(row => (
                  <li key={row.opening_id}>
                    {t('set_up.undo_opening', { entity: row.entity_code, count: row.items })} ·{' '}
                    <Day day={row.cutover_on} />
                  </li>
                ))}
              </ul>
              <TextLine label={t('set_up.undo_confirm', { name })} value={confirm} onChange={setConfirm} />
              <TextArea label={t('field.reason')} value={reason} onChange={setReason} />
            </>
          )
        }
      </Wait>
    </FormDialog>
  )
}
