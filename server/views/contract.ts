import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { id, page, paging, words } from '../kernel/fields.ts'

const key = z.string().regex(/^\w{1,40}$/)
const columns = z.strictObject({ order: z.array(key).max(60), hidden: z.array(key).max(60) })
/** The place of a list in the pages: 'invoices', 'customers/grades'. */
const list = z
  .string()
  .max(40)
  .regex(/^[a-z]+([-/][a-z]+)*$/)

/** How one keeps lists as one wants them. */
export const viewsContract = {
  listViews: query({
    name: 'view.list',
    method: 'GET',
    path: '/api/views',
    permission: 'signed_in',
    summary: { en: 'Views of a list: one’s own, and those that are shared', zh: '列表视图：本人的及共享的' },
    input: z.strictObject({ ...paging, list: list.optional() }),
    output: page(
      z.object({
        view_id: id(),
        list: z.string(),
        name: z.string(),
        search: z.string(),
        columns: columns.nullable(),
        shared: z.boolean(),
        mine: z.boolean(),
        /** One's own list opens with it. */
        preferred: z.boolean(),
        by_name: z.string(),
      }),
    ),
  }),
  saveView: verb({
    name: 'view.save',
    method: 'POST',
    path: '/api/views',
    permission: 'signed_in',
    summary: {
      en: 'Keep a list as it stands under a name; the same name again replaces it',
      zh: '将列表当前状态存为视图（同名则覆盖）',
    },
    input: z.strictObject({
      list,
      name: words(60),
      search: z.string().max(2000),
      columns: columns.nullable().default(null),
      shared: z.boolean().default(false),
    }),
    output: z.object({ view_id: id(), replaced: z.boolean() }),
    events: ['view.saved'],
  }),
  renameView: verb({
    name: 'view.rename',
    method: 'POST',
    path: '/api/views/:view_id/name',
    permission: 'signed_in',
    summary: { en: 'Call one’s own view something else', zh: '重命名本人的视图' },
    input: z.strictObject({ view_id: id(), name: words(60) }),
    output: z.object({ view_id: id() }),
    events: ['view.renamed'],
  }),
  preferView: verb({
    name: 'view.prefer',
    method: 'PUT',
    path: '/api/views/preferred',
    permission: 'signed_in',
    summary: { en: 'Open one’s own list with a view, or again as it comes', zh: '设置本人打开列表时的默认视图' },
    input: z.strictObject({ list, view_id: id().nullable() }),
    output: z.object({ list, view_id: id().nullable() }),
    events: ['view.preferred'],
  }),
  removeView: verb({
    name: 'view.remove',
    method: 'POST',
    path: '/api/views/:view_id/removal',
    permission: 'signed_in',
    summary: { en: 'Remove one’s own view', zh: '移除本人的视图' },
    input: z.strictObject({ view_id: id() }),
    output: z.object({ view_id: id() }),
    events: ['view.removed'],
  }),
}
