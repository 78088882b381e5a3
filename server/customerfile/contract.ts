import { z } from 'zod'
import { documentKinds, fileFacts, grades } from '../customers/file-names-contract.ts'
import { fileRules, treatment } from '../customers/file-rules-contract.ts'
import { query, verb } from '../kernel/contract.ts'
import { country, currency, day, flag, id, instant, page, paging, several, text, words } from '../kernel/fields.ts'
import { proposal } from './grades-contract.ts'

/** What an address is for. */
export const addressRoles = ['registered', 'delivery', 'invoice', 'statement'] as const

const roles = () => z.array(z.enum(addressRoles)).min(1).max(4)

const document = z.object({
  document_id: id(),
  customer_id: id(),
  kind: z.enum(documentKinds),
  title: z.string(),
  file_id: id().nullable(),
  file_name: z.string().nullable(),
  issued_on: day().nullable(),
  valid_until: day().nullable(),
  /** lasting has no end; expiring ends within the days the rules say. */
  standing: z.enum(['lasting', 'valid', 'expiring', 'expired']),
  recorded_at: instant(),
})

const bankAccount = z.object({
  account_id: id(),
  holder: z.string(),
  bank: z.string(),
  swift: z.string().nullable(),
  currency: currency().nullable(),
  /** The last four characters; the whole number is shown by a deed of its own. */
  tail: z.string(),
  state: z.enum(['entered', 'active', 'closed']),
  replaces: id().nullable(),
  /** A second person has been asked and has not answered. */
  asked: z.boolean(),
  usable_from: instant().nullable(),
  /** Money may go there now. */
  usable: z.boolean(),
  evidence: z.string(),
  recorded_at: instant(),
})

