import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Day } from '../kernel/values.ts'
import { contextOf } from '../kernel/context.ts'
import { type Instant, newId } from '../kernel/values.ts'
import { codes, inside } from '../testing/customers.ts'
import type { TestOrganisation } from '../testing/organisation.ts'
import { begin, check, tell } from '../testing/story.ts'
import { ratesFor } from './rates.ts'

test('[LGR-20] only an account of the right kind of control serves a purpose', async () => {
  const { org } = await begin()
  const { entity_id } = org
  const determine = async (purpose: string, account_code: string, qualifier?: string) => {
    const reply = await org.admin.post('/api/accounts/determination', { entity_id, purpose, account_code, qualifier })
    return codes(reply)?.[0] ?? reply.status
  }
  assert.equal(await determine('receivable', '1002'), '0 account_control_wrong')
  assert.equal(await determine('receivable', '1221'), '0 account_control_wrong')
  assert.equal(await determine('revenue', '1122'), '0 account_is_control')
  assert.equal(await determine('revenue', '9999'), '0 account_unknown')
  assert.equal(await determine('coffee', '1002'), '0 field_invalid')
  assert.equal(await determine('unapplied', '2203'), 200)
  assert.equal(await determine('revenue', '6051', 'VAT6'), 200)
  assert.equal(await determine('revenue', '6001', 'VAT6'), 200)
  const { rows } = (await org.admin.get('/api/accounts', { entity_id })).body
  const purposesOf = (code: string) => rows.find((row: { code: string }) => row.code === code)?.purposes
  assert.deepEqual(purposesOf('6001'), ['revenue', 'revenue:VAT6'])
  assert.deepEqual(purposesOf('2203'), ['advance:rent', 'unapplied'])
  assert.deepEqual(purposesOf('1122'), ['receivable'])
})

test('[LGR-20] money that goes to another control account is reclassed when it is applied', () =>
  check(`
    advance R1 100.00 on 2026-01-05
    invoice I1 60.00 on 2026-01-10
    account 2204 -100.00
    apply   R1 I1 60.00 on 2026-01-10
    account 2204 -40.00
    account 1122 0.00
    unapply R1 I1
    account 2204 -100.00
  `))

const usd = (valid_on: string, rate: string) => ({
  currency: 'USD',
  base_currency: 'CNY',
  valid_on,
  rate,
  source: 'test',
})

/** What a currency was worth in CNY. */
const rateAt = (org: TestOrganisation, currency: string, on: string) =>
  inside(org, async tx => {
    const actor = { org_id: org.org_id, time_zone: 'UTC', clock: null } as never
    const ctx = contextOf(tx, actor, '2026-01-01T00:00:00.000000Z' as Instant, newId(), null)
    return (await ratesFor(ctx, [{ currency, base_currency: 'CNY', on: on as Day }]))(currency, 'CNY', on as Day)
  })

test('[LGR-3] the latest day on or before counts, and of one day the latest correction', async () => {
  const { org } = await begin()
  const set = (rates: object[]) => org.admin.post('/api/exchange-rates', rates)
  assert.equal((await set([usd('2026-01-01', '7.10'), usd('2026-02-01', '7.2')])).status, 200)
  assert.equal((await set([usd('2026-01-01', '7.15')])).status, 200)
  assert.equal(await rateAt(org, 'USD', '2025-12-31'), null)
  assert.equal(await rateAt(org, 'USD', '2026-01-31'), '7.15')
  assert.equal(await rateAt(org, 'USD', '2026-02-01'), '7.2')
  assert.equal(await rateAt(org, 'CNY', '2026-02-01'), '1')
  assert.equal(await rateAt(org, 'EUR', '2026-02-01'), null)
  const wrong = [
    usd('2026-03-01', '0'),
    usd('2026-03-01', '-1'),
    { ...usd('2026-03-01', '1'), currency: 'CNY' },
    { ...usd('2026-03-01', '1'), currency: 'ABC' },
    usd('2026-04-01', '7'),
    usd('2026-04-01', '7.1'),
    usd('2026-04-01', '7.0'),
  ]
  assert.deepEqual(codes(await set(wrong)), [
    '0 rate_invalid',
    '1 rate_invalid',
    '2 rate_invalid',
    '3 currency_unknown',
    '5 rate_invalid',
  ])
})

test('[LGR-3] rates are paged with their corrections, the latest first', async () => {
  const story = await begin()
  await tell(
    story,
    'rate USD 7.1 on 2026-01-01\nrate USD 7.2 on 2026-01-01\nrate EUR 8 on 2026-02-01\nrate USD 7.3 on 2026-02-01',
  )
  const seen: string[] = []
  let after: string | null = null
  do {
    const query: Record<string, string> = after ? { limit: '1', after } : { limit: '1' }
    const { rows, next } = (await story.org.admin.get('/api/exchange-rates', query)).body
    seen.push(...rows.map((row: Record<string, string>) => `${row.currency} ${row.rate} ${row.valid_on}`))
    after = next
  } while (after && seen.length < 10)
  assert.deepEqual(seen, ['USD 7.3 2026-02-01', 'EUR 8 2026-02-01', 'USD 7.2 2026-01-01', 'USD 7.1 2026-01-01'])
  const eur = await story.org.admin.get('/api/exchange-rates', { currency: 'EUR', base_currency: 'CNY' })
  assert.equal(eur.body.rows.length, 1)
})

test('[LGR-11] a kind of difference is limited by amount and share, and switched off by 0', async () => {
  const story = await begin()
  const { org } = story
  const set = async (rule: object) => {
    const reply = await org.admin.put('/api/difference-rules', { entity_id: org.entity_id, kind: 'allowance', ...rule })
    return codes(reply)?.[0] ?? reply.status
  }
  assert.equal(await set({ limit_minor: '-1' }), '0 field_out_of_range')
  assert.equal(await set({ limit_minor: '1', limit_percent: '101' }), '0 field_out_of_range')
  assert.equal(await set({ limit_minor: '1', account_code: '1122' }), '0 account_is_control')
  assert.equal(await set({ limit_minor: '1', account_code: '9999' }), '0 account_unknown')
  assert.equal(await set({ limit_minor: '0' }), 200)
  await tell(story, 'invoice I1 100.00 on 2026-01-05\ndifference I1 allowance 0.01 -> difference_over_limit')
  assert.equal(await set({ limit_minor: '1000', limit_percent: '1', account_code: '6051' }), 200)
  await tell(
    story,
    `difference I1 allowance 1.01 -> difference_over_limit
     difference I1 allowance 1.00
     account 6051 1.00`,
  )
  const { rows } = (await org.admin.get('/api/difference-rules', { entity_id: org.entity_id })).body
  assert.equal(rows.length, 6)
})
