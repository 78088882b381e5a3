import { addDays, type Day, newId } from '../kernel/values.ts'
import { type Attempt, someDay, someItem, todayOf, type World } from './fuzz-world.ts'
import { type ModelItem, type ModelPair, roomFrom } from './model.ts'

const later = (a: Day, b: Day) => (a > b ? a : b)

type ApplyLine = { debit: ModelItem; credit: ModelItem; minor: bigint }

/** A debit and a credit that fit: of one entity and currency, often of one customer. */
function somePair(world: World): { debit: ModelItem; credit: ModelItem } | null {
  const own = world.chance.chance(0.75)
  const debit = someItem(world, item => item.amount_minor > 0n && roomFrom(item, item.posted_on) > 0n)
  if (!debit) return null
  const credit = someItem(
    world,
    item =>
      item.amount_minor < 0n &&
      item.entity_id === debit.entity_id &&
      item.currency === debit.currency &&
      (!own || item.customer_id === debit.customer_id) &&
      roomFrom(item, item.posted_on) > 0n,
  )
  return credit && { debit, credit }
}

/** Whether a month of an entity may be closed; the model does not follow periods, and lets that answer stand. */
const maybeClosed = (world: World, on: Day) => on < addDays(todayOf(world), -30)

/**
 * Applications of one business day: in part or in full, one or many, across customers, dated back or ahead. The model says
 * whether there is room on that day and on every later one.
 */
export function applications(world: World): Attempt | null {
  const { chance } = world
  const lines: ApplyLine[] = []
  let applied_on: Day | null = null
  for (let wanted = chance.pick([1, 1, 1, 2, 3]); wanted > 0; wanted--) {
    const pair = somePair(world)
    if (!pair) continue
    const posted = later(pair.debit.posted_on, pair.credit.posted_on)
    applied_on ??= chance.chance(0.5) ? later(posted, todayOf(world)) : addDays(posted, chance.int(0, 60))
    const [left, right] = [roomFrom(pair.debit, applied_on), roomFrom(pair.credit, applied_on)]
    const most = left < right ? left : right
    if (most <= 0n) continue
    lines.push({ ...pair, minor: chance.chance(0.5) ? most : chance.minor(1, Number(most)) })
  }
  if (lines.length === 0 || !applied_on) return null
  return applyAttempt(world, applied_on, lines)
}

/** Tries the lines one after the other on the model, as the verb will, and takes them back. */
function applyAttempt(world: World, applied_on: Day, lines: ApplyLine[]): Attempt {
  const tried: ModelItem[] = []
  let fits = true
  for (const { debit, credit, minor } of lines) {
    fits &&=
      minor > 0n &&
      debit.amount_minor > 0n &&
      credit.amount_minor < 0n &&
      debit.entity_id === credit.entity_id &&
      debit.currency === credit.currency &&
      applied_on >= later(debit.posted_on, credit.posted_on) &&
      applied_on <= addDays(todayOf(world), 366) &&
      minor <= roomFrom(debit, applied_on) &&
      minor <= roomFrom(credit, applied_on)
    if (!fits) break
    for (const [item, delta] of [
      [debit, -minor],
      [credit, minor],
    ] as const) {
      item.changes.push({ applied_on, recorded_at: '2999' as never, minor: delta, base: 0n })
      tried.push(item)
    }
  }
  for (const item of tried) item.changes.pop()
  const closed = maybeClosed(world, applied_on)
  return {
    name: 'item.apply',
    input: [
      {
        applied_on,
        lines: lines.map(({ debit, credit, minor }) => ({
          debit_item_id: debit.item_id,
          credit_item_id: credit.item_id,
          amount_minor: String(minor),
        })),
      },
    ],
    expected: !fits ? 'refused' : closed ? 'either' : 'accepted',
  }
}

const raw = (input: unknown): Attempt => ({ name: 'item.apply', input, expected: 'refused' })

/** An application that must be refused, in one of many ways. */
export function refusedApplication(world: World): Attempt | null {
  const { chance } = world
  const pair = somePair(world)
  if (!pair) return null
  const { debit, credit } = pair
  const on = later(later(debit.posted_on, credit.posted_on), todayOf(world))
  const over = (item: ModelItem) =>
    applyAttempt(world, on, [{ ...pair, minor: roomFrom(item, on) + BigInt(chance.int(1, 1000)) }])
  const line = { debit_item_id: debit.item_id, credit_item_id: credit.item_id, amount_minor: '1' }
  const other = someItem(
    world,
    item => item.amount_minor < 0n && (item.currency !== debit.currency || item.entity_id !== debit.entity_id),
  )
  const early = addDays(later(debit.posted_on, credit.posted_on), -1)
  return chance.pick<() => Attempt | null>([
    () => over(debit),
    () => over(credit),
    () => raw([{ applied_on: early, lines: [line] }]),
    () => raw([{ applied_on: addDays(todayOf(world), 380), lines: [line] }]),
    () => raw([{ applied_on: on, lines: [{ ...line, amount_minor: '0' }] }]),
    () => raw([{ applied_on: on, lines: [{ ...line, amount_minor: '-7' }] }]),
    () => raw([{ applied_on: on, lines: [{ ...line, debit_item_id: newId() }] }]),
    () =>
      raw([
        {
          applied_on: on,
          lines: [{ ...line, debit_item_id: line.credit_item_id, credit_item_id: line.debit_item_id }],
        },
      ]),
    () => raw([{ applied_on: on, lines: [{ ...line, credit_item_id: line.debit_item_id }] }]),
    () => raw([{ applied_on: on, lines: [] }]),
    () => raw([{ applied_on: '2024-13-01', lines: [line] }]),
    () => raw([]),
    () =>
      other
        ? raw([{ applied_on: later(on, other.posted_on), lines: [{ ...line, credit_item_id: other.item_id }] }])
        : null,
    // The first request fits and the second does not: nothing of either may remain.
    () =>
      raw([
        { applied_on: on, lines: [line] },
        { applied_on: on, lines: [{ ...line, amount_minor: '99999999999999999' }] },
      ]),
  ])()
}

