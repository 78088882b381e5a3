import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { dayOf, type Happening, nameOf, reasonOf, toldOf } from './happenings.ts'

const root = join(import.meta.dirname, '../..')
const happening = (name: string, data: Record<string, unknown>): Happening => ({ name, data })
const names = new Map([
  ['i1', { document_id: 'd1', currency: 'CNY' }],
  ['r1', { document_id: 'd2', currency: 'CNY' }],
])

test('every event there is has its name in both languages', () => {
  const events = [...readFileSync(join(root, 'docs/events.md'), 'utf8').matchAll(/^\| `(\w+)\.(\w+)` \|/gm)]
  assert.ok(events.length > 50)
  for (const language of ['en', 'zh']) {
    const { happened } = JSON.parse(readFileSync(join(root, `web/locales/${language}.json`), 'utf8'))
    const missing = events.filter(([, noun = '', verb = '']) => !happened[noun]?.[verb]).map(([, ...event]) => event)
    assert.deepEqual(missing, [], language)
  }
})

test('an application tells its amount in the currency of its items, and the other document alone', () => {
  const applied = happening('item.applied', {
    kind: 'application',
    amount_minor: '3000',
    applied_on: '2026-03-10',
    debit_item_id: 'i1',
    credit_item_id: 'r1',
  })
  assert.equal(nameOf(applied), 'happened.item.applied')
  assert.equal(dayOf(applied), '2026-03-10')
  assert.deepEqual(toldOf(applied, names, 'd1'), [
    { label: 'columns.amount_minor', value: { form: 'money', minor: '3000', currency: 'CNY' } },
    { label: 'record.credit', value: { form: 'name', id: 'r1' } },
  ])
  assert.equal(nameOf(happening('item.applied', { kind: 'difference' })), 'what.difference')
})

test('what changed is told with what it was, and what did not change is not', () => {
  const amended = happening('customer.amended', {
    version: 2,
    changed: {
      name: { from: '甲', to: '乙' },
      tax_id_check: { from: null, to: 'ok' },
      related_party: { from: false, to: true },
    },
  })
  assert.deepEqual(toldOf(amended, names, 's1'), [
    { label: 'columns.name', was: { form: 'text', text: '甲' }, value: { form: 'text', text: '乙' } },
    {
      label: 'columns.related_party',
      was: { form: 'word', key: 'record.no' },
      value: { form: 'word', key: 'record.yes' },
    },
  ])
  const edited = happening('invoice.amended', {
    number: 'INV-1',
    before: { reference: null, note: 'old', due_on: '2026-04-30' },
    note: 'new',
    due_on: '2026-04-30',
  })
  assert.deepEqual(toldOf(edited, names, 'd1'), [
    { label: 'columns.note', was: { form: 'text', text: 'old' }, value: { form: 'text', text: 'new' } },
  ])
  assert.equal(reasonOf(edited), null)
})

test('of a contact only the names of the fields are told', () => {
  const amended = happening('contact.amended', { changed: ['phone', 'roles'], sealed: 'x', title: 'CFO' })
  assert.deepEqual(toldOf(amended, names, 's1'), [
    { label: 'record.changed', value: { form: 'fields', keys: ['columns.phone', 'customers.about'] } },
  ])
})

test('what is taken back tells both sides of each pair, its day and its reason', () => {
  const taken = happening('item.unapplied', {
    reason: 'wrong invoice',
    rows: [{ amount_minor: '3000', applied_on: '2026-03-12', debit_item_id: 'i1', credit_item_id: 'r1' }],
  })
  assert.equal(dayOf(taken), '2026-03-12')
  assert.equal(reasonOf(taken), 'wrong invoice')
  assert.deepEqual(
    toldOf(taken, names, 'd2').map(one => one.label),
    ['columns.amount_minor', 'record.debit'],
  )
})
