import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { existsSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'

/** Our own scripts, styles, pictures and requests; nothing from elsewhere, and nobody may frame us. */
const policy = [
  "default-src 'self'",
  "script-src 'self'",
  // The component library writes its styles while it runs.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  // A voucher that is a PDF is shown over the page, by the browser's own viewer.
  'frame-src blob:',
  'object-src blob:',
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * Serves the built pages of a folder: what carries a hash in its name may be kept for a year, everything else is asked
 * for anew, and any address that is neither a file nor a line of a contract gives the one page, which knows the rest.
 * A folder without pages serves none, so that a server runs before they are built.
 */
export async function serveWeb(http: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) return
  await http.register(async pages => {
    // The build has written each text compressed beside itself.
    await pages.register(fastifyStatic, { root: folder, serve: false, cacheControl: false, preCompressed: true })
    pages.get('/*', async (request, reply) => {
      const path = (request.params as { '*': string })['*']
      if (path === 'api' || path.startsWith('api/')) return reply.callNotFound()
      const known = isFile(folder, path)
      // A missing script must fail as missing, not arrive as a page.
      if (!known && path.startsWith('assets/')) return reply.callNotFound()
      return page(reply, known ? path : 'index.html')
    })
  })
}

/** Whether a file of that path lies inside the folder. */
function isFile(folder: string, path: string): boolean {
  const place = join(folder, path)
  if (path.includes('\0') || !place.startsWith(folder + sep)) return false
  return statSync(place, { throwIfNoEntry: false })?.isFile() ?? false
}

function page(reply: FastifyReply, path: string): FastifyReply {
  const kept = path.startsWith('assets/')
  reply.header('cache-control', kept ? 'public, max-age=31536000, immutable' : 'no-cache')
  if (path === 'index.html') reply.header('content-security-policy', policy)
  return reply.sendFile(path)
}
