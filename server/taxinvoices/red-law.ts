/** How long the other side has to confirm, by the day the confirmation was begun. Dated, each with its source. */
export const confirmationLaw: readonly { valid_from: string; hours: number; source: string }[] = [
  { valid_from: '2021-12-01', hours: 72, source: '各地全面数字化的电子发票试点公告（2021-12 起）' },
  {
    valid_from: '2024-12-01',
    hours: 72,
    source: '国家税务总局公告 2024 年第 11 号《关于推广应用全面数字化电子发票的公告》（2024-12-01 起）',
  },
]

/** The rule that is law on a day; before the first one the first. */
export function lawOn(on: string) {
  const [first] = confirmationLaw
  const found = confirmationLaw.findLast(rule => rule.valid_from <= on) ?? first
  return found as (typeof confirmationLaw)[number]
}
