import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ledgerProblems } from '../testing/ledger-invariants.ts'
import { begin, check, tell } from '../testing/story.ts'
import { thing } from '../testing/story-line.ts'

const sample = `
  entity  E2 from 2026-01-01
  opening O1 56500.00 of C01 issued 2025-10-30 due 2025-11-30 in E2
  opening O2 113000.00 of C01 issued 2025-12-31 due 2026-01-31 in E2
  opening O3 20000.00 USD base 142000.00 of C03 issued 2025-11-30 due 2025-12-31 in E2
  opening O4 214700.00 of C04 issued 2025-09-30 due 2025-10-31 in E2
  opening O5 11300.00 by retention of C04 issued 2025-09-01 due 2026-09-01 in E2
  opening O6 -30000.00 by advance of C05 issued 2025-12-15 in E2
`
const oldBook = `
  old 1122 384200.00 in E2
  old 1122 20000.00 USD base 142000.00 in E2
  old 1481 11300.00 in E2
  old 2204 -30000.00 in E2
`

test('[LGR-16] a small opening: gross 537,500.00, net 507,500.00, tie-out 0.00, locked by two persons', async () => {
  const story = await begin()
  await tell(story, sample)
  const opening_id = thing(story, 'opening').document_id
  const tieOut = async () => (await story.org.admin.get(`/api/openings/${opening_id}/tie-out`)).body
  assert.equal((await tieOut()).ties, false)
  await tell(story, `lock -> opening_does_not_tie\n${oldBook}`)
  const { ties, rows, cutover_on } = await tieOut()
  assert.equal(ties, true)
  assert.equal(cutover_on, '2025-12-31')
  assert.deepEqual(
    rows.map((row: Record<string, string>) => [
      row.account_code,
      row.currency,
      row.our_minor,
      row.difference_base_minor,
    ]),
    [
      ['1122', 'CNY', '38420000', '0'],
      ['1122', 'USD', '2000000', '0'],
      ['1481', 'CNY', '1130000', '0'],
      ['2204', 'CNY', '-3000000', '0'],
    ],
  )
  const [row] = (await story.org.admin.get('/api/openings')).body.rows
  assert.deepEqual([row.gross_minor, row.net_minor, row.items, row.state], ['53750000', '50750000', 6, 'open'])
  await tell(
    story,
    `lock
     lock -> opening_locked
     undo -> opening_locked
     opening O7 1.00 issued 2025-12-01 in E2 -> opening_locked
     expect O3 open 20000.00 base 142000.00
     account opening -507500.00 in E2
     account revenue 0.00 in E2`,
  )
  assert.deepEqual(await ledgerProblems(story.org.org_id), [])
})

test('[LGR-16] customers are compared once the old book has figures for them', async () => {
  const story = await begin()
  await tell(story, `${sample}${oldBook} old 1122 169500.00 of C01 in E2\n old 1122 214600.00 of C04 in E2`)
  const opening_id = thing(story, 'opening').document_id
  const { ties, rows } = (await story.org.admin.get(`/api/openings/${opening_id}/tie-out`)).body
  assert.equal(ties, false)
  assert.deepEqual(
    rows
      .filter((row: Record<string, string>) => row.difference_minor !== '0')
      .map((row: Record<string, string>) => [
        row.account_code,
        row.customer_number,
        row.currency,
        row.difference_minor,
      ]),
    [
      ['1122', 'C04', 'CNY', '-10000'],
      ['1122', 'C03', 'USD', '-2000000'],
    ],
  )
})

test('[LGR-16] an opening is undone as a batch while nothing stands on it, and may then be entered again', () =>
  check(`
    ${sample}
    receipt R1 500.00 of C01 on 2026-01-10 in E2
    apply   R1 O1 500.00 on 2026-01-10
    undo -> opening_built_upon
    unapply R1 O1 on 2026-01-20
    undo
    expect  O1 open 0.00
    expect  O3 open 0.00 base 0.00
    account opening 0.00 in E2
    as_of   2025-12-31 expect O2 open 0.00
    as_of   2026-01-19 expect O1 open 56000.00
    as_of   2026-01-20 expect O1 open 0.00
    undo -> opening_unknown
    opening P1 10.00 of C01 issued 2025-10-30 in E2
    expect  P1 open 10.00
  `))

