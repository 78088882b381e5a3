import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { type DestinationStream, type Logger, pino } from 'pino'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { transaction } from '../db/connect.ts'
import type { HttpOptions } from './http.ts'
import type { Kernel } from './run.ts'

/** What no log line shows, wherever it stands in one. */
const secrets = ['password', 'new_password', 'token', 'secret', 'authorization', 'cookie', 'set-cookie']
const paths = secrets.flatMap(name => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`])

/**
 * The log: one JSON line for each thing that happened, without bodies, query strings, passwords, tokens or cookies.
 * An error of the database keeps its code and place and loses its detail, which names people.
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths, censor: '[secret]' },
    serializers: { err: bareError },
  }
  return destination ? pino(options, destination) : pino(options)
}

function bareError(error: Error & { code?: string; constraint?: string; table?: string }) {
  const { name, message, stack, code, constraint, table } = error
  return { name, message, stack, code, constraint, table }
}

/** Who asked for what, kept beside the request until it is answered. */
type Seen = { line: string; org_id: number | null }

/** What `operate` adds to a server. */
export type Operations = {
  registry: Registry
  /** Wraps `authenticate`, so that log and metrics know the line and the organisation of a request. */
  watch(authenticate: HttpOptions['authenticate']): HttpOptions['authenticate']
  /** Adds the log line, the metrics and the health of a server. */
  attach(http: FastifyInstance, kernel: Kernel, health: HealthOptions): void
}

export type HealthOptions = {
  log: Logger
  /** The last migration this program carries. */
  migration: string
  /** Whether the queue answers; null where this process runs none. */
  queue: () => Promise<boolean> | null
  /** Who reads metrics from elsewhere than this machine sends it as a bearer token. */
  metrics_token: string | null
}

/** Log line, metrics and health of one server. */
export function createOperations(): Operations {
  const registry = new Registry()
  const seen = new WeakMap<FastifyRequest, Seen>()
  collectDefaultMetrics({ register: registry, prefix: 'duebook_' })
  const duration = new Histogram({
    name: 'duebook_request_seconds',
    help: 'Seconds until a request was answered, by contract line and status',
    labelNames: ['line', 'status'] as const,
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  })
  return {
    registry,
    watch: authenticate => async (request, line) => {
      seen.set(request, { line: line.name, org_id: null })
      const actor = await authenticate(request, line)
      if (actor) seen.set(request, { line: line.name, org_id: actor.org_id })
      return actor
    },
    attach(http, kernel, health) {
      http.addHook('onResponse', async (request, reply) => {
        const { line, org_id } = seen.get(request) ?? { line: request.routeOptions.url ?? 'none', org_id: null }
        const ms = Math.round(reply.elapsedTime * 10) / 10
        duration.observe({ line, status: String(reply.statusCode) }, reply.elapsedTime / 1000)
        const level = line === '/api/health' || line === '/api/metrics' ? 'debug' : 'info'
        health.log[level]({ request_id: request.id, line, status: reply.statusCode, ms, org_id }, 'answered')
      })
      addPoolGauges(registry, kernel)
      addMetrics(http, registry, health.metrics_token)
      addHealth(http, kernel, health)
    },
  }
}

function addPoolGauges(registry: Registry, kernel: Kernel): void {
  const gauge = new Gauge({
    name: 'duebook_database_connections',
    help: 'Connections to the database, by pool and state',
    labelNames: ['pool', 'state'] as const,
    registers: [registry],
    collect() {
      for (const [pool, { totalCount, idleCount, waitingCount }] of [
        ['main', kernel.db.main],
        ['reports', kernel.db.reports],
      ] as const) {
        gauge.set({ pool, state: 'busy' }, totalCount - idleCount)
        gauge.set({ pool, state: 'idle' }, idleCount)
        gauge.set({ pool, state: 'waited_for' }, waitingCount)
      }
    },
  })
}

function addMetrics(http: FastifyInstance, registry: Registry, token: string | null): void {
  http.get('/api/metrics', async (request, reply) => {
    if (!mayMeasure(request, token)) return reply.callNotFound()
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])
const passedOn = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']

/** From this machine and not through a proxy on it, or with the token. */
function mayMeasure(request: FastifyRequest, token: string | null): boolean {
  const near = loopback.has(request.socket.remoteAddress ?? '') && !passedOn.some(name => name in request.headers)
  if (near) return true
  const given = Buffer.from(request.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return token !== null && given.length === wanted.length && timingSafeEqual(given, wanted)
}

function addHealth(http: FastifyInstance, kernel: Kernel, options: HealthOptions): void {
  http.get('/api/health', async (_request, reply) => {
    const database = await migrationOf(kernel).catch(() => null)
    const checks = {
      database: database !== null,
      migrations: database === options.migration,
      jobs: (await options.queue()) ?? null,
    }
    const healthy = checks.database && checks.migrations && checks.jobs !== false
    return reply
      .code(healthy ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: healthy ? 'ok' : 'failing', checks })
  })
}

async function migrationOf(kernel: Kernel): Promise<string | null> {
  const row = await transaction(kernel.db.main, 'query', null, tx =>
    tx.first(sql<{ name: string | null }>`select max(name) as name from schema_migrations`),
  )
  return row?.name ?? null
}

/** One thing to end at a shutdown. */
export type Ending = { name: string; end: () => Promise<unknown> }

/**
 * Ends everything in its order: first what lets work in, last what the rest stands on. Something that fails to end is
 * logged and does not keep the others.
 */
export async function shutDown(endings: readonly Ending[], log: Logger): Promise<void> {
  for (const { name, end } of endings)
    await end().catch((error: Error) => log.error({ err: error, ending: name }, 'did not end cleanly'))
}
