import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, Parked, Refused } from '../client.ts'
import { saveText } from '../imports/save-text.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { queries } from '../queries.ts'
import { Field } from '../ui/Field.tsx'
import { FileDrop } from '../ui/FileDrop.tsx'
import { Icon } from '../ui/Icon.tsx'
import { copied } from '../ui/file-text.ts'
import { focusFirst } from '../ui/focus-back.ts'
import { letGo } from '../ui/form-guard.ts'
import { Problems, problemsOf, useSentence } from '../ui/problems.tsx'
import { type Brought, BroughtPeople } from './BroughtPeople.tsx'
import { PeoplePreview, type Previewed } from './PeoplePreview.tsx'
import { peopleSample } from './people-sample.ts'
import { readPeople, type TypedPerson } from './read-people.ts'
import { useRoles } from './roles.ts'

const days = 14
/** How many come in at once. */
const most = 1000

/**
 * Brings people in from a spreadsheet, pasted or as a file: each line a person, invited where it has an e-mail, with a
 * role where one stands there. What will become of each line is seen before; one that cannot be taken says why, is left
 * out, and can be mended in the text. A role that may not be given is refused by name, and the person stands there
 * without it.
 */
export function BringPeopleDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const sentence = useSentence()
  const { roles } = useRoles()
  const departments = useAnswer('listDepartments', { archived: false }).data?.rows ?? []
  const [text, setText] = useState('')
  const [taken, setTaken] = useState<ReadonlyMap<string, string>>(new Map())
  const [busy, setBusy] = useState(false)
  const [reading, setReading] = useState(false)
  const [cut, setCut] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [brought, setBrought] = useState<readonly Brought[] | null>(null)
  const read = readPeople(text, { roles, departments })
  const people = read.people.filter(one => !taken.has(keyOf(one)))
  const rows: Previewed[] = [
    ...read.bad.map(one => ({ ...one, why: t(`access.bring_problems.${one.problem}`) })),
    ...read.people.map(one => ({ ...one, why: taken.get(keyOf(one)) ?? null })),
  ].toSorted((a, b) => a.line - b.line)
  const left_out = rows.filter(row => row.why !== null).length

  const setLines = (lines: string) => {
    setText(lines)
    setTaken(new Map())
    setError(null)
  }
  const takeFile = async (file: File) => {
    setReading(true)
    setError(null)
    try {
      const table = await ask('readTable', { file })
      setLines(copied(table.rows))
      setCut(table.cut)
    } catch (problem) {
      setError(problem)
    }
    setReading(false)
  }
  const begin = async () => {
    setBusy(true)
    setError(null)
    try {
      const { rows } = await ask('createPeople', people.map(draftOf(language)))
      const standing = people.map((person, at) => ({ ...person, person_id: rows[at]?.person_id ?? '' }))
      letGo()
      await goOn(standing)
    } catch (problem) {
      // What is taken already is known only there: those lines are left out, and the others can still come.
      const lines = problemsOf(problem).filter(one => one.code !== 'internal' && one.code !== 'network')
      const found = lines.flatMap(one => {
        const person = people[one.index]
        return person && people.length > 1 ? [[keyOf(person), sentence(one)] as const] : []
      })
      if (problem instanceof Refused && problem.status < 500 && found.length > 0 && found.length < people.length)
        setTaken(new Map([...taken, ...found]))
      else setError(problem)
    }
    setBusy(false)
  }
  const goOn = async (standing: readonly Brought[]) => {
    setBusy(true)
    const rows = [...standing]
    for (const [at, one] of rows.entries()) {
      rows[at] = await complete(one)
      setBrought([...rows])
    }
    void queries.invalidateQueries()
    setBusy(false)
  }

  if (brought)
    return <BroughtPeople rows={brought} busy={busy} days={days} onRetry={() => void goOn(brought)} onClose={onClose} />
  return (
    <Modal
      open
      title={t('access.bring')}
      width={860}
      okText={t('access.bring_act', { count: people.length })}
      cancelText={t('action.cancel')}
      okButtonProps={{ disabled: people.length === 0 || people.length > most }}
      confirmLoading={busy}
      mask={{ closable: false }}
      afterOpenChange={focusFirst}
      onOk={() => void begin()}
      onCancel={onClose}
    >
      <div className="form-dialog">
        <Field label={t('access.bring_lines')}>
          {id => (
            <>
              <Input.TextArea
                id={id}
                value={text}
                autoFocus
                data-focus
                autoSize={{ minRows: 4, maxRows: 10 }}
                placeholder={peopleSample(language).split('\n').slice(0, 3).join('\n').replaceAll(',', '\t')}
                onChange={event => setLines(event.target.value)}
              />
              <span className="small soft">{t('access.bring_hint')}</span>
            </>
          )}
        </Field>
        <FileDrop
          accept=".xlsx,.xls,.csv,.txt,.tsv"
          hint={t('access.bring_file')}
          busy={reading}
          onFile={file => void takeFile(file)}
        />
        <div>
          <Button
            size="small"
            icon={<Icon name="download" />}
            onClick={() =>
              saveText(`${t('access.bring_sample')}.csv`, `\ufeff${peopleSample(language)}`, 'text/csv;charset=utf-8')
            }
          >
            {t('action.sample')}
          </Button>
        </div>
        {(cut || people.length > most) && (
          <div className="problem" role="alert">
            {t('access.bring_cut', { count: most })}
          </div>
        )}
        {rows.length > 0 && (
          <div>
            <div className={left_out > 0 ? 'small wrong' : 'small soft'} role="status">
              {left_out > 0
                ? t('access.bring_bad', { count: left_out })
                : t('access.bring_good', { count: people.length })}
            </div>
            <PeoplePreview rows={rows} />
          </div>
        )}
        <Problems error={error} />
      </div>
    </Modal>
  )
}

const keyOf = (person: TypedPerson) => `${person.line} ${person.email} ${person.code}`

const draftOf =
  (locale: 'en' | 'zh') =>
  ({ name, code, email, department_id }: TypedPerson) => ({
    name,
    locale,
    ...(code ? { code } : {}),
    ...(email ? { email } : {}),
    ...(department_id ? { department_id } : {}),
  })

/** Does what is left to do for a person who stands there: the invitation, then the role. */
async function complete(one: Brought): Promise<Brought> {
  let row = one
  if (row.email && !row.link)
    try {
      const { link } = await ask('invite', { person_id: row.person_id, days })
      row = { ...row, link, invite_error: null }
    } catch (error) {
      row = { ...row, invite_error: error }
    }
  if (row.role && !row.given)
    try {
      await ask('giveGrant', { person_id: row.person_id, role: row.role })
      row = { ...row, given: 'given', role_error: null }
    } catch (error) {
      row = error instanceof Parked ? { ...row, given: 'waits', role_error: null } : { ...row, role_error: error }
    }
  return row
}
