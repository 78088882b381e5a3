import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { Field } from '../ui/Field.tsx'
import { FileDrop } from '../ui/FileDrop.tsx'
import { fileText, separated } from '../ui/file-text.ts'
import { FormDialog } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import { readTotals } from './read-totals.ts'

type OldBookDialogProps = { opening: Row<'listOpenings'>; base: string; onClose: () => void }

/** Puts the old book's balances beside ours, copied out of a spreadsheet or from a text file; those of an account and customer that stand there are replaced. */
export function OldBookDialog({ opening, base, onClose }: OldBookDialogProps) {
  const { t } = useTranslation()
  const done = useDone()
  const [text, setText] = useState('')
  const { totals, wrong, sums } = readTotals(text, base)
  const { entity_id } = opening
  return (
    <FormDialog
      title={t('openings.old_book')}
      act={t('openings.old_book_act', { count: totals.length })}
      width={760}
      ready={totals.length > 0 && wrong.length === 0}
      perform={() =>
        done(
          () => ask('createOpening', [{ entity_id, items: [], totals }]),
          t('openings.old_book_taken', { count: totals.length }),
        )
      }
      onClose={onClose}
    >
      <Field label={t('openings.old_book_lines')}>
        {id => (
          <>
            <Input.TextArea
              id={id}
              value={text}
              autoFocus
              autoSize={{ minRows: 8, maxRows: 18 }}
              placeholder={`1122\tC0001\t${base}\t56500.00\n2203\tC0005\t${base}\t-30000.00`}
              onChange={event => setText(event.target.value)}
            />
            <span className="small soft">{t('openings.old_book_hint', { base })}</span>
          </>
        )}
      </Field>
      <FileDrop
        accept=".csv,.txt,.tsv"
        hint={t('openings.old_book_file')}
        onFile={file => void fileText(file).then(found => setText(separated(found)))}
      />
      {sums > 0 && <p className="soft small">{t('openings.old_book_sums', { count: sums })}</p>}
      {wrong.length > 0 && (
        <div className="problem" role="alert">
          {t('openings.old_book_unread', { count: wrong.length, line: wrong[0] })}
        </div>
      )}
    </FormDialog>
  )
}
