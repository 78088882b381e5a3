import { test } from 'node:test'
import { check } from '../testing/story.ts'

test('[INV-9] a wrong invoice is mirrored, and the right one takes its place on its own day', () =>
  check(`
    invoice I1 100.00 on 2026-01-05 due 2026-02-05
    correct I1 80.00 as I2 on 2026-03-10 issued 2026-01-05 due 2026-02-05 carried=0.00 left=0.00
    expect  I1 open 0.00
    expect  I2 open 80.00 due 2026-02-05
    state   I1 corrected
    as_of   2026-03-09 expect I1 open 100.00
    as_of   2026-03-09 expect I2 absent
    account revenue -80.00
  `))

test('[INV-9] what had been paid is carried over, and what no longer fits stands open again and is listed', () =>
  check(`
    invoice I1 100.00 on 2026-01-05
    receipt R1 70.00 on 2026-01-20
    receipt R2 50.00 on 2026-01-21
    apply   R1 I1 70.00 on 2026-01-20
    apply   R2 I1 30.00 on 2026-01-22
    correct I1 60.00 as I2 on 2026-03-10 carried=60.00 left=40.00
    expect  I2 open 0.00
    expect  R1 open -10.00
    expect  R2 open -50.00
    as_of   2026-03-09 expect R1 open 0.00
  `))

test('[INV-9] what is carried over goes to the earliest due', () =>
  check(`
    invoice I1 100.00 on 2026-01-05
    receipt R1 40.00 on 2026-01-20
    apply   R1 I1 40.00 on 2026-01-20
    correct I1 100.00 as I2 on 2026-02-01 50.00@2026-06-30 30.00@2026-02-28 20.00@2026-09-30 carried=40.00
    expect  I2#2 open 0.00
    expect  I2#1 open 40.00
    expect  I2#3 open 20.00
  `))

test('[INV-9] an invoice without a right one is void, and gives back all that paid it', () =>
  check(`
    invoice I1 100.00 on 2026-01-05 50.00@2026-02-28 50.00@2026-03-31
    receipt R1 100.00 on 2026-01-20
    apply   R1 I1#1 50.00 on 2026-01-20
    apply   R1 I1#2 50.00 on 2026-01-20
    void    I1 on 2026-02-01 left=100.00
    expect  R1 open -100.00
    expect  I1 open 0.00
    account revenue 0.00
  `))

test('[INV-9] a small difference is carried whole or cancelled with its own entry', () =>
  check(`
    invoice I1 100.00 on 2026-01-05
    receipt R1 99.99 on 2026-01-20
    apply   R1 I1 99.99 on 2026-01-20
    difference I1 rounding 0.01 on 2026-01-20
    account 6603.09 0.01
    correct I1 100.00 as I2 on 2026-02-01 of C1 issued 2026-01-05 carried=100.00 left=0.00
    expect  I2 open 0.00
    account 6603.09 0.01
    correct I2 99.99 as I3 on 2026-02-02 issued 2026-01-05 carried=99.99 left=0.00
    expect  I3 open 0.00
    account 6603.09 0.00
  `))

test('[INV-9] a write-off goes along; one of which something came back stands in the way', () =>
  check(`
    invoice   I1 100.00 on 2026-01-05
    write_off I1 40.00 on 2026-02-01
    correct   I1 90.00 as I2 on 2026-02-02 issued 2026-01-05 carried=40.00
    expect    I2 open 50.00
    recover   I2 10.00 as V1 on 2026-02-03
    void      I2 on 2026-02-04 -> write_off_recovered
  `))

test('[INV-9] the right invoice may be another customer’s; the money is applied across customers', () =>
  check(`
    invoice  I1 100.00 on 2026-01-05
    receipt  R1 100.00 on 2026-01-20
    apply    R1 I1 100.00 on 2026-01-20
    customer C2
    correct  I1 100.00 as I2 of C2 on 2026-02-01 issued 2026-01-05 carried=100.00
    expect   I2 open 0.00
    expect   R1 open 0.00
  `))

test('[INV-9] at two rates the difference is realised anew, and the old one taken back', () =>
  check(`
    invoice I1 100.00 USD rate 7.00 on 2026-01-05
    receipt R1 100.00 USD rate 7.10 on 2026-01-20
    apply   R1 I1 100.00 on 2026-01-20
    account exchange -10.00
    correct I1 100.00 USD as I2 rate 7.20 on 2026-02-01 issued 2026-01-05 carried=100.00
    expect  I2 open 0.00 base 0.00
    account exchange 10.00
    account revenue -720.00
    void    I2 on 2026-02-02 left=100.00
    expect  R1 open -100.00 base -710.00
    account exchange 0.00
    account revenue 0.00
  `))

test('[INV-9] in another currency nothing can be carried', () =>
  check(`
    invoice I1 100.00 USD rate 7.00 on 2026-01-05
    receipt R1 100.00 USD rate 7.00 on 2026-01-20
    apply   R1 I1 100.00 on 2026-01-20
    correct I1 700.00 CNY as I2 on 2026-02-01 issued 2026-01-05 carried=0.00 left=100.00
    expect  I2 open 700.00
    expect  R1 open -100.00
  `))

test('[INV-9] what cannot be corrected is refused by name', () =>
  check(`
    invoice I1 100.00 on 2026-01-05
    receipt R1 100.00 on 2026-01-20
    apply   R1 I1 100.00 on 2026-03-20
    void    I1 on 2026-03-19 -> reversal_before_application
    void    I1 on 2026-01-04 -> reversal_before_application
    close   2026-01
    close   2026-02
    close   2026-03
    void    I1 on 2026-03-31 -> period_closed
    void    I1 on 2026-04-01
    void    I1 on 2026-04-02 -> invoice_not_issued
    correct I1 80.00 as I2 on 2026-04-02 -> invoice_not_issued
    invoice I3 100.00 on 2026-05-05
    void    I3 on 2026-05-04 -> applied_before_posted
    transfer I3 40.00 to C2 on 2026-05-10
    void    I3 on 2026-05-11 -> application_is_bound
    invoice I5 10.00 on 2026-05-05
    correct I5 0.00 as I6 on 2026-05-06 -> invoice_total_zero
    correct I5 9.00 as I1 on 2026-05-06 -> number_taken
    expect  I5 open 10.00
  `))

test('[INV-9] a credit note is corrected like an invoice', () =>
  check(`
    invoice I1 100.00 on 2026-01-05
    credit  N1 30.00 for I1 on 2026-01-10
    apply   N1 I1 30.00 on 2026-01-10
    correct N1 40.00 as N2 on 2026-01-12 issued 2026-01-10 carried=30.00
    expect  N2 open -10.00
    expect  I1 open 70.00
    correct N2 100.01 as N3 on 2026-01-13 -> credit_over_invoice
    void    N2 on 2026-01-13 left=30.00
    expect  I1 open 100.00
  `))
