import type { PolicyGrade, PolicyText } from './policies-contract.ts'

type Reminder = PolicyText['reminders'][number]
type Days = Record<PolicyGrade, number | null>

const step = (
  channel: Reminder['channel'],
  by: Reminder['by'],
  tone: Reminder['tone'],
  days: [Days['A'], Days['B'], Days['C'], Days['D']],
): Reminder => ({ channel, by, tone, days: { A: days[0], B: days[1], C: days[2], D: days[3] } })

/**
 * What a first draft begins with: the usual ladder from a friendly word before the due day to the hand-over, later for good
 * customers and earlier for weak ones. A proposal; nothing holds before an entity has published a version of its own.
 */
export const standardPolicy: PolicyText = {
  grades: {
    A: { due_days: 60, advance_percent: 0, grace_days: 7, late_percent_day: '0.03' },
    B: { due_days: 30, advance_percent: 0, grace_days: 5, late_percent_day: '0.05' },
    C: { due_days: 15, advance_percent: 30, grace_days: 0, late_percent_day: '0.05' },
    D: { due_days: 0, advance_percent: 100, grace_days: 0, late_percent_day: '0.05' },
  },
  ungraded: 'C',
  reminders: [
    step('email', 'house', 'friendly', [-7, -7, -7, null]),
    step('message', 'house', 'friendly', [null, -3, -3, -1]),
    step('email', 'house', 'friendly', [0, 0, 0, 0]),
    step('email', 'clerk', 'polite', [8, 6, 3, 1]),
    step('phone', 'collector', 'polite', [15, 10, 7, 3]),
    step('letter', 'collector', 'firm', [30, 20, 15, 7]),
    step('letter', 'manager', 'formal', [45, 35, 30, 15]),
    step('visit', 'salesperson', 'formal', [60, 45, null, null]),
    step('letter', 'legal', 'final', [75, 65, 60, 30]),
    step('hand_over', 'legal', 'legal', [120, 100, 90, 60]),
  ],
  ways: ['transfer', 'bill', 'cheque'],
  contact: '',
  words_zh:
    '对账单有异议的，请在到期日前提出；有异议的部分在查清之前不催收。\n已付款而仍收到提醒的，请告知付款日与金额。',
  words_en:
    'Please tell us before the due day if you contest a bill; what is contested is not collected until it is settled.\nIf you have paid and are reminded still, tell us when and how much.',
}
