import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fastify } from 'fastify'
import { z } from 'zod'
import type { Database } from '../db/connect.ts'
import { type Line, query, verb, verbOfMany } from './contract.ts'
import { flag, id, minor, minorOut, page, paging, several, words } from './fields.ts'
import { openApiDocument, serveApiDocs } from './openapi.ts'
import { createKernel } from './run.ts'

const summary = { en: 'Words', zh: '文字' }
const row = z.object({ thing_id: id(), amount_minor: minorOut() })
const lines: Line[] = [
  query({
    name: 'thing.list',
    method: 'GET',
    path: '/api/things',
    permission: 'thing.read',
    summary,
    input: z.object({ ...paging, state: several(z.enum(['a', 'b'])), open: flag() }),
    output: page(row),
  }),
  query({
    name: 'thing.read',
    method: 'GET',
    path: '/api/things/:thing_id',
    permission: 'public',
    summary,
    input: z.object({ thing_id: id() }),
    output: row,
  }),
  verbOfMany({
    name: 'thing.make',
    method: 'POST',
    path: '/api/things',
    permission: 'thing.make',
    summary,
    approval: true,
    events: ['thing.made'],
    each: z.object({ name: words(50), amount_minor: minor(), note: z.string().optional() }),
    max: 100,
    output: z.array(row),
  }),
  verb({
    name: 'thing.attach',
    method: 'POST',
    path: '/api/things/:thing_id/file',
    permission: 'thing.make',
    summary,
    upload: true,
    input: z.object({ thing_id: id(), title: words(10) }),
    output: z.object({}),
  }),
  verb({
    name: 'thing.end',
    method: 'POST',
    path: '/api/things/:thing_id/end',
    permission: 'thing.make',
    summary,
    input: z.object({ thing_id: id() }),
    output: z.object({ at: z.bigint() }),
  }),
]
const kernel = createKernel({} as Database)
for (const line of lines) kernel.lines.set(line.name, { line, handler: async () => null })

test('[KRN-50] every line stands in the document with its parameters, body, answers and permission', () => {
  // oxlint-disable-next-line no-explicit-any -- a document is read by its paths
  const { paths } = JSON.parse(JSON.stringify(openApiDocument(kernel))) as { paths: Record<string, any> }
  const list = paths['/api/things'].get
  assert.equal(list.operationId, 'thing.list')
  assert.deepEqual([list.summary, list.description, list['x-permission']], ['Words', '文字', 'thing.read'])
  const named = list.parameters.map((each: { name: string; in: string; required: boolean }) => [
    each.name,
    each.in,
    each.required,
  ])
  assert.deepEqual(named, [
    ['after', 'query', false],
    ['limit', 'query', false],
    ['state', 'query', false],
    ['open', 'query', false],
  ])
  assert.deepEqual(list.parameters[2].schema.items.enum, ['a', 'b'])
  assert.equal(list.parameters[3].schema.type, 'boolean')
  const answer = list.responses[200].content['application/json'].schema
  assert.equal(answer.properties.rows.items.properties.amount_minor.type, 'string')

  const one = paths['/api/things/{thing_id}'].get
  assert.deepEqual(one.security, [])
  assert.deepEqual([one.parameters[0].in, one.parameters[0].required, one.parameters.length], ['path', true, 1])

  const make = paths['/api/things'].post
  const [each, many] = make.requestBody.content['application/json'].schema.oneOf
  assert.deepEqual(each.required, ['name', 'amount_minor'])
  assert.equal(each.properties.amount_minor.type, 'string')
  assert.deepEqual([many.type, many.minItems, many.maxItems], ['array', 1, 100])
  assert.deepEqual(make.parameters, [{ $ref: '#/components/parameters/IdempotencyKey' }])
  assert.deepEqual(make['x-events'], ['thing.made'])
  assert.ok(make.responses[202] && make.responses.default)

  const attach = paths['/api/things/{thing_id}/file'].post.requestBody.content['multipart/form-data'].schema
  assert.deepEqual(Object.keys(attach.properties), ['title', 'file'])
  const end = paths['/api/things/{thing_id}/end'].post
  assert.equal(end.requestBody, undefined)
  assert.equal(end.responses[200].content['application/json'].schema.properties.at.type, 'string')
})

test('[KRN-51] the page of the API is served by us alone and may load nothing from elsewhere', async () => {
  const http = fastify()
  await serveApiDocs(http, kernel)
  const document = await http.inject('/api/openapi.json')
  assert.equal(document.json().openapi, '3.1.0')
  const html = await http.inject('/api/docs/')
  assert.equal(html.statusCode, 200)
  const policy = String(html.headers['content-security-policy'])
  assert.match(policy, /default-src 'none'/)
  assert.doesNotMatch(policy, /https?:|\*/)
  const sources = [...html.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(match => match[1] as string)
  assert.ok(sources.length > 0)
  for (const source of sources) {
    assert.doesNotMatch(source, /^(https?:)?\/\//)
    const script = await http.inject(new URL(source, 'http://x/api/docs/').pathname)
    assert.equal(script.statusCode, 200, source)
  }
  await http.close()
})
