import { addMonths, periodOf } from '../kernel/values.ts'
import { type Attempt, todayOf, type World } from './fuzz-world.ts'

/** Closes a month of some entity; months out of order are refused. */
export function closePeriod(world: World): Attempt {
  const { chance } = world
  const period = periodOf(addMonths(todayOf(world), -chance.int(2, 5)))
  return {
    name: 'period.close',
    input: { entity_id: chance.pick(world.entities).entity_id, period },
    expected: 'either',
  }
}

/** Reopens a month of some entity; only the last closed one may be. */
export function reopenPeriod(world: World): Attempt {
  const { chance } = world
  const period = periodOf(addMonths(todayOf(world), -chance.int(2, 5)))
  const { entity_id } = chance.pick(world.entities)
  return { name: 'period.reopen', input: { entity_id, period, reason: 'fuzz' }, expected: 'either' }
}
