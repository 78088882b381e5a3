import { rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify'
import type { Logger } from 'pino'
import type { z } from 'zod'
import type { Actor } from './context.ts'
import { type Line, waysTo } from './contract.ts'
import { type Problem, Refusal, refuse } from './errors.ts'
import { type Kernel, runLine } from './run.ts'
import { type RefusalCode, refusals } from './refusals.ts'
import { newId } from './values.ts'

/** A file as an answer. */
export type FileAnswer = { file_name: string; mime: string; body: Buffer | Readable }

/** A file as part of a request, already on disk under a name of our own. */
export type Upload = { path: string; name: string; mime: string; size: number; sha256: string }

/** What the kernel is told by `app.ts`, so that it need not know who people are. */
export type HttpOptions = {
  log: Logger
  /** The one who asks; for a public line, the one it acts for (an invited person, say), or null. */
  authenticate(request: FastifyRequest, line: Line): Promise<Actor | null>
  receiveUpload(stream: Readable, name: string, mime: string): Promise<Upload>
  public_origin: string
}

/** The server: one route for every line that is mounted, problems as RFC 9457, nothing else. */
export async function createHttp(kernel: Kernel, options: HttpOptions): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 64 * 1024 * 1024,
    genReqId: () => newId(),
    trustProxy: false,
    routerOptions: { maxParamLength: 500 },
  })
  await app.register(multipart, {
    limits: { files: 1, fileSize: 256 * 1024 * 1024, fields: 20, fieldSize: 256 * 1024 },
  })
  await app.register(rateLimit, {
    global: false,
    hook: 'preHandler',
    keyGenerator: visitorOf,
    errorResponseBuilder: (_request, { ttl }) =>
      new Refusal([{ index: 0, code: 'too_many_requests', params: { retry_after_seconds: Math.ceil(ttl / 1000) } }]),
  })
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, options.log))
  app.setNotFoundHandler((request, reply) =>
    sendProblems(reply, [{ index: 0, code: 'not_found', params: { path: request.url.split('?')[0] } }], request.id),
  )
  for (const { line } of kernel.lines.values()) for (const way of waysTo(line)) addRoute(app, kernel, way, options)
  return app
}

/** How often nobody of ours may have a paper made: a paper costs more than any other answer. */
export const papersByLink = { max: 20, timeWindow: 600_000 }

/** Who comes with a link: the link itself, since a whole company may come from one address. */
function visitorOf(request: FastifyRequest): string {
  const { token } = (request.body ?? {}) as { token?: unknown }
  return typeof token === 'string' && token.length <= 64 ? token : request.ip
}

function addRoute(app: FastifyInstance, kernel: Kernel, line: Line, options: HttpOptions): void {
  app.route({
    method: line.method,
    url: line.path,
    config: line.permission === 'public' && line.file ? { rateLimit: papersByLink } : {},
    handler: async (request, reply) => {
      const actor = await options.authenticate(request, line)
      if (!actor) refuse('sign_in_needed')
      if (line.kind === 'verb' && actor.via === 'session') refuseForeign(request, options.public_origin)
      if (line.permission !== 'signed_in' && line.permission !== 'public' && !actor.permissions.has(line.permission))
        refuse('permission_missing', { permission: line.permission })
      const raw = line.upload ? await readUpload(request, line, options) : rawInput(request, line)
      const single = line.many !== true && kernel.lines.get(line.name)?.line.many === true
      const key = headerText(request.headers['idempotency-key'])
      const outcome = await withoutRest(line, raw, async () => {
        const input = parseInput(line, raw)
        const said = line.upload ? withoutPlace(raw) : raw
        return runLine(kernel, actor, line.name, single ? [input] : input, { key, request_id: request.id, raw: said })
      })
      reply.header('cache-control', 'no-store')
      if (outcome.replayed) reply.header('idempotent-replayed', 'true')
      if (outcome.parked) return reply.code(202).send(outcome.answer)
      if (line.file) return sendFile(reply, outcome.answer as FileAnswer)
      return reply.code(200).send(outcome.answer)
    },
  })
}

