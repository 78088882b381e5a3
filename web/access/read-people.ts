import { rowsOf } from '../ui/file-text.ts'

/** A person as a line says it; role and department by what the organisation calls them. */
export type TypedPerson = {
  /** Where it stands in the text, from 1. */
  line: number
  said: Said
  name: string
  email: string
  code: string
  role: string | null
  department_id: string | null
}

/** A line that cannot be taken, and why: keys of `access.bring_problems`. */
export type BadLine = { line: number; said: Said; problem: Bad }
type Bad = 'name' | 'email' | 'email_twice' | 'code' | 'code_twice' | 'role' | 'department'

type Named = { name: string; name_en?: string; code: string }
type Known = {
  roles: readonly Named[]
  departments: readonly (Named & { department_id: string })[]
}
type Column = 'name' | 'email' | 'code' | 'role' | 'department'
/** A row as it was written, by its columns. */
export type Said = Record<Column, string>

const titles: readonly (readonly [Column, RegExp])[] = [
  ['email', /^(e-?mail( address)?|邮箱|电子邮箱|邮件|电子邮件)$/i],
  ['code', /^(code|no\.?|number|employee (no\.?|id|number)|工号|编码|编号|业务员编码|职员编码)$/i],
  ['role', /^(roles?|角色|岗位|职务)$/i],
  ['department', /^(department|dept\.?|部门|部门名称)$/i],
  ['name', /^(name|full name|person|salesperson|姓名|名称|业务员|人员)$/i],
]
/** The columns of people, in the order they have without headings. */
export const inOrder: readonly Column[] = ['name', 'email', 'code', 'role', 'department']

/**
 * Reads people as they are copied out of a spreadsheet: with a row of headings in any order, or without one as name,
 * e-mail, code, role, department. Roles and departments go by code or by name in either language. What cannot be taken
 * is told line by line; nothing of it is guessed.
 */
export function readPeople(text: string, known: Known): { people: TypedPerson[]; bad: BadLine[] } {
  const rows = rowsOf(text.normalize('NFKC').replace(/^\ufeff/, ''))
  const headed = headOf(rows[0]?.cells ?? [])
  const columns = headed ?? new Map(inOrder.map((name, at) => [name, at]))
  const people: TypedPerson[] = []
  const bad: BadLine[] = []
  const emails = new Set<string>()
  const codes = new Set<string>()
  for (const [at, { line, cells }] of rows.entries()) {
    if (headed && at === 0) continue
    const cell = (column: Column) => (cells[columns.get(column) ?? -1] ?? '').trim()
    const said = Object.fromEntries(inOrder.map(column => [column, cell(column)])) as Said
    const email = cell('email').toLowerCase()
    const code = cell('code')
    const role = found(known.roles, cell('role'))
    const department = found(known.departments, cell('department'))
    const problem = problemOf({
      name: cell('name') === '' || cell('name').length > 200,
      email: email !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email),
      email_twice: emails.has(email),
      code: code !== '' && !/^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,39}$/u.test(code),
      code_twice: codes.has(code),
      role: role === null && cell('role') !== '',
      department: department === null && cell('department') !== '',
    })
    if (problem) {
      bad.push({ line, said, problem })
      continue
    }
    if (email) emails.add(email)
    if (code) codes.add(code)
    people.push({
      line,
      said,
      name: cell('name'),
      email,
      code,
      role: role?.code ?? null,
      department_id: department?.department_id ?? null,
    })
  }
  return { people, bad }
}

/** The first thing that is wrong. */
const problemOf = (wrong: Record<Bad, boolean>): Bad | null =>
  (Object.entries(wrong) as [Bad, boolean][]).find(([, is]) => is)?.[0] ?? null

function found<T extends Named>(among: readonly T[], said: string): T | null {
  const plain = said.toLowerCase()
  if (plain === '') return null
  return among.find(one => [one.code, one.name, one.name_en].some(name => name?.toLowerCase() === plain)) ?? null
}

function headOf(row: readonly string[]): Map<Column, number> | null {
  const columns = new Map<Column, number>()
  for (const [name, pattern] of titles) {
    const at = row.findIndex((title, place) => pattern.test(title) && ![...columns.values()].includes(place))
    if (at >= 0) columns.set(name, at)
  }
  return columns.has('name') && columns.size > 1 ? columns : null
}
