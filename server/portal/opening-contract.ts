import { z } from 'zod'
import { contactRoles } from '../customers/contract.ts'
import { documentKinds } from '../customers/file-names-contract.ts'
import { query, verb } from '../kernel/contract.ts'
import { country, currency, id, instant, page, paging, several, text, words } from '../kernel/fields.ts'

export const openingStates = ['made', 'opened', 'submitted', 'taken', 'declined', 'withdrawn'] as const

/** The largest paper of an application, in bytes: 10 MiB. */
export const largestPaper = 10 * 1024 * 1024
/** Which papers a customer may add, and how many in all. */
export const openingPapers = ['licence', 'address_proof', 'identity', 'tax_certificate', 'mandate', 'other'] as const
export const mostPapers = 8

const token = () => z.string().min(1).max(200)
const form_id = { form_id: id() }

/** What a customer says of itself. Where a field must be filled in is decided behind it, all at once. */
export const openingDetails = z.strictObject({
  name: text(300),
  name_en: text(300),
  kind: z.enum(['company', 'person', 'public_body']),
  country: country(),
  tax_id: text(40),
  /** As tax invoices are to name it, where that is not its name. */
  invoice_title: text(300),
  address: z.strictObject({
    region: text(100),
    city: text(100),
    line: text(300).meta({ personal: true }),
    postcode: text(20),
  }),
  /** Where bills and tax invoices go, where that is another place. */
  invoice_address: text(300).meta({ personal: true }),
  contacts: z
    .array(
      z.strictObject({
        name: text(200).meta({ personal: true }),
        title: text(200),
        phone: text(60).meta({ personal: true }),
        email: text(254).meta({ personal: true }),
        roles: z.array(z.enum(contactRoles)).max(4),
      }),
    )
    .max(5),
  /** Where money is paid back to; all empty where the customer names none. */
  account: z.strictObject({
    holder: text(200),
    bank: text(200),
    number: text(60).meta({ personal: true }),
    swift: text(11),
    currency: z.union([currency(), z.literal('')]),
  }),
  note: text(1000),
})
export type OpeningDetails = z.output<typeof openingDetails>

const paper = z.object({ file_id: id(), kind: z.enum(documentKinds), name: z.string(), size: z.number() })

const row = z.object({
  form_id: id(),
  entity_id: id(),
  entity_code: z.string(),
  /** Whom the page was made for, and what the customer calls itself once it has sent it. */
  addressee: z.string(),
  name: z.string().nullable(),
  state: z.enum(openingStates),
  papers: z.number(),
  expires_at: instant().nullable(),
  submitted_at: instant().nullable(),
  submitted_by: z.string().nullable(),
  reason: z.string().nullable(),
  customer_id: id().nullable(),
  onboarding_id: id().nullable(),
  recorded_by_name: z.string().nullable(),
  recorded_at: instant(),
})