const bound = ['transfer', 'correction', 'opening_undo', 'reversal']

/** Takes an application back; sometimes one that cannot be. */
export function reversal(world: World): Attempt | null {
  const { chance, model } = world
  if (model.pairList.length === 0) return null
  const back = Math.min(model.pairList.length, chance.chance(0.7) ? 60 : model.pairList.length)
  const some = () => model.pairList[model.pairList.length - 1 - chance.int(0, back - 1)] as ModelPair
  let pair = some()
  for (let tries = 0; tries < 5 && (pair.reversed || bound.includes(pair.kind)); tries++) pair = some()
  const applied_on = chance.chance(0.5) ? undefined : addDays(pair.applied_on, chance.int(-1, 20))
  const on = applied_on ?? todayOf(world)
  const wrong = bound.includes(pair.kind) || pair.reversed || on < pair.applied_on || on > addDays(todayOf(world), 366)
  const open = maybeClosed(world, on) || ['write_off', 'difference'].includes(pair.kind) ? 'either' : 'accepted'
  return {
    name: 'item.unapply',
    input: [{ application_id: pair.application_id, applied_on, reason: 'fuzz' }],
    expected: wrong ? 'refused' : open,
  }
}

const owed = (item: ModelItem) => item.amount_minor > 0n && roomFrom(item, '2999-12-31' as Day) > 0n

/** A small difference, within its limit or beyond. */
export function difference(world: World): Attempt | null {
  const { chance } = world
  const item = someItem(world, owed)
  if (!item) return null
  const room = roomFrom(item, '2999-12-31' as Day)
  const minor = chance.chance(0.5) ? chance.minor(1, 150) : room
  const kind = chance.pick([
    'rounding',
    'bank_charge',
    'cash_discount',
    'allowance',
    'deduction',
    'exchange',
    'none of these',
  ])
  const applied_on = later(item.posted_on, someDay(world))
  return {
    name: 'item.apply',
    input: [{ applied_on, differences: [{ item_id: item.item_id, kind, amount_minor: String(minor) }] }],
    expected: kind === 'none of these' || minor > roomFrom(item, applied_on) ? 'refused' : 'either',
  }
}

/** A bad debt written off, in full or in part; sometimes more than is owed, or what we owe. */
export function writeOff(world: World): Attempt | null {
  const { chance } = world
  const item = someItem(world)
  if (!item) return null
  const on = later(item.posted_on, someDay(world))
  const room = roomFrom(item, on)
  const amount = chance.chance(0.5) ? undefined : chance.minor(1, Math.max(2, Number(room)))
  const written_off_on = chance.chance(0.2) ? addDays(item.posted_on, -1) : on
  // Without an amount it is all that is open in the end.
  const fits =
    item.amount_minor > 0n &&
    written_off_on >= item.posted_on &&
    (amount ?? roomFrom(item, '2999-12-31' as Day)) <= room &&
    room > 0n
  const request = { item_id: item.item_id, written_off_on, reason: 'fuzz', evidence: ['none'] }
  return {
    name: 'item.write_off',
    input: [amount === undefined ? request : { ...request, amount_minor: String(amount) }],
    expected: !fits ? 'refused' : maybeClosed(world, on) ? 'either' : 'accepted',
  }
}

/** What was written off comes back. */
export function recovery(world: World): Attempt | null {
  const { chance, model } = world
  const candidates = model.pairList.filter(pair => pair.kind === 'write_off')
  const pair = chance.chance(0.1)
    ? model.pairList.at(-1)
    : candidates[chance.int(0, Math.max(0, candidates.length - 1))]
  if (!pair) return null
  const amount_minor = chance.chance(0.5)
    ? undefined
    : String(chance.minor(1, Number(pair.amount_minor < 1n ? 1n : pair.amount_minor) + 1))
  const recovered_on = chance.chance(0.5) ? undefined : addDays(pair.applied_on, chance.int(-1, 30))
  const wrong = pair.kind !== 'write_off' || pair.reversed || (recovered_on ?? todayOf(world)) < pair.applied_on
  return {
    name: 'item.recover',
    input: { application_id: pair.application_id, amount_minor, recovered_on },
    expected: wrong ? 'refused' : 'either',
  }
}

/** An item, or a part of it, becomes another customer's. */
export function transfer(world: World): Attempt | null {
  const { chance } = world
  const item = someItem(world)
  if (!item) return null
  const to = chance.pick(world.customers)
  const applied_on = chance.chance(0.15) ? addDays(item.posted_on, -1) : later(item.posted_on, someDay(world))
  const room = roomFrom(item, applied_on)
  const amount = chance.chance(0.5) ? undefined : chance.minor(1, Math.max(2, Number(room) + 1))
  const fits =
    to.customer_id !== item.customer_id &&
    applied_on >= item.posted_on &&
    room > 0n &&
    (amount ?? roomFrom(item, '2999-12-31' as Day)) <= room
  const request = { item_id: item.item_id, to_customer_id: to.customer_id, applied_on, reason: 'fuzz' }
  return {
    name: 'item.transfer',
    input: [amount === undefined ? request : { ...request, amount_minor: String(amount) }],
    expected: !fits ? 'refused' : maybeClosed(world, applied_on) ? 'either' : 'accepted',
  }
}
