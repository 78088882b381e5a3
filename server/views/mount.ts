import { type Kernel, mount } from '../kernel/run.ts'
import { viewsContract } from './contract.ts'
import { listViews, preferView, removeView, renameView, saveView } from './views.ts'

/** Views of lists: their lines. */
export function mountViews(kernel: Kernel): void {
  mount(kernel, viewsContract, { listViews, saveView, renameView, preferView, removeView })
}
