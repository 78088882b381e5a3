/** Days off and working days made up for them as a government announced them. */
export type HolidayYear = {
  region: string
  year: number
  source: string
  days: readonly { day: string; working: boolean; name: string }[]
}

/** Announced years that come with the program; an organisation may enter any year of any region itself. */
export const knownHolidays: readonly HolidayYear[] = [
  {
    region: 'CN',
    year: 2025,
    source: '国务院办公厅关于2025年部分节假日安排的通知（国办发明电〔2024〕12号）',
    days: [
      ...off('元旦', '2025-01-01'),
      ...off('春节', '2025-01-28', '2025-02-04'),
      ...worked('春节', '2025-01-26', '2025-02-08'),
      ...off('清明节', '2025-04-04', '2025-04-06'),
      ...off('劳动节', '2025-05-01', '2025-05-05'),
      ...worked('劳动节', '2025-04-27'),
      ...off('端午节', '2025-05-31', '2025-06-02'),
      ...off('国庆节、中秋节', '2025-10-01', '2025-10-08'),
      ...worked('国庆节、中秋节', '2025-09-28', '2025-10-11'),
    ],
  },
  {
    region: 'CN',
    year: 2026,
    source: '国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）',
    days: [
      ...off('元旦', '2026-01-01', '2026-01-03'),
      ...worked('元旦', '2026-01-04'),
      ...off('春节', '2026-02-15', '2026-02-23'),
      ...worked('春节', '2026-02-14', '2026-02-28'),
      ...off('清明节', '2026-04-04', '2026-04-06'),
      ...off('劳动节', '2026-05-01', '2026-05-05'),
      ...worked('劳动节', '2026-05-09'),
      ...off('端午节', '2026-06-19', '2026-06-21'),
      ...off('中秋节', '2026-09-25', '2026-09-27'),
      ...off('国庆节', '2026-10-01', '2026-10-07'),
      ...worked('国庆节', '2026-09-20', '2026-10-10'),
    ],
  },
]

/** Every day from one to another is off. */
function off(name: string, from: string, to = from) {
  const days: { day: string; working: boolean; name: string }[] = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000)
    days.push({ day: new Date(at).toISOString().slice(0, 10), working: false, name })
  return days
}

/** Saturdays and Sundays that are worked. */
function worked(name: string, ...days: string[]) {
  return days.map(day => ({ day, working: true, name }))
}
