import { type Kernel, mount } from '../kernel/run.ts'
import { ageing } from './ageing.ts'
import { balances } from './balances.ts'
import { reportsContract } from './contract.ts'
import { customerLedger } from './customer-ledger.ts'
import { dayChanges } from './day-changes.ts'
import { browseEvents } from './events.ts'
import { exportReport } from './export.ts'
import { flowsContract } from './flows-contract.ts'
import { contractFlows, invoiceFlows } from './flows.ts'
import { history } from './history.ts'
import { attention, balanceHistory, expectedReceipts, monthlySeries, standing } from './home.ts'
import { homeContract } from './home-contract.ts'
import { recordContract } from './record-contract.ts'
import { corrections, creditNotes, differences, releases, transfers, writeOffs } from './registers.ts'
import { registersContract } from './registers-contract.ts'
import { listSeries } from './series.ts'
import { selectRows } from './select-rows.ts'
import { salespeople } from './salespeople.ts'
import { searchEverything } from './search.ts'
import { searchContract } from './search-contract.ts'
import { setUpProgress } from './set-up.ts'
import { statement } from './statement.ts'

/** Makes the reports reachable; `home` is where what is taken out lies until it is sent. */
export function mountReports(kernel: Kernel, { home }: { home: string }): void {
  mount(kernel, reportsContract, {
    ageing,
    balances,
    customerLedger,
    dayChanges,
    exportReport: exportReport(home, kernel),
    selectRows: selectRows(kernel),
    salespeople,
    statement,
  })
  mount(kernel, homeContract, { expectedReceipts, monthlySeries, balanceHistory, attention, standing, setUpProgress })
  mount(kernel, registersContract, { writeOffs, differences, transfers, releases, corrections, creditNotes, history })
  mount(kernel, recordContract, { browseEvents, listSeries })
  mount(kernel, flowsContract, { invoiceFlows, contractFlows })
  mount(kernel, searchContract, { searchEverything })
}
