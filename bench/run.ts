import { largeBooks } from './ageing.ts'
import { applyBatch } from './apply.ts'
import { billingRun } from './billing.ts'
import { importCsv } from './import.ts'
import { onePdf } from './pdf.ts'
import { issueBatch, issueHttp } from './issue.ts'
import { findTwins } from './twins.ts'
import { verifyAll } from '../server/ledger/verify.ts'

/**
 * npm run bench [-- name …] [--scale 0.1]: canonical workloads, a line of JSON each, the limit measured in the same run.
 * The scale shrinks the big tables for a quick look; figures are quoted at scale 1.
 */
const args = process.argv.slice(2)
const at = args.indexOf('--scale')
const scale = at < 0 ? 1 : Number(args[at + 1])
if (!(scale > 0)) {
  console.error('--scale takes a number, 0.1 for a tenth of the big tables')
  process.exit(2)
}
const names = args.filter((arg, index) => !arg.startsWith('--') && (at < 0 || index !== at + 1))
const wanted = (name: string) => names.length === 0 || names.includes(name)

if (wanted('issue_http')) await issueHttp(Math.ceil(5000 * scale))
if (wanted('issue_batch')) await issueBatch(Math.ceil(20 * scale))
if (wanted('billing')) await billingRun(Math.ceil(10_000 * scale))
if (wanted('import_csv')) await importCsv(Math.ceil(100_000 * scale))
if (wanted('apply_batch')) await applyBatch(Math.ceil(10_000 * scale))
if (wanted('pdf_one')) await onePdf(Math.ceil(150 * scale))
if (wanted('ageing_today') || wanted('ageing_past') || wanted('list_page'))
  await largeBooks(Math.ceil(1_000_000 * scale), wanted)
if (wanted('twins')) await findTwins(Math.ceil(100_000 * scale))

// What a workload leaves behind must be right as well: hand-written rows obey the same rules.
const differences = await verifyAll(process.env.DUEBOOK_TEST_URL as string)
for (const difference of differences) console.error(JSON.stringify(difference))
process.exit(differences.length === 0 ? 0 : 1)
