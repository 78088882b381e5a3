import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runJobs } from '../testing/import-file.ts'
import { testHouse, testOrganisation } from '../testing/organisation.ts'
import { lying, multipart } from '../testing/upload.ts'

await testHouse()

test('[IMP-20] what is kept of an import is sealed; it is looked at again, brought in, told what it refused, and run again', async () => {
  const org = await testOrganisation()
  const phone = `139${Math.floor(Math.random() * 1e8)
    .toString()
    .padStart(8, '0')}`
  const content = `number,name,contact name,phone\nS1,Sealed Ltd,Ann,${phone}\nS2,,Ben,${phone}\n`
  const { body, headers } = multipart({ kind: 'customers' }, { name: 'customers.csv', content })
  const seen = await org.admin.post('/api/imports/preview', body, headers)
  assert.equal(seen.status, 200, JSON.stringify(seen.body))
  assert.deepEqual(await lying(phone), [], 'neither kept nor left on its way')

  const { file_id } = seen.body
  const again = multipart({ kind: 'customers', file_id })
  assert.equal((await org.admin.post('/api/imports/preview', again.body, again.headers)).body.understood.length, 2)
  const bring = async () => {
    const asked = multipart({ kind: 'customers', file_id, map: JSON.stringify(seen.body.map) })
    const started = await org.admin.post('/api/imports', asked.body, asked.headers)
    assert.equal(started.status, 200, JSON.stringify(started.body))
    await runJobs(org)
    return (await org.admin.get(`/api/imports/${started.body.import_id}`)).body
  }
  const done = await bring()
  assert.deepEqual([done.state, Number(done.rows_ok), Number(done.rows_refused)], ['done', 1, 1])
  const file = await org.admin.post(`/api/imports/${done.import_id}/refusals/file`, { locale: 'en' })
  assert.match(String(file.body), new RegExp(`3,.*S2,,Ben,${phone}`))
  const repeated = await bring()
  assert.deepEqual([repeated.state, Number(repeated.rows_ok), Number(repeated.rows_known)], ['done', 0, 1])
  assert.deepEqual(await lying(phone), [], 'no copy is left of the reading')

  const refused = multipart({ kind: 'customers' }, { name: 'no.pdf', content: `%PDF-1.4 ${phone}` })
  assert.equal(
    (await org.admin.post('/api/imports/preview', refused.body, refused.headers)).body.code,
    'file_not_a_table',
  )
  assert.deepEqual(await lying(phone), [], 'nor of what was refused')
})
