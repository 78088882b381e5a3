import { test } from 'node:test'
import { check } from '../testing/story.ts'

test('[LGR-19] an item moves to another debtor with its days; the past stays with the old one', () =>
  check(`
    invoice  I1 100.00 on 2026-01-05 due 2026-02-05
    transfer I1 60.00 to C2 as I2 on 2026-03-10
    expect   I1 open 40.00
    expect   I2 open 60.00 due 2026-02-05
    as_of    2026-03-09 expect I1 open 100.00
    as_of    2026-03-09 expect I2 absent
    receipt  R1 60.00 of C2 on 2026-03-20
    apply    R1 I2 60.00 on 2026-03-20
    transfer I1 to C2 as I3
    expect   I1 open 0.00
    transfer I1 to C2 -> item_not_open
  `))

test('[LGR-19] base goes along in proportion, and comes out even', () =>
  check(`
    invoice  I1 1.00 USD rate 0.7 on 2026-01-05
    transfer I1 0.33 to C2 as I2
    transfer I1 0.33 to C2 as I3
    transfer I1 to C2 as I4
    expect   I2 open 0.33 base 0.23
    expect   I4 open 0.34 base 0.24
    expect   I1 open 0.00 base 0.00
  `))

test('[LGR-19] a credit moves like a debit', () =>
  check(`
    receipt  R1 100.00 on 2026-01-05
    transfer R1 70.00 to C2 as R2 on 2026-01-06
    expect   R1 open -30.00
    expect   R2 open -70.00
    invoice  I1 70.00 of C2 on 2026-01-07
    apply    R2 I1 70.00
  `))

test('[LGR-19] what cannot move is refused by name', () =>
  check(`
    invoice  I1 100.00 on 2026-01-05
    transfer I1 to C1 -> customer_same
    transfer I1 100.01 to C2 -> item_overapplied
    transfer I1 0.00 to C2 -> amount_not_positive
    transfer I1 -1.00 to C2 -> amount_not_positive
    transfer I1 to C2 on 2026-01-04 -> applied_before_posted
    transfer I1 to C2 as I2 on 2026-02-01
    unapply  I1 -> application_is_bound
    expect   I2 open 100.00
  `))

test('[LGR-19] a dispute goes along', () =>
  check(`
    invoice  I1 100.00 on 2026-01-05
    dispute  I1 from 2026-02-01
    transfer I1 to C2 as I2 on 2026-03-01
    expect   I2 disputed
    terms    I2 due 2026-04-01
    expect   I2 disputed due 2026-04-01
    undispute I2
    expect   I2 undisputed
  `))
