import scalar from '@scalar/fastify-api-reference'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type Line, waysTo } from './contract.ts'
import { refusals } from './refusals.ts'
import type { Kernel } from './run.ts'

type Schema = Record<string, unknown> & { properties?: Record<string, Schema>; required?: string[] }

const digits = '^(0|-?[1-9]\\d{0,17})$'

/** The JSON Schema of what is sent (`input`) or answered (`output`); money is digits in a string. */
function schemaOf(type: z.ZodType, io: 'input' | 'output'): Schema {
  const { $schema: _, ...schema } = z.toJSONSchema(type, {
    io,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      // oxlint-disable-next-line no-underscore-dangle -- the library's own name
      if (zodSchema._zod.def.type === 'bigint') Object.assign(jsonSchema, { type: 'string', pattern: digits })
      // An answer may grow by a field without being another answer.
      if (io === 'output') delete jsonSchema.additionalProperties
    },
  }) as Schema
  return schema
}

const problem = {
  type: 'object',
  description: 'RFC 9457. Every problem of the request at once; `code` and `params` make the sentence.',
  required: ['type', 'title', 'status', 'request_id', 'problems'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(refusals) },
    request_id: { type: 'string' },
    problems: {
      type: 'array',
      items: {
        type: 'object',
        required: ['index', 'code', 'params'],
        properties: {
          index: { type: 'integer', description: 'Which of the things sent, from 0' },
          code: { type: 'string', enum: Object.keys(refusals) },
          params: { type: 'object', additionalProperties: true },
        },
      },
    },
  },
}

const parked = {
  type: 'object',
  description: 'The request waits for a second person.',
  required: ['request_id', 'state'],
  properties: { request_id: { type: 'string', format: 'uuid' }, state: { type: 'string', const: 'waiting' } },
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'A repeat with the same key and body gets the same answer for 30 days and changes nothing again.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
}

/** The OpenAPI 3.1 document of everything that is mounted, in the order of mounting. */
export function openApiDocument(kernel: Kernel): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { line } of kernel.lines.values())
    for (const way of waysTo(line)) {
      const path = way.path.replaceAll(/:(\w+)/g, '{$1}')
      const operation = { ...operationOf(way), ...(way === line ? {} : { operationId: `${line.name}_one` }) }
      paths[path] = { ...paths[path], [way.method.toLowerCase()]: operation }
    }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Duebook',
      version: '1',
      description:
        'Names are snake_case; `_minor` is money in minor units as digits in a string, `_on` a day, `_at` an instant in UTC. Lists answer `rows` and `next`; send `next` as `after` for the next page.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Problem: problem, Parked: parked },
      parameters: { IdempotencyKey: idempotencyKey },
      responses: {
        Problem: {
          description: 'Refused',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key' },
        session: { type: 'apiKey', in: 'cookie', name: 'duebook.session_token', description: 'A browser session' },
      },
    },
  }
}

function operationOf(line: Line): Record<string, unknown> {
  const { parameters, requestBody } = requestOf(line)
  if (line.kind === 'verb') parameters.push({ $ref: '#/components/parameters/IdempotencyKey' })
  return {
    operationId: line.name,
    tags: [line.name.split('.')[0]],
    summary: line.summary.en,
    description: line.summary.zh,
    'x-kind': line.kind,
    'x-permission': line.permission,
    ...(line.events ? { 'x-events': line.events } : {}),
    ...(line.permission === 'public' ? { security: [] } : { security: [{ key: [] }, { session: [] }] }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(requestBody ? { requestBody } : {}),
    responses: {
      200: answerOf(line),
      ...(line.approval
        ? {
            202: {
              description: 'Waits for a second person',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Parked' } } },
            },
          }
        : {}),
      default: { $ref: '#/components/responses/Problem' },
    },
  }
}

function answerOf(line: Line): Record<string, unknown> {
  if (line.file)
    return {
      description: 'A file',
      content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
    }
  return { description: 'Done', content: { 'application/json': { schema: schemaOf(line.output, 'output') } } }
}

function requestOf(line: Line): { parameters: unknown[]; requestBody?: unknown } {
  const schema = schemaOf(line.input, 'input')
  const inPath = [...line.path.matchAll(/:(\w+)/g)].map(match => match[1] as string)
  const parameters: unknown[] = inPath.map(name => ({
    name,
    in: 'path',
    required: true,
    schema: schema.properties?.[name] ?? { type: 'string' },
  }))
  if (line.many) {
    const each = (schema as { items: Schema }).items
    return { parameters, requestBody: bodyOf('application/json', { oneOf: [each, schema] }) }
  }
  const { properties = {}, required = [], ...rest } = schema
  const left = Object.entries(properties).filter(([name]) => !inPath.includes(name))
  if (line.method === 'GET' || line.method === 'DELETE') {
    for (const [name, inner] of left)
      parameters.push({ name, in: 'query', required: required.includes(name), schema: inner })
    return { parameters }
  }
  if (left.length === 0 && !line.upload && !['anyOf', 'oneOf', 'allOf'].some(word => word in rest))
    return { parameters }
  const needed = required.filter(name => !inPath.includes(name))
  const body: Schema = {
    ...rest,
    properties: Object.fromEntries(left),
    ...(needed.length > 0 ? { required: needed } : {}),
  }
  if (!line.upload) return { parameters, requestBody: bodyOf('application/json', body) }
  body.properties = { ...body.properties, file: { type: 'string', format: 'binary' } }
  return { parameters, requestBody: bodyOf('multipart/form-data', body) }
}

const bodyOf = (type: string, schema: Schema) => ({ required: true, content: { [type]: { schema } } })

/** What the page of the API may load: itself, and nothing from anywhere else. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Serves the document at `/api/openapi.json` and a page to read and try it at `/api/docs`, without any third party. */
export async function serveApiDocs(http: FastifyInstance, kernel: Kernel): Promise<void> {
  let text: string | undefined
  http.get('/api/openapi.json', async (_request, reply) => {
    text ??= JSON.stringify(openApiDocument(kernel))
    return reply.type('application/json; charset=utf-8').send(text)
  })
  await http.register(scalar, {
    routePrefix: '/api/docs',
    configuration: {
      url: '/api/openapi.json',
      pageTitle: 'Duebook API',
      theme: 'none',
      withDefaultFonts: false,
      telemetry: false,
      proxyUrl: '',
      hideClientButton: true,
      showDeveloperTools: 'never',
      agent: { disabled: true },
      mcp: { disabled: true },
    },
    hooks: {
      preHandler(_request, reply, done) {
        reply.header('content-security-policy', pagePolicy)
        done()
      },
    },
  })
}
