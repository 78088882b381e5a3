import { Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { EntityChoice } from '../ledger/EntityField.tsx'
import { useAnswer } from '../lists.ts'
import { useEntities } from '../session.ts'
import { FormDialog } from '../ui/FormDialog.tsx'
import { Wait } from '../ui/states.tsx'
import { useDone } from '../ui/useDone.ts'
import type { Customer } from './actions.ts'

type Grade = 'A' | 'B' | 'C' | 'none'
type AskProps = {
  /** These; else all whose file is due for review, of these grades. */
  customers?: readonly Customer[]
  grade?: readonly Grade[]
  /** Shows how the asking goes. */
  onBegun: (asking_id: string) => void
  onClose: () => void
}

/** Asks customers, many at once, to confirm what we hold of them; how it goes is shown by the asking itself. */
export function AskForData({ customers, grade = [], onBegun, onClose }: AskProps) {
  const { t } = useTranslation()
  const done = useDone()
  const entities = useEntities().data?.rows ?? []
  const [chosen, choose] = useState<string | undefined>()
  const [byHand, setByHand] = useState(false)
  const entity_id = chosen ?? entities[0]?.entity_id ?? ''
  const asked = useAnswer('previewAsking', { entity_id, grade: [...grade] }, entity_id !== '')
  const who = customers
    ? { customer_ids: customers.map(one => one.customer_id) }
    : grade.length > 0
      ? { grade: [...grade] }
      : {}
  const count = customers?.length ?? asked.data?.due ?? 0
  const send = async () => {
    const { asking_id } = await ask('beginAsking', { entity_id, by_hand: byHand, ...who })
    onBegun(asking_id)
  }
  return (
    <FormDialog
      title={t('askings.ask')}
      act={t('askings.begin', { count })}
      ready={entity_id !== '' && count > 0}
      perform={() => done(send, t('askings.begun'))}
      onClose={onClose}
    >
      <p className="soft">{t('askings.hint')}</p>
      {entities.length > 1 && <EntityChoice value={entity_id} onChange={choose} />}
      {entity_id !== '' && (
        <Wait for={asked}>
          {({ due, with_address, asked: before, mail }) => (
            <>
              {customers ? (
                <p>{t('askings.picked', { count })}</p>
              ) : (
                <p>{t('askings.due', { count: due, with_address, before })}</p>
              )}
              {!mail && <p className="note">{t('askings.no_mail')}</p>}
            </>
          )}
        </Wait>
      )}
      <Checkbox checked={byHand} onChange={event => setByHand(event.target.checked)}>
        {t('askings.by_hand')}
      </Checkbox>
    </FormDialog>
  )
}