/** Does something with an upload, which is not left lying: what a verb keeps of it, it has put elsewhere. */
async function withoutRest<T>(line: Line, raw: unknown, work: () => Promise<T>): Promise<T> {
  const uploaded = line.upload ? (raw as { file?: Upload }).file?.path : undefined
  try {
    return await work()
  } finally {
    if (uploaded) await rm(uploaded, { force: true })
  }
}

/**
 * A browser's session may change things only from our own pages (`origin_foreign`); a key carries no cookie and needs
 * no such check.
 */
export function refuseForeign(request: FastifyRequest, origin: string): void {
  const given = headerText(request.headers.origin)
  if (!given) {
    if (headerText(request.headers['sec-fetch-site']) === 'cross-site') refuse('origin_foreign', {})
    return
  }
  if (given === origin) return
  const host = URL.canParse(given) ? new URL(given).host : null
  if (host === null || host !== headerText(request.headers.host)) refuse('origin_foreign', { origin: given })
}

const headerText = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)

function rawInput(request: FastifyRequest, line: Line): unknown {
  if (line.many) return Array.isArray(request.body) ? request.body : [request.body]
  const body = request.body && typeof request.body === 'object' && !Array.isArray(request.body) ? request.body : {}
  if (request.body !== undefined && request.body !== null && body !== request.body) refuse('body_invalid', {})
  return { ...(request.query as object), ...(body as object), ...(request.params as object) }
}

async function readUpload(request: FastifyRequest, line: Line, options: HttpOptions): Promise<unknown> {
  const mayLack = line.upload === 'optional'
  if (!request.isMultipart()) {
    // Only a stream of the request itself is ever a file; what a body calls so is not.
    if (mayLack) return { ...(rawInput(request, line) as object), file: undefined }
    refuse('upload_missing', {})
  }
  const fields: Record<string, unknown> = { ...(request.query as object), ...(request.params as object) }
  let file: Upload | null = null
  try {
    const limits = line.largest === undefined ? {} : { limits: { fileSize: line.largest } }
    for await (const part of request.parts(limits)) {
      if (part.type === 'file') {
        file = await options.receiveUpload(part.file, part.filename, part.mimetype)
        if (part.file.truncated) refuse('upload_too_large', {})
      } else fields[part.fieldname] = part.value
    }
  } catch (error) {
    if (file) await rm(file.path, { force: true })
    if (brokenForm.test((error as Error).message)) refuse('body_invalid', {})
    throw error
  }
  if (!file && !mayLack) refuse('upload_missing', {})
  return { ...fields, file: file ?? undefined }
}

/** What a form said, the same for the same file wherever it was put meanwhile: what a repeat is compared by. */
function withoutPlace(raw: unknown): unknown {
  const { file, ...fields } = raw as { file?: Upload | undefined }
  return file ? { ...fields, file: { name: file.name, mime: file.mime, sha256: file.sha256 } } : fields
}

/** What the reader of multipart bodies says of one that is cut off or malformed; it gives its errors no code. */
const brokenForm = /^(Unexpected end of|Malformed|Multipart:|Missing Content-Type)/

/** Checks an input against its line and refuses everything that is wrong with it at once, each by name. */
export function parseInput(line: Line, raw: unknown): unknown {
  if (line.many && Array.isArray(raw) && raw.length === 0) refuse('body_invalid', {})
  const field = nullByteIn(raw, '')
  if (field !== null) refuse('text_has_control_character', { field })
  const parsed = line.input.safeParse(raw)
  if (parsed.success) return parsed.data
  throw new Refusal(parsed.error.issues.slice(0, 200).map(issue => problemOf(issue, line.many === true)))
}

/**
 * Where a text holds a null byte, which no database takes, whatever a field lets pass; null where none does.
 * Refuses `body_invalid` for what is nested more than 50 deep.
 */
