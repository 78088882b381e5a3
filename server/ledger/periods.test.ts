import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Period } from '../kernel/values.ts'
import { check } from '../testing/story.ts'
import { decideClosing, decideReopening, type Month } from './periods.ts'

const months = (...told: string[]): Month[] =>
  told.map(text => ({
    period: text.slice(0, 7) as Period,
    closed: text.includes('closed'),
    posted: text.includes('posted'),
  }))

test('[LGR-9] a period closes after every earlier one with a posting, and takes the empty ones with it', () => {
  const close = (period: string, ...told: string[]) => {
    const { closes, problems } = decideClosing(months(...told), period as Period)
    return problems[0]?.code ?? closes.join(' ')
  }
  assert.equal(close('2026-02', '2026-01 posted', '2026-02 posted'), 'period_order')
  assert.equal(close('2026-02', '2026-01', '2026-02 posted'), '2026-01 2026-02')
  assert.equal(close('2026-02', '2026-01 posted closed', '2026-02'), '2026-02')
  assert.equal(close('2026-01', '2026-01 closed'), 'period_closed')
  assert.equal(close('2025-12', '2026-01'), 'period_unknown')
})

test('[LGR-9] only the last closed period opens again', () => {
  const reopen = (period: string, ...told: string[]) =>
    decideReopening(months(...told), period as Period)[0]?.code ?? 'opens'
  assert.equal(reopen('2026-01', '2026-01 closed', '2026-02 closed'), 'period_order')
  assert.equal(reopen('2026-02', '2026-01 closed', '2026-02 closed', '2026-03'), 'opens')
  assert.equal(reopen('2026-03', '2026-02 closed', '2026-03'), 'period_not_closed')
  assert.equal(reopen('2027-01', '2026-02 closed'), 'period_unknown')
})

test('[LGR-9] nothing is posted, applied or taken back in a closed period', () =>
  check(`
    invoice I1 100.00 on 2026-01-05
    receipt R1 100.00 on 2026-01-10
    apply   R1 I1 60.00 on 2026-01-20
    close   2026-01
    close   2026-01 -> period_closed
    apply   R1 I1 10.00 on 2026-01-31 -> period_closed
    unapply R1 I1 on 2026-01-31 -> period_closed
    invoice I2 5.00 on 2026-01-31 -> period_closed
    write_off I1 10.00 on 2026-01-31 -> period_closed
    transfer I1 to C2 on 2026-01-31 -> period_closed
    unapply R1 I1 on 2026-02-01
    expect  I1 open 100.00
    invoice I3 5.00 on 2026-03-31
    close   2026-04 -> period_order
    close   2026-03 
    reopen  2026-02 -> period_order
    reopen  2026-03
    reopen  2026-03 -> period_not_closed
    close   2027-06 -> period_unknown
    invoice I4 5.00 on 2026-03-31
  `))

test('[LGR-9] nothing is posted before the books begin, nor more than a year ahead', () =>
  check(`
    entity  E2 from 2026-01-01
    invoice I1 5.00 on 2025-12-31 in E2 -> period_before_books
    invoice I2 5.00 on 2028-01-02 in E2 -> posted_too_far_ahead
    invoice I3 5.00 on 2027-12-31 in E2
  `))