export const customerFileContract = {
  readFile: query({
    name: 'customer_file.read',
    method: 'GET',
    path: '/api/customers/:customer_id/file',
    permission: 'customer.read',
    summary: { en: 'Addresses, bank accounts and documents of a customer', zh: '客户地址、银行账户与档案资料' },
    input: z.strictObject({ customer_id: id() }),
    output: z.object({
      addresses: z.array(
        z.object({
          address_id: id(),
          roles: roles(),
          line: z.string(),
          city: z.string().nullable(),
          region: z.string().nullable(),
          postcode: z.string().nullable(),
          country: country(),
          recipient: z.string().nullable(),
          version: z.number(),
        }),
      ),
      bank_accounts: z.array(bankAccount),
      documents: z.array(document),
      completeness: z.number(),
      /** The facts that are missing, the weightiest first. */
      missing: z.array(z.enum(fileFacts)),
      reviewed_on: day().nullable(),
      review_due_on: day(),
      grade: z.enum(grades).nullable(),
      /** How its grade is dealt with; null without one. */
      treatment: treatment.nullable(),
      proposal: proposal.nullable(),
      gradings: z.array(
        z.object({
          grading_id: id(),
          grade: z.enum(grades),
          before: z.enum(grades).nullable(),
          reason: z.string().nullable(),
          graded_on: day(),
          by_name: z.string(),
        }),
      ),
    }),
  }),
  addAddress: verb({
    name: 'customer.add_address',
    method: 'POST',
    path: '/api/customers/:customer_id/addresses',
    permission: 'customer.write',
    summary: { en: 'Add an address of a customer', zh: '添加客户地址' },
    input: z.strictObject({
      customer_id: id(),
      roles: roles(),
      line: words(300).meta({ personal: true }),
      city: text(100).optional(),
      region: text(100).optional(),
      postcode: text(20).optional(),
      country: country().default('CN'),
      recipient: text(200).optional().meta({ personal: true }),
    }),
    output: z.object({ address_id: id() }),
    events: ['address.added'],
  }),
  amendAddress: verb({
    name: 'customer.amend_address',
    method: 'PUT',
    path: '/api/customer-addresses/:address_id',
    permission: 'customer.write',
    summary: { en: 'Change an address', zh: '变更客户地址' },
    /** What is left out stays as it is; null takes it away. */
    input: z.strictObject({
      address_id: id(),
      version: z.number().int(),
      roles: roles().optional(),
      line: words(300).optional().meta({ personal: true }),
      city: text(100).nullable().optional(),
      region: text(100).nullable().optional(),
      postcode: text(20).nullable().optional(),
      country: country().optional(),
      recipient: text(200).nullable().optional().meta({ personal: true }),
    }),
    output: z.object({ version: z.number() }),
    events: ['address.amended'],
  }),
  endAddress: verb({
    name: 'customer.end_address',
    method: 'POST',
    path: '/api/customer-addresses/:address_id/ending',
    permission: 'customer.write',
    summary: { en: 'End an address that holds no more', zh: '停用客户地址' },
    input: z.strictObject({ address_id: id(), reason: words(500) }),
    output: z.object({ ended_at: instant() }),
    events: ['address.ended'],
  }),
  enterBankAccount: verb({
    name: 'customer_account.enter',
    method: 'POST',
    path: '/api/customers/:customer_id/bank-accounts',
    permission: 'customer_account.manage',
    summary: { en: 'Enter a bank account of a customer; it is not used yet', zh: '登记客户银行账户（待启用）' },
    input: z.strictObject({
      customer_id: id(),
      holder: words(200),
      bank: words(200),
      number: words(60).meta({ personal: true }),
      swift: text(11).optional(),
      currency: currency().optional(),
      /** The account it takes the place of. */
      replaces: id().optional(),
      /** By what it is known to be theirs: a stamped letter, a call back on a known number. */
      evidence: words(500),
    }),
    output: z.object({ account_id: id() }),
    events: ['customer_account.entered'],
  }),
  activateBankAccount: verb({
    name: 'customer_account.activate',
    method: 'POST',
    path: '/api/customer-bank-accounts/:account_id/activation',
    permission: 'customer_account.manage',
    summary: { en: 'Take a bank account of a customer into use', zh: '启用客户银行账户' },
    input: z.strictObject({ account_id: id() }),
    output: z.object({ usable_from: instant() }),
    approval: true,
    events: ['customer_account.activated', 'customer_account.closed'],
  }),
  closeBankAccount: verb({
    name: 'customer_account.close',
    method: 'POST',
    path: '/api/customer-bank-accounts/:account_id/closing',
    permission: 'customer_account.manage',
    summary: { en: 'Close a bank account of a customer: nothing is paid there any more', zh: '停用客户银行账户' },
    input: z.strictObject({ account_id: id(), reason: words(500) }),
    output: z.object({ state: z.literal('closed') }),
    events: ['customer_account.closed'],
  }),
  showBankAccount: verb({
    name: 'customer_account.show',
    method: 'POST',
    path: '/api/customer-bank-accounts/:account_id/showing',
    permission: 'customer_account.show',
    summary: {
      en: 'Show the whole number of a bank account; that it was shown is recorded',
      zh: '查看客户银行账号（留痕）',
    },
    input: z.strictObject({ account_id: id() }),
    output: z.object({ number: z.string().nullable() }),
    secrets: ['number'],
    events: ['customer_account.shown'],
  }),
  addDocument: verb({
    name: 'customer.add_document',
    method: 'POST',
    path: '/api/customers/:customer_id/documents',
    permission: 'customer.write',
    upload: 'optional',
    summary: { en: 'Put a document into the file of a customer', zh: '添加客户档案资料' },
    input: z.strictObject({
      customer_id: id(),
      kind: z.enum(documentKinds),
      title: words(200),
      issued_on: day().optional(),
      valid_until: day().optional(),
      /** The document it takes the place of. */
      replaces: id().optional(),
      file: z.any().optional(),
    }),
    output: z.object({ document_id: id() }),
    events: ['customer_document.added', 'customer_document.replaced'],
  }),
  withdrawDocument: verb({
    name: 'customer.withdraw_document',
    method: 'POST',
    path: '/api/customer-documents/:document_id/withdrawal',
    permission: 'customer.write',
    summary: {
      en: 'Withdraw a document that does not belong there; it stays in the history',
      zh: '撤下档案资料（保留历史）',
    },
    input: z.strictObject({ document_id: id(), reason: words(500) }),
    output: z.object({ state: z.literal('withdrawn') }),
    events: ['customer_document.withdrawn'],
  }),
  readDocument: query({
    name: 'customer.read_document',
    method: 'GET',
    path: '/api/customer-documents/:document_id/content',
    permission: 'customer.read',
    file: true,
    summary: { en: 'The file of a document', zh: '下载档案资料' },
    input: z.strictObject({ document_id: id() }),
    output: z.any(),
  }),
  listDocuments: query({
    name: 'customer.list_documents',
    method: 'GET',
    path: '/api/customer-documents',
    permission: 'customer.read',
    summary: { en: 'Documents of customers by the day they end', zh: '客户档案资料（按到期日）' },
    input: z.strictObject({
      ...paging,
      kind: several(z.enum(documentKinds)),
      customer_id: several(id()),
      /** Only those that end, up to this day. */
      until: day().optional(),
      expired: flag(),
      sort: z.enum(['valid_until', '-valid_until']).default('valid_until'),
    }),
    output: page(document.extend({ customer_number: z.string(), customer_name: z.string() })),
  }),
  readFileRules: query({
    name: 'customer_rules.read',
    method: 'GET',
    path: '/api/customer-rules',
    permission: 'customer.read',
    summary: { en: 'The rules of customers’ files', zh: '客户档案规则' },
    input: z.strictObject({}),
    output: fileRules,
  }),
  changeFileRules: verb({
    name: 'customer_rules.change',
    method: 'PUT',
    path: '/api/customer-rules',
    permission: 'customer_rules.manage',
    summary: { en: 'Change the rules of customers’ files', zh: '修改客户档案规则' },
    /** What is left out stays as it is. */
    input: fileRules.partial(),
    output: fileRules,
    events: ['customer_rules.changed'],
  }),
}
