import { useLocation } from '@tanstack/react-router'
import { Button, Checkbox, Popover } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ahead } from '../ahead.ts'
import { ask, type Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { queries } from '../queries.ts'
import { useMay } from '../session.ts'
import { useColumnChoice } from '../ui/column-choice.ts'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Icon } from '../ui/Icon.tsx'
import { toast } from '../ui/toast.tsx'
import { stringifySearch, type Url } from '../ui/url.ts'
import { useTools } from '../ui/useActions.ts'
import { stateOf, useOpenView, usePreferredView } from './open-view.ts'

type View = Row<'listViews'>

/** What is open over a list for the moment belongs to no view of it. */
const passing = [
  'item',
  'task',
  'cell',
  'tab',
  'request',
  'letter',
  'agreement',
  'reminder',
  'waiting',
  'event',
  'new',
  'new_for',
  'new_of',
  'entry',
  'charge',
  'advice',
  'offer',
  'draft',
]
const lasting = (url: Url): Url => Object.fromEntries(Object.entries(url).filter(([key]) => !passing.includes(key)))

const askAnew = () => queries.invalidateQueries({ queryKey: ['listViews'] })

/** The views kept of a list: filters, order and columns under a name. `list` also names the table whose columns they hold. */
export function ViewMenu({ list }: { list: string }) {
  const { t } = useTranslation()
  const openView = useOpenView()
  const { onError } = useTools()
  const search = useLocation({
    select: location => stringifySearch(stateOf(list, lasting(location.search as Url))).slice(1),
  })
  const [open, setOpen] = useState(false)
  const [keeping, setKeeping] = useState(false)
  const [renaming, setRenaming] = useState<View | null>(null)
  const answer = useAnswer('listViews', { list, limit: 200 }).data
  const views = answer?.rows ?? []
  usePreferredView(list, search, answer?.rows ?? null)
  const now = views.find(view => view.search === search && search !== '')
  const show = (view: View | null) => {
    openView(list, view)
    setOpen(false)
  }
  const remove = async (view: View) => {
    try {
      await ask('removeView', { view_id: view.view_id })
      toast('well', t('views.removed'))
    } catch (error) {
      onError(error)
    }
    await askAnew()
  }
  const prefer = async (view: View) => {
    const next = view.preferred ? null : view.view_id
    try {
      await ahead(
        {
          listViews: answer => ({
            ...answer,
            rows: answer.rows.map(row => (row.list === list ? { ...row, preferred: row.view_id === next } : row)),
          }),
        },
        () => ask('preferView', { list, view_id: next }),
      )
      toast('well', t(view.preferred ? 'views.preferred_none' : 'views.preferred_now'))
    } catch (error) {
      onError(error)
    }
  }
  const part = (rows: readonly View[], head: string) =>
    rows.length > 0 && (
      <>
        <div className="label">{head}</div>
        <ul>
          {rows.map(view => (
            <li key={view.view_id}>
              <button type="button" className="plain" aria-current={view === now} onClick={() => show(view)}>
                {view.mine ? view.name : t('views.by', { name: view.name, by: view.by_name })}
              </button>
              <button
                type="button"
                className={view.preferred ? 'plain preferred' : 'plain'}
                aria-pressed={view.preferred}
                aria-label={t('views.prefer', { name: view.name })}
                title={t(view.preferred ? 'views.preferred' : 'views.prefer', { name: view.name })}
                onClick={() => void prefer(view)}
              >
                <Icon name="pin" size={13} />
              </button>
              {view.mine && (
                <button
                  type="button"
                  className="plain"
                  aria-label={t('views.rename_named', { name: view.name })}
                  title={t('views.rename_named', { name: view.name })}
                  onClick={() => {
                    setOpen(false)
                    setRenaming(view)
                  }}
                >
                  <Icon name="pen" size={13} />
                </button>
              )}
              {view.mine && (
                <button
                  type="button"
                  className="plain"
                  aria-label={t('views.remove', { name: view.name })}
                  title={t('views.remove', { name: view.name })}
                  onClick={() => void remove(view)}
                >
                  <Icon name="cross" size={13} />
                </button>
              )}
            </li>
          ))}
        </ul>
      </>
    )
  const content = (
    <div className="column-menu view-menu">
      {views.length === 0 && <p className="soft">{t('views.none')}</p>}
      {part(
        views.filter(view => view.mine),
        t('views.mine'),
      )}
      {part(
        views.filter(view => !view.mine),
        t('views.shared'),
      )}
      <Button size="small" type="text" onClick={() => show(null)}>
        {t('views.all')}
      </Button>
      <Button
        size="small"
        type="text"
        icon={<Icon name="plus" size={13} />}
        onClick={() => {
          setOpen(false)
          setKeeping(true)
        }}
      >
        {t('views.keep')}
      </Button>
    </div>
  )
  return (
    <>
      <Popover trigger="click" placement="bottomRight" open={open} onOpenChange={setOpen} content={content}>
        <Button size="small" type="text" icon={<Icon name="registers" size={14} />}>
          {now?.name ?? t('views.views')}
        </Button>
      </Popover>
      {keeping && <KeepDialog list={list} search={search} before={now} onClose={() => setKeeping(false)} />}
      {renaming && <RenameDialog view={renaming} onClose={() => setRenaming(null)} />}
    </>
  )
}

type KeepProps = { list: string; search: string; before: View | undefined; onClose: () => void }

function KeepDialog({ list, search, before, onClose }: KeepProps) {
  const { t } = useTranslation()
  const may = useMay()
  const choice = useColumnChoice(list)
  const [name, setName] = useState(before?.mine ? before.name : '')
  const [shared, setShared] = useState(before?.mine ? before.shared : false)
  const perform = async () => {
    const columns = choice && { order: [...choice.order], hidden: [...choice.hidden] }
    const { replaced } = await ask('saveView', { list, name: name.trim(), search, columns, shared })
    toast('well', t(replaced ? 'views.replaced' : 'views.kept'))
    await askAnew()
  }
  return (
    <FormDialog
      title={t('views.keep')}
      act={t('action.save')}
      ready={name.trim() !== ''}
      perform={perform}
      onClose={onClose}
    >
      <p className="soft">{t('views.keep_hint')}</p>
      <TextLine label={t('views.name')} value={name} max={60} onChange={setName} focus />
      {may('comment.write') && (
        <Checkbox checked={shared} onChange={event => setShared(event.target.checked)}>
          {t('views.share')}
        </Checkbox>
      )}
    </FormDialog>
  )
}

function RenameDialog({ view, onClose }: { view: View; onClose: () => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(view.name)
  const perform = async () => {
    await ask('renameView', { view_id: view.view_id, name: name.trim() })
    toast('well', t('views.renamed'))
    await askAnew()
  }
  return (
    <FormDialog
      title={t('views.rename')}
      act={t('action.save')}
      ready={name.trim() !== '' && name.trim() !== view.name}
      perform={perform}
      onClose={onClose}
    >
      <TextLine label={t('views.name')} value={name} max={60} onChange={setName} focus />
    </FormDialog>
  )
}
