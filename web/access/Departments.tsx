import { Button } from 'antd'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useMay } from '../session.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Section } from '../ui/Page.tsx'
import { useDone } from '../ui/useDone.ts'
import { ListTools } from '../views/ListTools.tsx'

type Department = Row<'listDepartments'>

/** The departments customers and people belong to. */
export function Departments() {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const asked = useAnswer('listDepartments', {})
  const [editing, setEditing] = useState<Department | 'new' | null>(null)
  const flip = (row: Department) =>
    void done(
      () => ask('changeDepartment', { department_id: row.department_id, archived: !row.archived }),
      t('organisation.department_saved'),
    )
  return (
    <Section title={t('organisation.departments')}>
      <DataTable<Department>
        label={t('organisation.departments')}
        tools={() => <ListTools list={null} report="departments" question={{}} fields={null} />}
        columns={columnsOf(t, may('entity.manage') ? { edit: setEditing, flip } : null)}
        rows={asked.data?.rows ?? []}
        rowKey={row => row.department_id}
        rowClass={row => (row.archived ? 'quiet' : '')}
        empty={{ title: t('organisation.no_department') }}
        loading={asked.isFetching}
        error={asked.error}
        retry={() => void asked.refetch()}
      />
      {may('entity.manage') && (
        <p>
          <Button onClick={() => setEditing('new')}>{t('organisation.add_department')}</Button>
        </p>
      )}
      {editing && (
        <DepartmentDialog {...(editing === 'new' ? {} : { department: editing })} onClose={() => setEditing(null)} />
      )}
    </Section>
  )
}

type Deeds = { edit: (row: Department) => void; flip: (row: Department) => void }

function columnsOf(t: TFunction, deeds: Deeds | null): DataColumn<Department>[] {
  return [
    { key: 'code', title: t('access.code'), cell: row => <span className="num">{row.code}</span>, width: 120 },
    { key: 'name', title: t('columns.name'), cell: row => row.name, width: 300, card: 'head' },
    {
      key: 'state',
      title: t('columns.state'),
      cell: row => row.archived && <span className="tag">{t('terms.archived')}</span>,
      width: 110,
      card: 'figure',
    },
    {
      key: 'act',
      title: <span className="hidden-but-read">{t('action.act')}</span>,
      width: 200,
      cell: row =>
        deeds && (
          <span className="row-of-buttons">
            <Button size="small" onClick={() => deeds.edit(row)}>
              {t('organisation.rename')}
            </Button>
            <Button size="small" onClick={() => deeds.flip(row)}>
              {row.archived ? t('access.enable') : t('access.disable')}
            </Button>
          </span>
        ),
    },
  ]
}

function DepartmentDialog({ department, onClose }: { department?: Department; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const [code, setCode] = useState(department?.code ?? '')
  const [name, setName] = useState(department?.name ?? '')
  return (
    <FormDialog
      title={department ? `${department.code} ${department.name}` : t('organisation.add_department')}
      act={t('action.save')}
      ready={code.trim() !== '' && name.trim() !== ''}
      perform={() =>
        done(
          () =>
            department
              ? ask('changeDepartment', { department_id: department.department_id, name: name.trim() })
              : ask('createDepartments', [{ code: code.trim(), name: name.trim() }]),
          t('organisation.department_saved'),
        )
      }
      onClose={onClose}
    >
      {!department && <TextLine label={t('access.code')} value={code} onChange={setCode} max={40} focus />}
      <TextLine label={t('columns.name')} value={name} onChange={setName} />
    </FormDialog>
  )
}
