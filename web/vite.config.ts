import react from '@vitejs/plugin-react'
import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { pinyin } from 'pinyin-pro'
import { defineConfig, type Plugin } from 'vite'
import { contract as access } from '../server/access/contract.ts'
import { contract as approvals } from '../server/approvals/contract.ts'
import { bouncesContract } from '../server/bounces/contract.ts'
import { bankingContract } from '../server/banking/contract.ts'
import { contractsContract } from '../server/contracts/contract.ts'
import { agreementsContract } from '../server/collections/agreements-contract.ts'
import { lateContract } from '../server/collections/late-contract.ts'
import { contractDraftsContract } from '../server/contracts/kept-drafts-contract.ts'
import { deliveryNotesContract } from '../server/contracts/delivery-notes-contract.ts'
import { signedContract } from '../server/contracts/signed-contract.ts'
import { stepsContract } from '../server/contracts/steps-contract.ts'
import { templatesContract } from '../server/contracts/templates-contract.ts'
import { customerFileContract } from '../server/customerfile/contract.ts'
import { gradesContract } from '../server/customerfile/grades-contract.ts'
import { onboardingContract } from '../server/customerfile/onboarding-contract.ts'
import { customersContract } from '../server/customers/contract.ts'
import { termsContract } from '../server/customers/terms-contract.ts'
import { importsContract } from '../server/imports/contract.ts'
import { billingContract } from '../server/invoices/billing-contract.ts'
import { settlementsContract } from '../server/invoices/settlements-contract.ts'
import { dispatchContract } from '../server/invoices/dispatch-contract.ts'
import { invoicesContract } from '../server/invoices/contract.ts'
import type { Contract } from '../server/kernel/contract.ts'
import { booksContract } from '../server/ledger/books-contract.ts'
import { journalContract } from '../server/ledger/journal-contract.ts'
import { ledgerContract } from '../server/ledger/contract.ts'
import { openingsContract } from '../server/ledger/openings-contract.ts'
import { methodsContract } from '../server/policy/methods-contract.ts'
import { offersContract } from '../server/policy/offers-contract.ts'
import { policiesContract } from '../server/policy/policies-contract.ts'
import { sendersContract } from '../server/papers/senders-contract.ts'
import { papersContract } from '../server/papers/contract.ts'
import { openingContract } from '../server/portal/opening-contract.ts'
import { remindersContract } from '../server/reminders/contract.ts'
import { confirmationsContract } from '../server/portal/confirmations-contract.ts'
import { governanceContract } from '../server/governance/contract.ts'
import { resendContract } from '../server/portal/resend-contract.ts'
import { askingsContract } from '../server/portal/askings-contract.ts'
import { portalContract } from '../server/portal/contract.ts'
import { proofContract } from '../server/proof/contract.ts'
import { receiptsContract } from '../server/receipts/contract.ts'
import { billsContract } from '../server/bills/contract.ts'
import { refundsContract } from '../server/receipts/refunds-contract.ts'
import { postingContract } from '../server/receipts/posting-contract.ts'
import { lettersContract } from '../server/receipts/letters-contract.ts'
import { vouchersContract } from '../server/receipts/vouchers-contract.ts'
import { waitingContract } from '../server/receipts/waiting-contract.ts'
import { reportsContract } from '../server/reports/contract.ts'
import { homeContract } from '../server/reports/home-contract.ts'
import { flowsContract } from '../server/reports/flows-contract.ts'
import { recordContract } from '../server/reports/record-contract.ts'
import { registersContract } from '../server/reports/registers-contract.ts'
import { searchContract } from '../server/reports/search-contract.ts'
import { commentsContract } from '../server/tasks/comments-contract.ts'
import { inboxContract } from '../server/tasks/inbox-contract.ts'
import { taxRequestsContract } from '../server/taxinvoices/contract.ts'
import { taxInvoicesContract } from '../server/taxinvoices/documents-contract.ts'
import { taxExportsContract } from '../server/taxinvoices/exports-contract.ts'
import { gapsContract } from '../server/taxinvoices/gaps-contract.ts'
import { redContract } from '../server/taxinvoices/red-contract.ts'
import { turnsContract } from '../server/invoices/turns-contract.ts'
import { returnContract } from '../server/taxinvoices/return-contract.ts'
import { tasksContract } from '../server/tasks/tasks-contract.ts'
import { viewsContract } from '../server/views/contract.ts'
import { lateWords } from './late-words.ts'

/** The contracts the pages ask from; the same as in `client.ts`, which takes their types alone. */
const contracts: Contract = {
  ...access,
  ...approvals,
  ...proofContract,
  ...customersContract,
  ...customerFileContract,
  ...gradesContract,
  ...onboardingContract,
  ...termsContract,
  ...booksContract,
  ...journalContract,
  ...ledgerContract,
  ...openingsContract,
  ...invoicesContract,
  ...bouncesContract,
  ...contractsContract,
  ...contractDraftsContract,
  ...agreementsContract,
  ...lateContract,
  ...stepsContract,
  ...templatesContract,
  ...dispatchContract,
  ...billingContract,
  ...settlementsContract,
  ...bankingContract,
  ...receiptsContract,
  ...refundsContract,
  ...waitingContract,
  ...vouchersContract,
  ...lettersContract,
  ...postingContract,
  ...billsContract,
  ...taxRequestsContract,
  ...taxExportsContract,
  ...gapsContract,
  ...turnsContract,
  ...returnContract,
  ...redContract,
  ...taxInvoicesContract,
  ...importsContract,
  ...reportsContract,
  ...methodsContract,
  ...offersContract,
  ...policiesContract,
  ...sendersContract,
  ...papersContract,
  ...openingContract,
  ...signedContract,
  ...deliveryNotesContract,
  ...portalContract,
  ...askingsContract,
  ...resendContract,
  ...governanceContract,
  ...confirmationsContract,
  ...remindersContract,
  ...homeContract,
  ...recordContract,
  ...registersContract,
  ...flowsContract,
  ...searchContract,
  ...commentsContract,
  ...tasksContract,
  ...inboxContract,
  ...viewsContract,
}

