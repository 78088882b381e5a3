import assert from 'node:assert/strict'
import { test } from 'node:test'
import { create, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'
import { textOfPdf } from '../testing/pdf-text.ts'
import { standardTemplates } from './standard-templates.ts'
import { decideTemplate, fillTemplate } from './templates.ts'

const house = await testHouse()

test('[CTR-12] the wordings of the house name only what a contract knows', () => {
  for (const { body } of standardTemplates) assert.deepEqual(decideTemplate(body), [])
})

test('[CTR-12] a place that names nothing, or a table in the middle of a line, is refused with its line', () => {
  const problems = decideTemplate('# {{contract.title}}\nA {{customer.nmae}} b {{lines}}\n{{ lines }}')
  assert.deepEqual(
    problems.map(({ code, params }) => [code, params.placeholder, params.line]),
    [
      ['placeholder_unknown', 'customer.nmae', 2],
      ['placeholder_unknown', 'lines', 2],
    ],
  )
})

test('[CTR-12] what a contract does not say is left to be filled in by hand, and told', () => {
  const { parts, missing } = fillTemplate('# {{contract.title}}\n\n## One\n\n{{lines}}\n\nBy {{contract.ends_on}}.', {
    'contract.title': 'Pumps {{lines}}',
  })
  assert.deepEqual(parts, [
    { kind: 'title', text: 'Pumps {{lines}}' },
    { kind: 'heading', text: 'One' },
    { kind: 'lines', text: '' },
    { kind: 'text', text: 'By ＿＿＿＿.' },
  ])
  assert.deepEqual(missing, ['contract.ends_on'])
})

test('[CTR-12] a wording is written in versions, and a contract is drawn up from the latest', async () => {
  const org = await founded()
  const [entity_id] = org.entities
  await create(org, { number: 'K1', name: '买方公司', accounts: [{ entity_id, terms_code: 'net30' }] })
  const lines = [{ description: '泵', quantity: '2', unit: '台', amount_minor: '100000', tax_code: 'VAT13' }]
  const draft = { customer_number: 'K1', entity_id, title: '泵的买卖', kind: 'goods', signed_on: '2026-01-05', lines }
  const contract_id = (await done(org.admin, '/api/contracts', draft)).rows[0].contract_id as string
  const put = (body: object) => org.admin.put('/api/contract-templates/own', { name: 'Own', locale: 'zh', ...body })
  assert.equal((await put({ version: 0, body: 'x {{nothing.here}}' })).body.code, 'placeholder_unknown')
  assert.equal((await put({ version: 0, body: '# {{contract.title}}\n\nOld' })).body.version, 1)
  assert.equal((await put({ version: 0, body: 'x' })).body.code, 'changed_meanwhile')
  assert.equal(
    (await put({ version: 1, body: '# {{contract.title}}\n\n给 {{customer.name}}\n\n{{lines}}' })).body.version,
    2,
  )
  const headers = { authorization: `Bearer ${org.admin.token}`, 'idempotency-key': 'draw' }
  const print = (code: string) =>
    house.app.inject({ method: 'POST', url: '/api/papers/contracts', headers, payload: { contract_id, code } })
  const answer = await print('own')
  assert.equal(answer.statusCode, 200, answer.body.slice(0, 300))
  const text = textOfPdf(answer.rawPayload).join('').replaceAll('\n', '')
  for (const part of ['泵的买卖', '买方公司', '2 台']) assert.ok(text.includes(part), text)
  assert.equal(
    (await org.admin.post('/api/papers/contracts', { contract_id, code: 'none' })).body.code,
    'contract_template_unknown',
  )
  const codes = async (query: Record<string, string>) =>
    (await org.admin.get('/api/contract-templates', query)).body.rows.map((row: { code: string }) => row.code)
  assert.deepEqual(await codes({}), ['own', 'sale-zh', 'sale-en'])
  await put({ version: 2, body: 'x', retired: true })
  assert.deepEqual(await codes({}), ['sale-zh', 'sale-en'])
})
