import { ask, type Row } from '../client.ts'
import type { Customer } from '../customers/actions.ts'
import type { Action } from '../ui/action.ts'

type Graded = Row<'listGrades'>

/** Says that files were looked through today and hold. */
export const reviewCustomers: Action<Customer> = {
  id: 'customer.review',
  most: 2000,
  label: 'customer_file.review',
  icon: 'tick',
  permission: 'customer.write',
  perform: ({ customer_id }, { t, done }) =>
    done(() => ask('reviewCustomers', [{ customer_id }]), t('customer_file.reviewed')),
  performMany: (customers, { t, done }) =>
    done(
      () =>
        ask(
          'reviewCustomers',
          customers.map(({ customer_id }) => ({ customer_id })),
        ),
      t('customer_file.reviewed'),
    ),
}

/** Applies for the opening of a customer account. */
export const applyOnboarding: Action = {
  id: 'onboarding.apply',
  label: 'onboarding.apply',
  icon: 'plus',
  permission: 'onboarding.apply',
  weight: 'main',
  perform: (_, { show }) => show(async () => (await import('./OnboardingForm.tsx')).OnboardingForm, {}),
}

/** Works the grades of all customers out anew. */
export const proposeGrades: Action = {
  id: 'customer_grade.propose',
  label: 'grades.propose',
  icon: 'again',
  permission: 'customer_grade.set',
  weight: 'main',
  perform: (_, { t, done }) => done(() => ask('proposeGrades', {}), t('grades.proposed_done')),
}

const confirm = (rows: readonly Graded[]) =>
  ask(
    'setGrades',
    rows.map(({ customer_id, proposed }) => ({ customer_id, grade: proposed })),
  )

/** Takes the proposed grades. */
export const confirmGrades: Action<Graded> = {
  id: 'customer_grade.confirm',
  most: 2000,
  label: 'grades.confirm',
  icon: 'tick',
  permission: 'customer_grade.set',
  perform: (row, { t, done }) => done(() => confirm([row]), t('grades.set_done')),
  performMany: (rows, { t, done }) => done(() => confirm(rows), t('grades.set_done')),
}

/** Sets grades other than those that are proposed, with a reason. */
export const setOtherGrades: Action<Graded> = {
  id: 'customer_grade.set',
  most: 2000,
  label: 'grades.set',
  icon: 'pen',
  permission: 'customer_grade.set',
  perform: (row, { show }) =>
    show(async () => (await import('./GradeDialog.tsx')).GradeDialog, {
      customers: [{ customer_id: row.customer_id, name: row.customer_name }],
    }),
  performMany: (rows, { show }) =>
    show(async () => (await import('./GradeDialog.tsx')).GradeDialog, {
      customers: rows.map(row => ({ customer_id: row.customer_id, name: row.customer_name })),
    }),
}

/** Sets the grade of customers in a list. */
export const gradeCustomers: Action<Customer> = {
  id: 'customer_grade.set',
  most: 2000,
  label: 'grades.set',
  icon: 'pen',
  permission: 'customer_grade.set',
  perform: (customer, { show }) =>
    show(async () => (await import('./GradeDialog.tsx')).GradeDialog, { customers: [customer] }),
  performMany: (customers, { show }) =>
    show(async () => (await import('./GradeDialog.tsx')).GradeDialog, { customers }),
}
