import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { day, flag, id, instant, minorOut, page, paging, text, words } from '../kernel/fields.ts'

export const importKinds = [
  'customers',
  'openings',
  'history',
  'invoices',
  'receipts',
  'settlements',
  'contracts',
] as const

/**
 * How the columns of a file become fields. `columns` names for each field the column of the file (header text, or
 * '#3' for the third); a list of columns is joined by a blank. `constants` gives fields the same value in every row.
 */
export const importMap = z.strictObject({
  columns: z.record(z.string(), z.union([z.string(), z.array(z.string()).min(1).max(10)])),
  /** Amounts that stand in two columns, one for each side; the one that fills counts, with its sign. */
  pairs: z.record(z.string(), z.strictObject({ debit: z.string(), credit: z.string() })).default({}),
  constants: z.record(z.string(), z.string()).default({}),
  /** Day fields the file lacks, counted from another: { "issued_on": { "from": "due_on", "days": -30 } }. */
  derived: z
    .record(z.string(), z.strictObject({ from: z.string(), days: z.number().int().min(-3660).max(3660) }))
    .default({}),
  /** Values of a field as the file writes them, to what they mean here: { "entity_code": { "U001": "E1" } }. */
  values: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  day_order: z.enum(['ymd', 'mdy', 'dmy', 'detect']).default('detect'),
  decimal: z.enum(['.', ',']).default('.'),
  encoding: z.enum(['utf-8', 'gb18030', 'utf-16le', 'utf-16be', 'detect']).default('detect'),
  header_row: z.number().int().min(1).max(200).optional(),
  sheet: z.string().max(100).optional(),
  /** Leading zeros and blanks of customer numbers mean nothing; the spellings become aliases. */
  merge_numbers: z.boolean().default(false),
  /** Customers the file names and we do not know are entered. */
  create_customers: z.boolean().default(false),
  /** Rows in which this column is one of these values are passed over (paid, total, …). */
  skip: z
    .array(z.strictObject({ column: z.string(), values: z.array(z.string()) }))
    .max(20)
    .default([]),
  /** Only rows in which this column is one of these values count (deals that were won); the others are passed over. */
  only: z
    .array(z.strictObject({ column: z.string(), values: z.array(z.string()).min(1) }))
    .max(5)
    .default([]),
  /** Rows of sums, headings inside the table and notes at its foot are passed over. */
  skip_totals: z.boolean().default(true),
  /** Columns that together tell a document: where rows repeat them, the first is taken and the others are its lines. */
  once: z.array(z.string()).max(5).default([]),
  /** The layout of another system this map was made from. */
  layout: z.string().max(60).optional(),
  /** Rows that do not carry an id of their own are told apart by content and by how many twins precede them. */
  source: z.string().max(60).default('file'),
})
export type ImportMap = z.output<typeof importMap>

