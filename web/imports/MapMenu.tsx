import { Button, Dropdown, Input, Modal } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { queries } from '../queries.ts'
import { Problems } from '../ui/problems.tsx'
import { toast } from '../ui/toast.tsx'
import type { ImportMap, Kind } from './fields.ts'
import { saveText } from './save-text.ts'

/** Keeps a map under a name, takes a kept one, or moves one by file. */
export function MapMenu({ kind, map, onMap }: { kind: Kind; map: ImportMap; onMap: (map: ImportMap) => void }) {
  const { t } = useTranslation()
  const [naming, setNaming] = useState(false)
  const kept = useAnswer('listMaps', { kind }).data?.rows ?? []
  const read = async (file: File | undefined) => {
    if (!file) return
    try {
      onMap({ ...map, ...(JSON.parse(await file.text()) as ImportMap) })
    } catch {
      toast('wrong', t('errors.map_invalid'))
    }
  }
  const write = () => saveText(`${kind}.map.json`, JSON.stringify(map, null, 2), 'application/json')
  const pick = () => {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = '.json,application/json'
    input.addEventListener('change', () => void read(input.files?.[0]))
    input.click()
  }
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            ...(kept.length > 0
              ? [
                  {
                    type: 'group' as const,
                    label: t('import.kept_maps'),
                    children: kept.map(one => ({ key: `map ${one.map_id}`, label: one.name })),
                  },
                  { type: 'divider' as const },
                ]
              : []),
            { key: 'keep', label: t('import.keep_map') },
            { key: 'read', label: t('import.read_map') },
            { key: 'write', label: t('import.write_map') },
          ],
          onClick: ({ key }) => {
            const found = kept.find(one => `map ${one.map_id}` === key)
            if (found) onMap(found.map)
            if (key === 'keep') setNaming(true)
            if (key === 'read') pick()
            if (key === 'write') write()
          },
        }}
      >
        <Button>{t('import.map')}</Button>
      </Dropdown>
      {naming && <KeepMap kind={kind} map={map} onClose={() => setNaming(false)} />}
    </>
  )
}

function KeepMap({ kind, map, onClose }: { kind: Kind; map: ImportMap; onClose: () => void }) {
  const { t } = useTranslation()
  const id = useId()
  const [name, setName] = useState('')
  const [error, setError] = useState<unknown>(null)
  const keep = async () => {
    try {
      await ask('saveMap', { kind, name: name.trim(), map })
      await queries.invalidateQueries({ queryKey: ['listMaps'] })
      toast('well', t('import.map_kept'))
      onClose()
    } catch (problem) {
      setError(problem)
    }
  }
  return (
    <Modal
      open
      title={t('import.keep_map')}
      okText={t('action.save')}
      cancelText={t('action.cancel')}
      okButtonProps={{ disabled: name.trim() === '' }}
      onOk={() => void keep()}
      onCancel={onClose}
    >
      <div className="field">
        <label className="label" htmlFor={id}>
          {t('columns.name')}
        </label>
        <Input id={id} value={name} maxLength={100} onChange={event => setName(event.target.value)} />
      </div>
      <Problems error={error} />
    </Modal>
  )
}
