import { test } from 'node:test'
import { check } from '../testing/story.ts'

test('[LGR-5] an item never takes more than it owes', () =>
  check(`
    invoice I1 100.00 on 2026-01-05
    receipt R1 120.00 on 2026-01-20
    apply   R1 I1 100.01 -> item_overapplied
    expect  I1 open 100.00
    expect  R1 open -120.00
    apply   R1 I1 100.00
    apply   R1 I1 0.01 -> item_overapplied
    expect  I1 open 0.00
    expect  R1 open -20.00
  `))

test('[LGR-4] a payment of 300 allocated 230 leaves 70; 99.99 of 100 leaves 0.01 listed; 5,000 with 100 leaves 4,900', () =>
  check(`
    invoice I1 230.00 on 2026-01-05
    receipt R1 300.00 on 2026-01-20
    apply   R1 I1 230.00
    expect  R1 open -70.00
    invoice I2 100.00 on 2026-01-05
    receipt R2 99.99 on 2026-01-20
    apply   R2 I2 99.99
    expect  I2 open 0.01
    invoice I3 5000.00 on 2026-01-05
    receipt R3 100.00 on 2026-01-20
    apply   R3 I3 100.00
    expect  I3 open 4900.00
  `))

test('[LGR-4] an invoice in instalments of 30, 50 and 20 with 40 paid leaves 0, 40 and 20', () =>
  check(`
    invoice I1 100.00 on 2026-01-05 30.00@2026-02-05 50.00@2026-03-05 20.00@2026-04-05
    receipt R1 40.00 on 2026-02-01
    apply   R1 I1#1 30.00
    apply   R1 I1#2 10.00
    expect  I1#1 open 0.00
    expect  I1#2 open 40.00
    expect  I1#3 open 20.00
  `))

test('[LGR-4] a credit note kept apart stands as its own row until it is applied', () =>
  check(`
    invoice I1 100.00 on 2026-01-05
    credit  N1 20.00 for I1 on 2026-01-10
    expect  I1 open 100.00
    expect  N1 open -20.00
    apply   N1 I1 20.00 on 2026-01-12
    expect  I1 open 80.00
    as_of   2026-01-11 expect I1 open 100.00
  `))

test('[LGR-4] at two rates the difference is realised, and base is 0 exactly when the balance is', () =>
  check(`
    invoice I1 100.00 USD rate 80 on 2026-01-05
    receipt R1 100.00 USD rate 75 on 2026-01-20
    apply   R1 I1 100.00 on 2026-01-20
    expect  I1 open 0.00 base 0.00
    expect  R1 open 0.00 base 0.00
    account exchange 500.00
    unapply R1 I1
    account exchange 0.00
    expect  I1 open 100.00 base 8000.00
  `))

test('[LGR-4] 120 carried at 60 against 240 carried at 80 loses 20; the rest keeps its own rate', () =>
  check(`
    invoice I1 120.00 USD rate 0.5 on 2026-01-05
    receipt R1 240.00 USD rate 0.3333333333 on 2026-01-06
    expect  R1 open -240.00 base -80.00
    apply   R1 I1 120.00 on 2026-01-10
    account exchange 20.00
    expect  I1 open 0.00 base 0.00
    expect  R1 open -120.00 base -40.00
  `))

test('[LGR-4] parts of three carry base in proportion and the last takes the rest', () =>
  check(`
    invoice I1 1.00 USD rate 0.7 on 2026-01-05
    receipt R1 1.00 USD rate 0.7 on 2026-01-06
    apply   R1 I1 0.33
    expect  I1 open 0.67 base 0.47
    apply   R1 I1 0.33
    expect  I1 open 0.34 base 0.24
    apply   R1 I1 0.34
    expect  I1 open 0.00 base 0.00
    account exchange 0.00
  `))

test('[LGR-6] the bound holds on every day, not only today', () =>
  check(`
    invoice I1 100.00 on 2026-01-05
    receipt R1 100.00 on 2026-01-10
    receipt R2 100.00 on 2026-01-10
    apply   R1 I1 100.00 on 2026-02-20
    unapply R1 I1 on 2026-03-10
    apply   R2 I1 60.00 on 2026-02-01 -> item_overapplied_on_day
    apply   R2 I1 60.00 on 2026-03-10
    expect  I1 open 40.00
    as_of   2026-02-28 expect I1 open 0.00
    as_of   2026-01-31 expect I1 open 100.00
  `))

test('[LGR-7] two currencies, two entities and two items of one sign never meet', () =>
  check(`
    entity  E2
    invoice I1 100.00 on 2026-01-05
    invoice I2 100.00 on 2026-01-05
    receipt R1 100.00 USD rate 7 on 2026-01-05
    receipt R2 100.00 on 2026-01-05 in E2
    apply   R1 I1 10.00 -> currency_differs
    apply   R2 I1 10.00 -> entity_differs
    apply   I2 I1 10.00 -> item_sign_same
    apply   I1 I1 10.00 -> item_same
    apply   R1 I1 0.00 -> amount_not_positive
    apply   R1 I1 -5.00 -> amount_not_positive
  `))

test('[LGR-8] nothing is applied before both items were posted', () =>
  check(`
    invoice I1 100.00 on 2026-01-20
    receipt R1 100.00 on 2026-01-10
    apply   R1 I1 100.00 on 2026-01-19 -> applied_before_posted
    apply   R1 I1 100.00 on 2026-01-20
    as_of   2026-01-15 expect R1 open -100.00
    as_of   2026-01-15 expect I1 absent
  `))

test('[LGR-10] an application is taken back once, by its mirror, not before its day', () =>
  check(`
    invoice I1 100.00 on 2026-01-05
    receipt R1 100.00 on 2026-01-10
    apply   R1 I1 100.00 on 2026-01-20
    know    K1
    unapply R1 I1 on 2026-01-19 -> reversal_before_application
    unapply R1 I1 on 2026-02-03
    unapply R1 I1 -> application_already_reversed
    expect  I1 open 100.00
    as_of   2026-01-31 expect I1 open 0.00
    as_of   2026-12-31 known_at K1 expect I1 open 0.00
  `))

test('[LGR-11] a small difference closes an item within its limit, and comes back with its application', () =>
  check(`
    invoice    I1 100.00 on 2026-01-05
    receipt    R1 99.99 on 2026-01-10
    apply      R1 I1 99.99
    difference I1 rounding 0.02 -> item_overapplied
    difference I1 rounding 0.01
    expect     I1 open 0.00
    account    6603.09 0.01
    unapply    I1
    expect     I1 open 0.01
    account    6603.09 0.00
    invoice    I2 100.00 on 2026-01-05
    difference I2 rounding 1.01 -> difference_over_limit
    difference I2 cash_discount 5.01 -> difference_over_limit
    difference I2 cash_discount 5.00
    expect     I2 open 95.00
  `))
