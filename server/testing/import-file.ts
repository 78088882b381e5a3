import { runWaiting } from '../kernel/jobs.ts'
import { type Client, type Reply, testHouse, type TestOrganisation } from './organisation.ts'
import { multipart } from './upload.ts'

type Map = Record<string, unknown>
export type FileToImport = { kind: string; content: Buffer | string; map: Map; name?: string; dry_run?: boolean }

/** Asks for a file to be brought in, over HTTP as the screen does. */
export async function startImport(client: Client, file: FileToImport): Promise<Reply> {
  const fields = { kind: file.kind, map: JSON.stringify(file.map), ...(file.dry_run ? { dry_run: 'true' } : {}) }
  const { body, headers } = multipart(fields, { name: file.name ?? 'file.csv', content: file.content })
  return client.post('/api/imports', body, headers)
}

/** Brings a file in and answers the import when its job has ended. */
// oxlint-disable-next-line no-explicit-any -- a test knows the shape of what it asked for
export async function importFile(org: TestOrganisation, file: FileToImport): Promise<any> {
  const started = await startImport(org.admin, file)
  if (started.status !== 200) return started.body
  await runJobs(org)
  return (await org.admin.get(`/api/imports/${started.body.import_id}`)).body
}

/** Runs whatever waits in an organisation. */
export async function runJobs(org: TestOrganisation): Promise<void> {
  const { modules } = await testHouse()
  await runWaiting(modules.jobs, org.org_id)
}
