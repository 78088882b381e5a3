import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Database } from './db/connect.ts'
import { receiveFile } from './kernel/files.ts'
import { createHttp, type HttpOptions } from './kernel/http.ts'
import { createKernel, type Kernel } from './kernel/run.ts'

/** What a server is made of. */
export type AppOptions = {
  db: Database
  log: Logger
  home: string
  public_origin: string
  authenticate: HttpOptions['authenticate']
}

export type App = { kernel: Kernel; http: FastifyInstance }

/** Every module's contract, mounted in the order of the modules. */
export function createModules(db: Database): Kernel {
  return createKernel(db)
}

/** The whole server, not yet listening. */
export async function createApp(options: AppOptions): Promise<App> {
  const kernel = createModules(options.db)
  const http = await createHttp(kernel, {
    log: options.log,
    authenticate: options.authenticate,
    receiveUpload: (stream, name, mime) => receiveFile(options.home, stream, name, mime),
    public_origin: options.public_origin,
  })
  await http.register(helmet, { contentSecurityPolicy: false })
  return { kernel, http }
}
