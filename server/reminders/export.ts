import { type Context, may, moment, record } from '../kernel/context.ts'
import type { Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import { writeNameless } from '../kernel/files.ts'
import type { FileAnswer } from '../kernel/http.ts'
import { newId } from '../kernel/values.ts'
import { pages, type SheetColumn } from '../reports/sheet.ts'
import { writeSheet } from '../reports/write-sheet.ts'
import type { remindersContract } from './contract.ts'
import { listReminders } from './queries.ts'
import { wordsOf } from './export-words.ts'

type Asked = Taken<(typeof remindersContract)['exportReminders']>

const mimes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

const fields = [
  'entity_code',
  'customer_number',
  'customer_name',
  'reminded_on',
  'channel',
  'tone',
  'step_day',
  'state',
  'items',
  'currency',
  'amount_minor',
  'recipient',
  'task_owner_name',
  'note',
  'reason',
  'sent_at',
] as const

/** Takes the list of reminders out as it stands on the screen, all pages of it; recorded. Refuses `permission_missing`. */
export const exportReminders =
  (home: string) =>
  async (ctx: Context, { format, locale, ...asked }: Asked): Promise<FileAnswer> => {
    if (!may(ctx, 'reminder.read')) refuse('permission_missing', { permission: 'reminder.read' })
    const words = wordsOf[locale]
    const columns = fields.map(
      (field): SheetColumn => ({
        field,
        heading: words.headings[field] ?? field,
        form: field === 'amount_minor' ? 'money' : field === 'items' || field === 'step_day' ? 'number' : 'text',
      }),
    )
    const said = async function* () {
      for await (const row of pages(after => listReminders(ctx, { ...asked, after, limit: 200 })))
        yield {
          ...row,
          channel: words.channels[String(row.channel)],
          tone: words.tones[String(row.tone)],
          state: words.states[String(row.state)],
        }
    }
    const body = await writeNameless(home, async file => {
      const rows = await writeSheet(file, format, { columns, rows: said() })
      await record(ctx, 'report.exported', await moment(ctx), [
        { subject_id: newId(), data: { report: 'reminders', format, params: asked, rows } },
      ])
    })
    return { file_name: `reminders-${ctx.today}.${format}`, mime: mimes[format], body }
  }
