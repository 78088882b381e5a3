import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { askDoor } from '../client.ts'
import { queries } from '../queries.ts'
import { useMe } from '../session.ts'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { toast } from '../ui/toast.tsx'
import { EnrolSecondFactor } from './EnrolSecondFactor.tsx'

type Deed = 'enrol' | 'codes' | 'off'

/** The second factor of one's own account: set it up, get new backup codes, take it off where the role allows. */
export function SecondFactor() {
  const { t } = useTranslation()
  const { enrolled, required } = useMe().second_factor
  const [deed, setDeed] = useState<Deed | null>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const close = () => setDeed(null)
  const changed = (said: string) => {
    toast('well', said)
    void queries.invalidateQueries({ queryKey: ['me'] })
  }
  return (
    <span className="row-of-buttons">
      <span className={`tag ${enrolled ? 'well' : required ? 'wrong' : 'waits'}`}>
        {enrolled ? t('security.factor_on') : t('security.factor_off')}
      </span>
      {!enrolled && (
        <Button size="small" type="primary" onClick={() => setDeed('enrol')}>
          {t('door.enrol')}
        </Button>
      )}
      {enrolled && (
        <Button size="small" onClick={() => setDeed('codes')}>
          {t('security.new_codes')}
        </Button>
      )}
      {enrolled && !required && (
        <Button size="small" onClick={() => setDeed('off')}>
          {t('security.take_off')}
        </Button>
      )}
      {deed === 'enrol' && (
        <Modal open title={t('door.enrol')} footer={null} onCancel={close} width={440}>
          <EnrolSecondFactor
            password=""
            optional
            onDone={() => {
              close()
              changed(t('security.factor_set'))
              return Promise.resolve()
            }}
          />
        </Modal>
      )}
      {deed === 'codes' && (
        <Confirm
          title={t('security.new_codes')}
          hint={t('security.new_codes_hint')}
          perform={async password => {
            const answer = await askDoor('/two-factor/generate-backup-codes', { password })
            setCodes(answer.backup_codes ?? [])
          }}
          onClose={close}
        />
      )}
      {deed === 'off' && (
        <Confirm
          title={t('security.take_off')}
          hint={t('security.take_off_hint')}
          perform={async password => {
            await askDoor('/two-factor/disable', { password })
            changed(t('security.factor_gone'))
          }}
          onClose={close}
        />
      )}
      {codes && (
        <Modal
          open
          title={t('security.new_codes')}
          onCancel={() => setCodes(null)}
          onOk={() => setCodes(null)}
          okText={t('security.kept')}
          cancelButtonProps={{ style: { display: 'none' } }}
        >
          <p>{t('door.keep_codes')}</p>
          <div className="codes num">{codes.join('\n')}</div>
        </Modal>
      )}
    </span>
  )
}

type ConfirmProps = { title: string; hint: string; perform: (password: string) => Promise<void>; onClose: () => void }

function Confirm({ title, hint, perform, onClose }: ConfirmProps) {
  const { t } = useTranslation()
  const [password, setPassword] = useState('')
  return (
    <FormDialog title={title} act={title} ready={password !== ''} perform={() => perform(password)} onClose={onClose}>
      <p className="soft">{hint}</p>
      <TextLine
        label={t('door.password')}
        type="password"
        name="current-password"
        value={password}
        onChange={setPassword}
        focus
      />
    </FormDialog>
  )
}
