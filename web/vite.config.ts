import react from '@vitejs/plugin-react'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pinyin } from 'pinyin-pro'
import { defineConfig, type Plugin } from 'vite'
import { contract as access } from '../server/access/contract.ts'
import { contract as approvals } from '../server/approvals/contract.ts'
import { bankingContract } from '../server/banking/contract.ts'
import { contractsContract } from '../server/contracts/contract.ts'
import { templatesContract } from '../server/contracts/templates-contract.ts'
import { customerFileContract } from '../server/customerfile/contract.ts'
import { gradesContract } from '../server/customerfile/grades-contract.ts'
import { customersContract } from '../server/customers/contract.ts'
import { termsContract } from '../server/customers/terms-contract.ts'
import { importsContract } from '../server/imports/contract.ts'
import { dispatchContract } from '../server/invoices/dispatch-contract.ts'
import { invoicesContract } from '../server/invoices/contract.ts'
import type { Contract } from '../server/kernel/contract.ts'
import { booksContract } from '../server/ledger/books-contract.ts'
import { journalContract } from '../server/ledger/journal-contract.ts'
import { ledgerContract } from '../server/ledger/contract.ts'
import { openingsContract } from '../server/ledger/openings-contract.ts'
import { papersContract } from '../server/papers/contract.ts'
import { proofContract } from '../server/proof/contract.ts'
import { receiptsContract } from '../server/receipts/contract.ts'
import { reportsContract } from '../server/reports/contract.ts'
import { homeContract } from '../server/reports/home-contract.ts'
import { registersContract } from '../server/reports/registers-contract.ts'
import { searchContract } from '../server/reports/search-contract.ts'
import { commentsContract } from '../server/tasks/comments-contract.ts'
import { inboxContract } from '../server/tasks/inbox-contract.ts'
import { tasksContract } from '../server/tasks/tasks-contract.ts'
import { viewsContract } from '../server/views/contract.ts'

/** The contracts the pages ask from; the same as in `client.ts`, which takes their types alone. */
const contracts: Contract = {
  ...access,
  ...approvals,
  ...proofContract,
  ...customersContract,
  ...customerFileContract,
  ...gradesContract,
  ...termsContract,
  ...booksContract,
  ...journalContract,
  ...ledgerContract,
  ...openingsContract,
  ...invoicesContract,
  ...contractsContract,
  ...templatesContract,
  ...dispatchContract,
  ...bankingContract,
  ...receiptsContract,
  ...importsContract,
  ...reportsContract,
  ...papersContract,
  ...homeContract,
  ...registersContract,
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

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), lines(), readings()],
  build: {
    outDir: join(import.meta.dirname, '../dist/web'),
    emptyOutDir: true,
    target: 'es2023',
    chunkSizeWarningLimit: 1000,
  },
  server: { proxy: { '/api': process.env.DUEBOOK_API ?? 'http://127.0.0.1:4300' } },
})