function nullByteIn(value: unknown, path: string, depth = 0): string | null {
  if (typeof value === 'string') return value.includes('\0') ? path : null
  if (typeof value !== 'object' || value === null) return null
  if (depth > 50) refuse('body_invalid', {})
  for (const [name, part] of Object.entries(value)) {
    const found = nullByteIn(part, path ? `${path}.${name}` : name, depth + 1)
    if (found !== null) return found
  }
  return null
}

function problemOf(issue: z.core.$ZodIssue, many: boolean): Problem {
  const index = many && typeof issue.path[0] === 'number' ? issue.path[0] : 0
  const path = many && typeof issue.path[0] === 'number' ? issue.path.slice(1) : issue.path
  return { index, code: codeOf(issue, path.length === 0), params: { field: path.join('.'), ...expectation(issue) } }
}

function codeOf(issue: z.core.$ZodIssue, atRoot: boolean): RefusalCode {
  const named = issue.code === 'custom' ? (issue.params?.code as string | undefined) : issue.message
  if (named && named in refusals) return named as RefusalCode
  if (issue.code === 'unrecognized_keys') return 'field_unknown'
  if (issue.code === 'too_big')
    return issue.origin === 'string'
      ? 'field_too_long'
      : issue.origin === 'array'
        ? 'batch_too_large'
        : 'field_out_of_range'
  if (issue.code === 'too_small') return issue.origin === 'string' ? 'field_missing' : 'field_out_of_range'
  if (issue.code === 'invalid_type' && issue.input === undefined && !atRoot) return 'field_missing'
  if (issue.code === 'invalid_type' && /received undefined/.test(issue.message) && !atRoot) return 'field_missing'
  return atRoot ? 'body_invalid' : 'field_invalid'
}

function expectation(issue: z.core.$ZodIssue): Record<string, unknown> {
  if (issue.code === 'unrecognized_keys') return { keys: issue.keys.slice(0, 20).map(key => key.slice(0, 100)) }
  if (issue.code === 'too_big') return { maximum: String(issue.maximum) }
  if (issue.code === 'too_small') return { minimum: String(issue.minimum) }
  if (issue.code === 'invalid_value') return { allowed: issue.values.map(String) }
  if (issue.code === 'invalid_type') return { expected: issue.expected }
  return {}
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): void {
  if (error instanceof Refusal) return sendProblems(reply, error.problems, request.id)
  const { code, statusCode } = error as { code?: string; statusCode?: number }
  const known = fastifyProblem(code, statusCode)
  if (known) return sendProblems(reply, [{ index: 0, code: known, params: {} }], request.id)
  log.error({ request_id: request.id, method: request.method, path: request.url.split('?')[0], err: error }, 'failed')
  reply.code(500).type('application/problem+json').send({
    type: 'about:blank',
    title: 'internal_error',
    status: 500,
    request_id: request.id,
    problems: [],
  })
}

function fastifyProblem(code: string | undefined, status: number | undefined): RefusalCode | null {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return 'batch_too_large'
  if (code === 'FST_REQ_FILE_TOO_LARGE' || code === 'FST_FIELDS_LIMIT' || code === 'FST_FILES_LIMIT')
    return 'upload_too_large'
  if (status === 429) return 'too_many_requests'
  if (status && status >= 400 && status < 500) return 'body_invalid'
  return null
}

/** Answers with what is wrong, as RFC 9457 has it. */
export function sendProblems(reply: FastifyReply, problems: readonly Problem[], request_id: string): void {
  const first = problems[0] as Problem
  const status = refusals[first.code]
  reply
    .code(status)
    .type('application/problem+json')
    .send({ type: `/problems/${first.code}`, title: first.code, status, code: first.code, request_id, problems })
}

function sendFile(reply: FastifyReply, file: FileAnswer): FastifyReply {
  const plain = file.file_name.replace(/[^\x20-\x7e]|["\\]/g, '_')
  return reply
    .header(
      'content-disposition',
      `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file.file_name)}`,
    )
    .header('x-content-type-options', 'nosniff')
    .type(file.mime)
    .send(file.body)
}
