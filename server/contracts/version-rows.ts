import type { PlannedContract } from './contracts.ts'

/** A version of a contract that is to be written. */
export type NewVersion = { contract_id: string; version: number; reason: string | null; plan: PlannedContract }

/** The lines of a version as rows. */
export const lineRows = ({ contract_id, version, plan }: NewVersion) =>
  plan.lines.map(({ draft, periods: _, ...amounts }, at) => ({
    contract_id,
    version,
    line: at + 1,
    description: draft.description,
    product: draft.product ?? null,
    quantity: draft.quantity ?? null,
    unit: draft.unit ?? null,
    unit_price: draft.unit_price ?? null,
    price_includes_tax: draft.price_includes_tax,
    tax_code: draft.tax_code,
    recurs: draft.recurs ?? null,
    ...amounts,
  }))

/** The periods of its lines that recur. */
export const periodRows = ({ contract_id, version, plan }: NewVersion) =>
  plan.lines.flatMap(({ periods }, at) => periods.map(period => ({ contract_id, version, line: at + 1, ...period })))

/** The parts of its payment plan. */
export const partRows = ({ contract_id, version, plan }: NewVersion) =>
  plan.agreed.parts.map(({ kind, label, amount_minor, planned_on, months }, at) => ({
    contract_id,
    version,
    part: at + 1,
    kind,
    label,
    amount_minor,
    planned_on: planned_on ?? null,
    months: months ?? null,
  }))