/** Account openings that customers fill in themselves, on a page behind a link. */
export const openingContract = {
  makeOpeningForm: verb({
    name: 'opening_form.make',
    method: 'POST',
    path: '/api/opening-forms',
    permission: 'onboarding.apply',
    summary: {
      en: 'Make a page on which a customer to be fills in its account opening',
      zh: '生成开户申请页面，由客户自行填写',
    },
    input: z.strictObject({ entity_id: id(), addressee: words(300), locale: z.enum(['zh', 'en']).default('zh') }),
    output: z.object(form_id),
    events: ['opening_form.made'],
  }),
  linkOpeningForm: verb({
    name: 'opening_form.link',
    method: 'POST',
    path: '/api/opening-forms/:form_id/link',
    permission: 'onboarding.apply',
    summary: { en: 'Make the link to the page, shown once; an earlier one ends', zh: '生成开户页面链接（仅显示一次）' },
    input: z.strictObject({ ...form_id, days: z.int().min(1).max(60).default(14) }),
    output: z.object({ link: z.string(), expires_at: instant() }),
    secrets: ['link'],
    events: ['opening_form.linked'],
  }),
  listOpeningForms: query({
    name: 'opening_form.list',
    method: 'GET',
    path: '/api/opening-forms',
    permission: 'onboarding.apply',
    summary: { en: 'Account openings that customers fill in', zh: '客户自填的开户申请' },
    input: z.strictObject({ ...paging, state: several(z.enum(openingStates)) }),
    output: page(row),
  }),
  readOpeningForm: query({
    name: 'opening_form.read',
    method: 'GET',
    path: '/api/opening-forms/:form_id',
    permission: 'onboarding.apply',
    summary: { en: 'What a customer filled in, as it stands', zh: '查看客户填写的开户申请' },
    input: z.strictObject(form_id),
    output: row.extend({
      /** Null before it was sent; of the account number only its end. */
      details: openingDetails.nullable(),
      files: z.array(paper),
      tax_id_check: z.string().nullable(),
    }),
  }),
  readOpeningPaper: query({
    name: 'opening_form.paper',
    method: 'GET',
    path: '/api/opening-forms/:form_id/papers/:file_id',
    permission: 'onboarding.apply',
    file: true,
    summary: { en: 'A paper a customer added to its application', zh: '下载客户上传的开户资料' },
    input: z.strictObject({ ...form_id, file_id: id() }),
    output: z.any(),
  }),
  takeOpeningForm: verb({
    name: 'opening_form.take',
    method: 'POST',
    path: '/api/opening-forms/:form_id/acceptance',
    permission: 'onboarding.apply',
    summary: {
      en: 'Take what was filled in as an account opening; another person activates it',
      zh: '受理客户填写的申请，转为开户申请（由他人审核启用）',
    },
    input: z.strictObject(form_id),
    output: z.object({ onboarding_id: id(), customer_id: id(), number: z.string() }),
    events: [
      'opening_form.taken',
      'customer.created',
      'onboarding.applied',
      'address.added',
      'customer_account.entered',
      'customer_document.added',
    ],
  }),
  declineOpeningForm: verb({
    name: 'opening_form.decline',
    method: 'POST',
    path: '/api/opening-forms/:form_id/refusal',
    permission: 'onboarding.apply',
    summary: { en: 'Decline what was filled in, or withdraw a page', zh: '退回客户填写的申请，或撤回页面' },
    input: z.strictObject({ ...form_id, reason: words(500) }),
    output: z.object({ state: z.enum(openingStates) }),
    events: ['opening_form.declined'],
  }),
  lookAtOpening: verb({
    name: 'page.look_at_opening',
    method: 'POST',
    path: '/api/pages/opening',
    permission: 'public',
    summary: { en: 'What a customer to be sees behind the link to its application', zh: '客户打开开户申请页' },
    input: z.strictObject({ token: token() }),
    output: z.object({
      entity: z.string(),
      entity_en: z.string().nullable(),
      addressee: z.string(),
      locale: z.string(),
      state: z.enum(openingStates),
      expires_at: instant(),
      files: z.array(paper),
      /** Papers that are demanded of each kind of customer. */
      demanded: z.record(z.string(), z.array(z.enum(documentKinds))),
    }),
    events: ['opening_form.opened'],
  }),
  addOpeningPaper: verb({
    name: 'page.add_paper',
    method: 'POST',
    path: '/api/pages/opening/papers',
    permission: 'public',
    upload: true,
    largest: largestPaper,
    summary: { en: 'The customer adds a paper to its application', zh: '客户上传开户资料' },
    input: z.strictObject({ token: token(), kind: z.enum(openingPapers), file: z.any() }),
    output: paper,
    events: ['opening_form.paper_added'],
  }),
  dropOpeningPaper: verb({
    name: 'page.drop_paper',
    method: 'POST',
    path: '/api/pages/opening/papers/removal',
    permission: 'public',
    summary: { en: 'The customer takes a paper back before it sends the application', zh: '客户删除已上传的开户资料' },
    input: z.strictObject({ token: token(), file_id: id() }),
    output: z.object({ file_id: id() }),
    events: ['opening_form.paper_dropped'],
  }),
  submitOpening: verb({
    name: 'page.submit_opening',
    method: 'POST',
    path: '/api/pages/opening/submission',
    permission: 'public',
    summary: { en: 'The customer sends its application; a person checks it', zh: '客户提交开户申请（由人工审核）' },
    input: z.strictObject({ token: token(), submitted_by: text(100), details: openingDetails }),
    output: z.object({ state: z.enum(openingStates) }),
    events: ['opening_form.submitted'],
  }),
}