test('[LGR-16] the loss allowance of the old book stands on its account, is tied out and is undone with the opening', async () => {
  const story = await begin()
  await tell(
    story,
    `${sample}${oldBook}
     allowance 12000.00 in E2
     allowance 3000.00 of C04 in E2
     allowance 500.00 USD base 3550.00 in E2
     account 1231.02 -18550.00 in E2
     account opening -488950.00 in E2
     lock -> opening_does_not_tie
     old 1231.02 -15000.00 in E2
     old 1231.02 -500.00 USD base -3550.00 in E2`,
  )
  const opening_id = thing(story, 'opening').document_id
  const { ties, rows } = (await story.org.admin.get(`/api/openings/${opening_id}/tie-out`)).body
  assert.equal(ties, true)
  assert.deepEqual(
    rows
      .filter((row: Record<string, string>) => row.account_code === '1231.02')
      .map((row: Record<string, string>) => [row.currency, row.our_minor, row.our_base_minor]),
    [
      ['CNY', '-1500000', '-1500000'],
      ['USD', '-50000', '-355000'],
    ],
  )
  const [row] = (await story.org.admin.get('/api/openings')).body.rows
  assert.deepEqual([row.allowance_minor, row.net_minor, row.items], ['1855000', '50750000', 6])
  await tell(
    story,
    `undo
     account 1231.02 0.00 in E2
     account opening 0.00 in E2`,
  )
  assert.deepEqual(await ledgerProblems(story.org.org_id), [])
})

test('[LGR-16] an allowance that cannot be is refused by name; a locked opening takes none', () =>
  check(`
    entity  E2 from 2026-01-01
    entity  E3 from 2026-01-01 standard cas_small
    allowance 5.00 in E3 -> allowance_not_kept
    allowance 0.00 in E2 -> amount_not_positive
    allowance -5.00 in E2 -> amount_not_positive
    allowance 5.00 USD in E2 -> field_missing
    allowance 5.00 in E2
    old 1231.02 -5.00 in E2
    lock
    allowance 5.00 in E2 -> opening_locked
  `))

test('[LGR-16] an opening item is paid by a receipt like any other', () =>
  check(`
    ${sample}
    receipt R1 20000.00 USD rate 7.2 of C03 on 2026-01-10 in E2
    apply   R1 O3 20000.00 on 2026-01-09 -> applied_before_posted
    apply   R1 O3 20000.00 on 2026-01-10
    account exchange -2000.00 in E2
    apply   O6 O1 30000.00 on 2025-12-31 -> period_before_books
    apply   O6 O1 30000.00 on 2026-01-01
    expect  O1 open 26500.00
  `))

test('[LGR-16] what cannot be an opening is refused by name', () =>
  check(`
    entity  E2 from 2026-01-01
    opening O1 -5.00 in E2 -> amount_sign_wrong
    opening O1 5.00 by advance in E2 -> amount_sign_wrong
    opening O1 0.00 in E2 -> amount_sign_wrong
    opening O1 5.00 USD in E2 -> field_missing
    opening O1 5.00 USD base -35.00 in E2 -> amount_sign_wrong
    opening O1 5.00 base 4.00 in E2 -> field_invalid
    opening O1 5.00 issued 2026-01-01 in E2 -> opening_day_wrong
    opening O1 5.00 cutover 2026-01-02 in E2 -> opening_day_wrong
    opening O1 5.00 in E2
    opening O2 5.00 cutover 2025-11-30 in E2 -> opening_exists
    old 1002 5.00 in E2 -> account_control_wrong
    old 9999 5.00 in E2 -> account_unknown
    old 1122 5.00 of C9 in E2 -> customer_unknown
  `))
