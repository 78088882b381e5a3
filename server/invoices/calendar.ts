import type { WorkCalendar } from '../customers/terms.ts'
import { type Day, weekday } from '../kernel/values.ts'

/** Monday to Friday. Holidays and moved working days of a country are data that come with its calendar. */
export const weekdays: WorkCalendar = { isWorkingDay: (day: Day) => weekday(day) <= 5 }