/**
 * `virtual:lines`: where each line of the contracts is found, read from the contracts while building. The schemas
 * themselves would weigh more than the pages that use them, and the server checks every request anyway.
 */
function lines(): Plugin {
  const name = 'virtual:lines'
  return {
    name,
    resolveId: id => (id === name ? `\0${name}` : null),
    load(id) {
      if (id !== `\0${name}`) return null
      const table = Object.entries(contracts).map(([key, line]) => [key, [line.method, line.path]])
      return `export const lines = ${JSON.stringify(Object.fromEntries(table))}`
    },
  }
}

/**
 * `virtual:readings`: how each character of the Chinese sentences is read, so that the palette finds 收款 by 'sk'. Found
 * while building: the dictionary itself weighs more than all pages together.
 */
function readings(): Plugin {
  const name = 'virtual:readings'
  const sentences = join(import.meta.dirname, 'locales/zh.json')
  return {
    name,
    resolveId: id => (id === name ? `\0${name}` : null),
    load(id) {
      if (id !== `\0${name}`) return null
      const signs = new Set(readFileSync(sentences, 'utf8').match(/\p{Script=Han}/gu))
      const read = (sign: string) => pinyin(sign, { multiple: true, type: 'array', toneType: 'none', v: true })
      const table = [...signs].sort().map(sign => [sign, [...new Set(read(sign))].join(' ')])
      return `export const readings = ${JSON.stringify(Object.fromEntries(table))}`
    },
  }
}

/**
 * `virtual:late-zh` and its like: the sentences of `late-words.ts`, taken out of those that are loaded before anything is
 * drawn. On the disk a language stays one file.
 */
function late(): Plugin {
  const names = ['virtual:late-en', 'virtual:late-zh']
  const some = (text: string, are: boolean) => {
    const all = Object.entries(JSON.parse(text) as Record<string, unknown>)
    const partly = (family: string, key: string) =>
      lateWords.some(word => word.startsWith(`${family}.`) && `${family}.${key}`.startsWith(word))
    const kept = all.flatMap(([family, words]): [string, unknown][] => {
      if (lateWords.includes(family)) return are ? [[family, words]] : []
      if (typeof words === 'string') return are ? [] : [[family, words]]
      const some = Object.entries(words as object).filter(([key]) => partly(family, key) === are)
      return some.length > 0 ? [[family, Object.fromEntries(some)]] : []
    })
    return JSON.stringify(Object.fromEntries(kept))
  }
  return {
    name: 'late-words',
    enforce: 'pre',
    resolveId: id => (names.includes(id) ? `\0${id}` : null),
    load(id) {
      const language = names.find(name => id === `\0${name}`)?.slice(-2)
      if (!language) return null
      return `export default ${some(readFileSync(join(import.meta.dirname, `locales/${language}.json`), 'utf8'), true)}`
    },
    transform: (text, id) => (/[/\\]locales[/\\](en|zh)\.json$/.test(id) ? some(text, false) : null),
  }
}

/** Writes each text beside itself compressed, once, so that the server sends it without compressing it for every reader. */
function compressed(): Plugin {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const texts = Object.keys(bundle).filter(name => /\.(js|css|svg|html)$/.test(name))
      await Promise.all(
        texts.map(async name => {
          const text = await readFile(join(dir, name))
          const [br, gz] = await Promise.all([promisify(brotliCompress)(text, quality), promisify(gzip)(text)])
          await Promise.all([writeFile(join(dir, `${name}.br`), br), writeFile(join(dir, `${name}.gz`), gz)])
        }),
      )
    },
  }
}

/** What describes a request in full: the library of schemas, and the contracts. */
const schemas = /node_modules\/zod\/|\/server\/(kernel\/fields|.*contract)\.ts$/

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), lines(), readings(), late(), compressed()],
  build: {
    outDir: join(import.meta.dirname, '../dist/web'),
    emptyOutDir: true,
    target: 'es2023',
    chunkSizeWarningLimit: 1000,
    // Else each small part that some pages share is a file of its own, and a page is a hundred requests.
    rolldownOptions: {
      output: {
        chunkFileNames: ({ name }) => `assets/${name.startsWith('shared') ? 'shared' : '[name]'}-[hash].js`,
        codeSplitting: {
          groups: [
            { name: 'first', tags: ['$initial'], priority: 2 },
            // A few pages take lists of words from contracts, and the schemas with them; else all pages load those.
            { name: 'names', test: /[-/](names|states)-contract\.ts$/, priority: 4 },
            { name: 'schemas', test: schemas, priority: 3 },
            { name: 'shared', minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 30_000, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': process.env.DUEBOOK_API ?? 'http://127.0.0.1:4300' } },
})
