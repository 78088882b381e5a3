import assert from 'node:assert/strict'
import { test } from 'node:test'
import { copied } from '../ui/file-text.ts'
import { readPeople } from './read-people.ts'

const known = {
  roles: [
    { code: 'sales', name: '销售', name_en: 'Sales' },
    { code: 'cashier', name: '出纳', name_en: 'Cashier' },
  ],
  departments: [{ department_id: 'd1', code: 'EAST', name: '华东部' }],
}
const told = (text: string) => {
  const { people, bad } = readPeople(text, known)
  return [
    ...people.map(one => [one.line, one.name, one.email, one.code, one.role, one.department_id].join('|')),
    ...bad.map(one => `${one.line} ${one.problem}`),
  ]
}

test('people are read with headings in any order, in both languages, roles and departments by name or code', () => {
  assert.deepEqual(told('部门\t姓名\t角色\t邮箱\nEAST\t孙一\t销售\tSun@Example.com\n华东部\t周二\tcashier\t'), [
    '2|孙一|sun@example.com||sales|d1',
    '3|周二|||cashier|d1',
  ])
  assert.deepEqual(told('Name;E-mail;Code;Role\nAnn;ann@example.com;A1;SALES'), ['2|Ann|ann@example.com|A1|sales|'])
})

test('people without headings are name, e-mail, code, role and department', () => {
  assert.deepEqual(told('孙一\tsun@example.com\tＳ１\t销售\tEAST'), ['1|孙一|sun@example.com|S1|sales|d1'])
})

test('a blank line counts, so that a line has the number it has in the file', () => {
  assert.deepEqual(told('姓名\t邮箱\n\n孙一\tsun@example.com\n\n\n周二\tzhou'), [
    '3|孙一|sun@example.com|||',
    '6 email',
  ])
})

test('rows of a workbook become the text that would have been pasted, each on its line', () => {
  const rows = [
    { row: 1, cells: ['姓名', '邮箱'] },
    { row: 3, cells: ['孙\n一', 'sun@example.com'] },
  ]
  assert.equal(copied(rows), '姓名\t邮箱\n\n孙 一\tsun@example.com')
})

test('a line that cannot be taken is told with its number and its reason', () => {
  const text = [
    'Name\tE-mail\tCode\tRole\tDepartment',
    '\tnobody@example.com',
    'Ann\tann at example.com',
    'Ben\tben@example.com\tB1',
    'Bob\tBEN@example.com',
    'Bea\t\tB1',
    'Cid\t\ta b',
    'Dan\t\t\tking',
    'Eve\t\t\t\tMoon',
  ].join('\n')
  assert.deepEqual(told(text), [
    '4|Ben|ben@example.com|B1||',
    '2 name',
    '3 email',
    '5 email_twice',
    '6 code_twice',
    '7 code',
    '8 role',
    '9 department',
  ])
})
