import { test } from 'node:test'
import { check } from '../testing/story.ts'

test('[LGR-15] another due day holds from its day on, and was not known before', () =>
  check(`
    today   2026-03-01
    invoice I1 100.00 on 2026-01-05 due 2026-02-05
    know    K1
    terms   I1 due 2026-06-30 from 2026-02-01
    expect  I1 due 2026-06-30
    as_of   2026-01-31 expect I1 due 2026-02-05
    as_of   2026-02-01 expect I1 due 2026-06-30
    as_of   2026-02-28 known_at K1 expect I1 due 2026-02-05
    terms   I1 due 2026-05-31 from 2026-01-10
    expect  I1 due 2026-06-30
    as_of   2026-01-31 expect I1 due 2026-05-31
    terms   I1 due none
    expect  I1 due none
    as_of   2026-02-28 expect I1 due 2026-06-30
  `))

test('[LGR-15] of two changes for one day the later asked one wins, also where the clock stands still', () =>
  check(`
    invoice I1 100.00 on 2026-01-05 due 2026-02-05
    terms   I1 due 2026-03-01 from 2026-01-05
    terms   I1 due 2026-04-01 from 2026-01-05
    expect  I1 due 2026-04-01
    as_of   2026-01-05 expect I1 due 2026-04-01
  `))

test('[LGR-15] what is left unsaid stays, and no change is dated before the item or after today', () =>
  check(`
    today   2026-03-01
    invoice I1 100.00 on 2026-01-05 due 2026-02-05
    terms   I1 agreed 2026-05-01
    expect  I1 due 2026-02-05
    terms   I1 -> field_missing
    terms   I1 due 2026-05-01 from 2026-01-04 -> field_out_of_range
    terms   I1 due 2026-05-01 from 2026-03-02 -> field_out_of_range
  `))

test('[LGR-15] a dispute holds from its day until it is settled', () =>
  check(`
    today     2026-06-01
    invoice   I1 100.00 on 2026-01-05
    dispute   I1 from 2026-02-01
    undispute I1 from 2026-03-01
    expect    I1 undisputed
    as_of     2026-01-31 expect I1 undisputed
    as_of     2026-02-01 expect I1 disputed
    as_of     2026-02-28 expect I1 disputed
    as_of     2026-03-01 expect I1 undisputed
    receipt   R1 5.00 on 2026-01-05
    dispute   R1 -> amount_sign_wrong
  `))
