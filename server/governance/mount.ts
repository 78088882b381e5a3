import { type Kernel, mount } from '../kernel/run.ts'
import { governanceContract } from './contract.ts'
import { erasePerson, listErasures } from './erasures.ts'

/** Makes erasing, and its register, reachable. */
export function mountGovernance(kernel: Kernel): void {
  mount(kernel, governanceContract, { erasePerson, listErasures })
}
