import assert from 'node:assert/strict'
import { type Instant, plusMicros } from '../kernel/values.ts'
import { ledgerProblems } from './ledger-invariants.ts'
import { testHouse, testOrganisation } from './organisation.ts'
import { readLine, setClock, type Story } from './story-line.ts'
import { steps } from './story-steps.ts'

// Opened here, outside any test, so that it closes behind the whole file and not behind the first story.
await testHouse()

/**
 * Tells a story in an organisation of its own, through the real API, and then checks that the books are sound: items
 * equal their histories, control accounts equal their items, entries balance. The clock stands on 2026-12-31 until
 * `today` moves it, and ticks with every line. A line is written as in design §6:
 *
 *     invoice I1 100.00 on 2026-01-05 due 2026-02-05
 *     receipt R1 120.00 on 2026-01-20
 *     apply   R1 I1 100.01       -> item_overapplied
 *     as_of 2026-01-31 expect I1 open 100.00
 *
 * The verbs stand in `story-steps.ts`.
 */
export async function check(text: string): Promise<void> {
  const story = await begin()
  await tell(story, text)
  assert.deepEqual(await ledgerProblems(story.org.org_id), [], 'the books are sound at the end of the story')
}

/** A story with nothing told yet: an organisation with the entity E1, whose base currency is CNY. */
export async function begin(): Promise<Story> {
  const now = '2026-12-31T04:00:00.000000Z' as Instant
  const org = await testOrganisation({ demo_at: now })
  return {
    org,
    checker: await org.as('everything'),
    things: new Map(),
    customers: new Map(),
    entities: new Map([['E1', { entity_id: org.entity_id, base_currency: 'CNY' }]]),
    moments: new Map(),
    now,
  }
}

/** Tells more lines of a story. */
export async function tell(story: Story, text: string): Promise<void> {
  for (const [at, raw] of text.split('\n').entries()) {
    const line = readLine(raw)
    if (!line) continue
    const step = steps[line.verb]
    assert.ok(step, `line ${at + 1}: a story knows no "${line.verb}"`)
    try {
      await setClock(story, plusMicros(story.now, 1_000_000))
      await step(story, line)
    } catch (error) {
      ;(error as Error).message = `line ${at + 1}: ${line.text}\n${(error as Error).message}`
      throw error
    }
  }
}