export const importRow = z.object({
  import_id: id(),
  kind: z.enum(importKinds),
  file_name: z.string(),
  dry_run: z.boolean(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled', 'undoing', 'undone']),
  rows_total: z.union([z.string(), z.number()]).nullable(),
  rows_done: z.union([z.string(), z.number()]),
  rows_ok: z.union([z.string(), z.number()]),
  rows_known: z.union([z.string(), z.number()]),
  rows_refused: z.union([z.string(), z.number()]),
  /** Rows that are no data: sums, headings, further lines of a document, and what the map passes over. */
  rows_skipped: z.union([z.string(), z.number()]),
  /** Sums of what was taken in, by entity and currency. */
  totals: z.array(
    z.object({ entity_code: z.string(), currency: z.string(), rows: z.number(), amount_minor: minorOut() }),
  ),
  /** Why it failed, or could not be undone. */
  problem: z.object({ code: z.string(), params: z.record(z.string(), z.unknown()) }).nullable(),
  created_at: instant(),
  finished_at: instant().nullable(),
  map: importMap,
  /** The job at work on it, bringing in or undoing. */
  job_id: id().nullable(),
})

const problem = z.object({ code: z.string(), params: z.record(z.string(), z.unknown()) })

export const importsContract = {
  previewImport: verb({
    name: 'import.preview',
    method: 'POST',
    path: '/api/imports/preview',
    permission: 'import.run',
    upload: 'optional',
    summary: { en: 'Read the head of a file and propose how its columns map', zh: '预览文件并建议字段映射' },
    /** Either a file in the upload, or `file_id` of a previewed one. `map` is JSON; without it one is proposed. */
    input: z.object({
      file: z.any().optional(),
      file_id: id().optional(),
      kind: z.enum(importKinds),
      map: z.string().max(200_000).optional(),
      /** The layout to propose a map from, where none is given; 'none' for the names of the columns alone. */
      layout: text(60).optional(),
    }),
    output: z.object({
      file_id: id(),
      file_name: z.string(),
      encoding: z.string().nullable(),
      delimiter: z.string().nullable(),
      sheet: z.string().nullable(),
      /** The sheets there are to choose from. */
      sheets: z.array(z.string()),
      header: z.array(z.string()),
      header_row: z.number(),
      /** The first rows as they stand in the file. */
      sample: z.array(z.object({ row: z.number(), cells: z.array(z.string()) })),
      map: importMap,
      /** The layout of another kind that the file has, where it has none of this one. */
      looks_like: z.object({ layout: z.string(), kind: z.enum(importKinds) }).nullable(),
      /** How the days of the head are written; where it is ambiguous, `map.day_order` must say. */
      day_order: z.enum(['ymd', 'mdy', 'dmy', 'ambiguous']),
      /** What is wrong with the map itself: fields without a column, columns the file has not. */
      problems: z.array(problem),
      /** Fields of the kind: which must be mapped, and what they mean. */
      fields: z.array(
        z.object({
          field: z.string(),
          required: z.boolean(),
          form: z.string(),
          /** The values of a choice, by their names here. */
          choices: z.array(z.string()),
        }),
      ),
      /** How many rows of the head are passed over: sums, headings, further lines of a document. */
      skipped: z.number(),
      /** The first rows understood by the map, with what is wrong with each. */
      understood: z.array(
        z.object({
          row: z.number(),
          values: z.record(z.string(), z.unknown()),
          problems: z.array(problem),
        }),
      ),
    }),
    events: ['import.previewed'],
  }),
  readTable: query({
    name: 'import.table',
    method: 'POST',
    path: '/api/imports/table',
    permission: 'person.manage',
    upload: true,
    largest: 5 * 2 ** 20,
    summary: {
      en: 'The rows of a small table, of people for instance, as they stand in a file; nothing is kept of it',
      zh: '读取小型表格文件（例如人员名单）的各行，不保存文件',
    },
    input: z.object({ file: z.any() }),
    output: z.object({
      sheet: z.string().nullable(),
      header: z.array(z.string()),
      rows: z.array(z.object({ row: z.number(), cells: z.array(z.string()) })),
      /** There are more rows than are read of a small table. */
      cut: z.boolean(),
    }),
  }),
  listLayouts: query({
    name: 'import.layouts',
    method: 'GET',
    path: '/api/import-layouts',
    permission: 'import.read',
    summary: {
      en: 'Layouts of other systems that are recognised, each with a sample',
      zh: '可识别的其他系统导出格式及样例',
    },
    input: z.object({ kind: z.enum(importKinds).optional() }),
    output: z.object({
      rows: z.array(
        z.object({
          layout: z.string(),
          vendor: z.string(),
          kind: z.enum(importKinds),
          /** Whence its headings are known: published by the vendor, seen in exported files, or general knowledge. */
          basis: z.enum(['published', 'files', 'known']),
          fields: z.array(z.string()),
          /** Its headings, each with its spellings. */
          headings: z.array(z.array(z.string())),
          /** A made-up file of this layout, as CSV text. */
          sample: z.string(),
        }),
      ),
    }),
  }),
  startImport: verb({
    name: 'import.start',
    method: 'POST',
    path: '/api/imports',
    permission: 'import.run',
    upload: 'optional',
    summary: { en: 'Bring a file in, in chunks, as a job', zh: '导入文件（分批、可续、可撤）' },
    /** Either a file in the upload, or `file_id` of a previewed one. `map` is JSON. */
    input: z.object({
      file: z.any().optional(),
      file_id: id().optional(),
      kind: z.enum(importKinds),
      map: z.string().max(200_000),
      dry_run: flag(),
    }),
    output: z.object({ import_id: id(), job_id: id() }),
    events: ['import.started', 'import.finished', 'history.added'],
  }),
  listImports: query({
    name: 'import.list',
    method: 'GET',
    path: '/api/imports',
    permission: 'import.read',
    summary: { en: 'Imports', zh: '导入记录' },
    input: z.object({ ...paging }),
    output: page(importRow),
  }),
  readImport: query({
    name: 'import.read',
    method: 'GET',
    path: '/api/imports/:import_id',
    permission: 'import.read',
    summary: { en: 'One import: progress and result', zh: '导入进度与结果' },
    input: z.object({ import_id: id() }),
    output: importRow,
  }),
  listRefusals: query({
    name: 'import.refusals',
    method: 'GET',
    path: '/api/imports/:import_id/refusals',
    permission: 'import.read',
    summary: { en: 'Rows that were refused, with the reasons', zh: '被拒行及原因' },
    input: z.object({ import_id: id(), ...paging }),
    output: page(
      z.object({
        row: z.union([z.string(), z.number()]),
        problems: z.array(problem),
      }),
    ),
  }),
  downloadRefusals: verb({
    name: 'import.refusals_file',
    method: 'POST',
    path: '/api/imports/:import_id/refusals/file',
    permission: 'import.read',
    file: true,
    summary: { en: 'The refused rows as a file, each with its reasons', zh: '下载错误行文件' },
    input: z.strictObject({ import_id: id(), locale: z.enum(['zh', 'en']).default('zh') }),
    output: z.any(),
    events: ['import.refusals_taken'],
  }),
  cancelImport: verb({
    name: 'import.cancel',
    method: 'POST',
    path: '/api/imports/:import_id/cancel',
    permission: 'import.run',
    summary: { en: 'Stop an import after the chunk it is in', zh: '停止导入' },
    input: z.strictObject({ import_id: id() }),
    output: z.object({ state: z.string() }),
    events: ['import.cancelled'],
  }),
  undoImport: verb({
    name: 'import.undo',
    method: 'POST',
    path: '/api/imports/:import_id/undo',
    permission: 'import.undo',
    summary: { en: 'Undo an import as a batch, naming what has since been built on it', zh: '整批撤销导入' },
    input: z.strictObject({ import_id: id(), reason: words(500) }),
    output: z.object({ import_id: id(), job_id: id() }),
    events: ['import.undone', 'import.taken_back'],
  }),
  setUpToUndo: query({
    name: 'set_up.to_undo',
    method: 'GET',
    path: '/api/set-up/undo',
    permission: 'import.undo',
    summary: { en: 'What undoing the set-up would take back', zh: '撤销建账将收回的内容' },
    input: z.object({}),
    output: z.object({
      imports: z.array(
        z.object({
          import_id: id(),
          kind: z.enum(importKinds),
          file_name: z.string(),
          rows: z.number(),
          created_at: instant(),
          by_name: z.string().nullable(),
        }),
      ),
      /** Openings that no import brought. */
      openings: z.array(z.object({ opening_id: id(), entity_code: z.string(), cutover_on: day(), items: z.number() })),
      /** Entities whose opening is locked: then the set-up stays. */
      locked: z.array(z.string()),
    }),
  }),
  undoSetUp: verb({
    name: 'set_up.undo',
    method: 'POST',
    path: '/api/set-up/undo',
    permission: 'import.undo',
    summary: { en: 'Take the whole set-up back, before anything is locked', zh: '启用前整体撤销建账' },
    /** `confirm` is the name of the organisation, typed. */
    input: z.strictObject({ confirm: text(200), reason: words(500) }),
    output: z.object({ job_id: id(), imports: z.number(), openings: z.number() }),
    events: ['set_up.undone'],
  }),
  saveMap: verb({
    name: 'import.save_map',
    method: 'PUT',
    path: '/api/import-maps',
    permission: 'import.run',
    summary: { en: 'Keep a map under a name', zh: '保存字段映射' },
    input: z.strictObject({ kind: z.enum(importKinds), name: words(100), map: importMap, note: text(500).optional() }),
    output: z.object({ map_id: id() }),
    events: ['import.map_saved'],
  }),
  listMaps: query({
    name: 'import.maps',
    method: 'GET',
    path: '/api/import-maps',
    permission: 'import.read',
    summary: { en: 'Kept maps', zh: '已保存的字段映射' },
    input: z.object({ kind: z.enum(importKinds).optional() }),
    output: z.object({
      rows: z.array(
        z.object({ map_id: id(), kind: z.enum(importKinds), name: z.string(), map: importMap, changed_at: instant() }),
      ),
    }),
  }),
}
