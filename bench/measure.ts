/** One figure: what was reached, the limit measured beside it in the same run, and their ratio. */
export type Figure = { name: string; value: number; unit: string; limit: number | null; ratio: number | null }

const rounded = (value: number) => Number(value.toPrecision(4))

/** Prints a figure as a line of JSON. For rates the ratio is value ÷ limit; for times it is value ÷ limit too, so less is better there. */
export function report(name: string, value: number, unit: string, limit: number | null): Figure {
  const figure = {
    name,
    value: rounded(value),
    unit,
    limit: limit === null ? null : rounded(limit),
    ratio: limit ? rounded(value / limit) : null,
  }
  console.log(JSON.stringify(figure))
  return figure
}

/** Milliseconds a piece of work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint()
  await work()
  return Number(process.hrtime.bigint() - start) / 1e6
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Value at the 95th of 100 places. */
export const p95 = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? Number.NaN
}

/** Runs two pieces of work in turn, so that a machine that slows down slows both; answers the medians in ms. */
export async function inPairs(
  rounds: number,
  ours: () => Promise<unknown>,
  limit: () => Promise<unknown>,
): Promise<{ ours: number; limit: number }> {
  await ours()
  await limit()
  const times: { ours: number[]; limit: number[] } = { ours: [], limit: [] }
  for (let round = 0; round < rounds; round++) {
    times.ours.push(await timed(ours))
    times.limit.push(await timed(limit))
  }
  return { ours: median(times.ours), limit: median(times.limit) }
}
