import { test } from 'node:test'
import { check } from '../testing/story.ts'

test('[LGR-14] a bad debt leaves the books against the allowance, and stays readable as of before', () =>
  check(`
    invoice   I1 100.00 on 2026-01-05
    write_off I1 60.00 on 2026-06-30
    expect    I1 open 40.00
    account   bad_debt 60.00
    as_of     2026-06-29 expect I1 open 100.00
    write_off I1 40.01 -> item_overapplied
    write_off I1
    write_off I1 -> item_not_open
    account   bad_debt 100.00
    unapply   I1
    expect    I1 open 40.00
    account   bad_debt 60.00
  `))

test('[LGR-14] what was written off comes back as a claim, once and not more of it', () =>
  check(`
    invoice   I1 100.00 on 2026-01-05 due 2026-02-05
    write_off I1 on 2026-06-30
    recover   I1 30.00 on 2026-06-29 -> reversal_before_application
    recover   I1 30.00 as V1 on 2026-09-01
    expect    V1 open 30.00 due 2026-02-05
    account   bad_debt 70.00
    recover   I1 70.01 -> write_off_recovered
    unapply   I1 -> write_off_recovered
    recover   I1 as V2 on 2026-10-01
    recover   I1 -> write_off_recovered
    account   bad_debt 0.00
    receipt   R1 100.00 on 2026-10-02
    apply     R1 V1 30.00
    apply     R1 V2 70.00
    expect    R1 open 0.00
  `))

test('[LGR-14] a recovery comes back at the rate it was written off at, to the last cent', () =>
  check(`
    invoice   I1 1.00 USD rate 0.7 on 2026-01-05
    write_off I1 on 2026-06-30
    recover   I1 0.33 as V1
    recover   I1 0.33 as V2
    recover   I1 as V3
    expect    V1 open 0.33 base 0.23
    expect    V3 open 0.34 base 0.24
    account   bad_debt 0.00
  `))

test('[LGR-14] a write-off taken back cannot come back again; only a write-off can', () =>
  check(`
    invoice   I1 100.00 on 2026-01-05
    write_off I1
    unapply   I1
    recover   I1 -> application_already_reversed
    receipt   R1 10.00 on 2026-01-06
    write_off R1 -> amount_sign_wrong
  `))

test('[LGR-14] where the standard knows no allowance, a bad debt is an expense and its recovery an income', () =>
  check(`
    entity    E2 from 2020-01-01 standard cas_small
    invoice   I1 100.00 on 2026-01-05 in E2
    write_off I1
    account   5711 100.00 in E2
    recover   I1 as V1
    account   5711 100.00 in E2
    account   5301 -100.00 in E2
  `))
