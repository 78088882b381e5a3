import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import type { Kernel } from '../kernel/run.ts'
import type { reportsContract } from './contract.ts'
import { rowsOf } from './declared-lists.ts'

type Lines = (typeof reportsContract)['selectRows']

/** The most rows that are picked at once: what the verbs of many take in a few portions. */
const most = 5_000

/**
 * Every row of a list as it is filtered, read in one transaction, so that what is then done is done to what stood there
 * at one moment. [RPT-22] Refuses `selection_too_large`, and `permission_missing` where the list itself would.
 */
export const selectRows =
  (kernel: Kernel) =>
  async (ctx: Context, { list, params }: Taken<Lines>): Promise<Answered<Lines>> => {
    const rows: Record<string, unknown>[] = []
    for await (const row of rowsOf(ctx, kernel, list, params)) {
      if (rows.length === most) refuse('selection_too_large', { maximum: most })
      rows.push(row)
    }
    return { rows, known_at: ctx.now }
  }
