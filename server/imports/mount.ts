import { clearIncoming } from '../kernel/files.ts'
import type { Jobs } from '../kernel/jobs.ts'
import { type Kernel, mount } from '../kernel/run.ts'
import { importsContract } from './contract.ts'
import { cancelImport, saveMap, startImport } from './imports.ts'
import { previewImport, readTable } from './preview.ts'
import { listImports, listLayouts, listMaps, listRefusals, readImport } from './queries.ts'
import { downloadRefusals } from './refusals-file.ts'
import { importHandler } from './run-import.ts'
import { undoHandler, undoImport } from './undo.ts'
import { setUpToUndo, undoSetUp, undoSetUpHandler } from './undo-set-up.ts'

/** Files coming in: their lines and jobs. `home` is where files lie. */
export function mountImports(kernel: Kernel, { home, jobs }: { home: string; jobs: Jobs }): void {
  mount(kernel, importsContract, {
    previewImport: previewImport(home),
    startImport: startImport(home),
    listImports,
    readImport,
    listRefusals,
    downloadRefusals: downloadRefusals(home),
    cancelImport,
    undoImport,
    setUpToUndo,
    undoSetUp,
    saveMap,
    listMaps,
    listLayouts,
    readTable,
  })
  jobs.sweeps.push({ name: 'files.left', cron: '43 * * * *', run: async () => void (await clearIncoming(home)) })
  jobs.handlers.set('import.run', importHandler(home))
  jobs.handlers.set('import.undo', undoHandler)
  jobs.handlers.set('set_up.undo', undoSetUpHandler)
}
