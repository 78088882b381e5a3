import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { testFiles } from '../testing/house.ts'
import { testHouse, testOrganisation } from '../testing/organisation.ts'
import { importCommand } from './cli.ts'

const { modules } = await testHouse()

test('[IMP-9] the command brings a file in, tells its totals, and writes the refused rows beside it', async t => {
  const org = await testOrganisation()
  const folder = await mkdtemp(join(tmpdir(), 'duebook-import-'))
  t.after(() => rm(folder, { recursive: true }))
  const [file, map] = [join(folder, 'open.csv'), join(folder, 'map.json')]
  await writeFile(file, 'customer,number,day,amount\nC1,A1,2026-01-05,10.00\nC1,A2,2026-02-30,10.00\n')
  const columns = { customer_number: 'customer', number: 'number', issued_on: 'day', amount: 'amount' }
  await writeFile(map, JSON.stringify({ columns, create_customers: true }))
  const actor = await modules.jobs.actorOf(org.org_id, org.admin.person_id)
  assert.ok(actor)
  const app = {
    modules,
    settings: { home: testFiles },
    findPerson: async () => ({ org_id: org.org_id, actor: async () => actor }),
  }
  const lines: string[] = []
  const heard = (text: unknown) => lines.push(String(text)) > 0
  const mocks = [t.mock.method(process.stdout, 'write', heard), t.mock.method(process.stderr, 'write', heard)]
  const run = (...args: string[]) => importCommand(args, app)
  const statuses = [
    await run('invoices', file),
    await run('invoices', file, '--map', map, '--dry-run'),
    await run('invoices', file, '--map', map),
  ]
  for (const mock of mocks) mock.mock.restore()
  assert.deepEqual(statuses, [64, 1, 1])
  const told = lines.join('')
  assert.match(told, /done: 1 would be taken in, 0 known already, 1 refused/)
  assert.match(told, /done: 1 taken in, 0 known already, 1 refused\n {2}E1 CNY 10\.00 in 1\n/)
  assert.match(told, /row 3: /)
  assert.match(
    await readFile(join(folder, 'open.refused.csv'), 'utf8'),
    /^\ufeffRow,Reasons,customer.*\r\n3,[^\n]*2026-02-30/s,
  )
})
