/** Browser journeys that would take the run of every test past ten minutes on two cores; `npm run soak` takes them. */
export const longJourneys = [
  'e2e/billing.test.ts',
  'e2e/done-when.test.ts',
  'e2e/filling.test.ts',
  'e2e/layouts.test.ts',
  'e2e/lists.test.ts',
  'e2e/lost-answer.test.ts',
  'e2e/people.test.ts',
  'e2e/red-letters.test.ts',
  'e2e/refunds.test.ts',
  'e2e/registers.test.ts',
  'e2e/set-up.test.ts',
  'e2e/six-steps.test.ts',
  'e2e/table.test.ts',
  'e2e/talk.test.ts',
  'e2e/waiting.test.ts',
]
