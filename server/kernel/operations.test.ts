import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from './operations.ts'

test('[KRN-30] no log line shows a password, a token or a cookie, and no error the detail of a row', () => {
  const lines: string[] = []
  const log = createLog('info', { write: line => void lines.push(line) })
  log.info({ password: 'p-1', body: { token: 't-2' }, req: { headers: { cookie: 'c-3', authorization: 'a-4' } } }, 'x')
  log.info({ headers: { 'set-cookie': 's-5' }, secret: 's-6' }, 'x')
  const error = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (email)=(d-7) exists',
    parameters: ['d-8'],
  })
  log.error({ err: error }, 'failed')
  const all = lines.join('')
  for (const hidden of ['p-1', 't-2', 'c-3', 'a-4', 's-5', 's-6', 'd-7', 'd-8'])
    assert.ok(!all.includes(hidden), hidden)
  assert.match(all, /23505/)
  assert.equal(lines.length, 3)
})
