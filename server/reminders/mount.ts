import type { Jobs } from '../kernel/jobs.ts'
import type { Mail } from '../kernel/mail.ts'
import { type Kernel, mount } from '../kernel/run.ts'
import { remindersContract } from './contract.ts'
import { remindByDay } from './day.ts'
import { sendReminder, tellOfReminder } from './letters.ts'
import { listReminders, previewReminders, readReminder, reminderSettings } from './queries.ts'
import { noteReminder, runReminders, sendReminders, setReminders, skipReminders } from './send.ts'

type Surroundings = { jobs: Jobs; mail: Mail | null; public_origin: string }

/** Reminders to customers: their lines, the job of a day, and the letters where mail can leave. */
export function mountReminders(kernel: Kernel, { jobs, mail, public_origin }: Surroundings): void {
  mount(kernel, remindersContract, {
    listReminders,
    readReminder,
    previewReminders,
    runReminders: runReminders(mail !== null),
    sendReminders: sendReminders(mail !== null),
    skipReminders,
    noteReminder,
    setReminders,
    reminderSettings: reminderSettings(mail !== null),
  })
  jobs.handlers.set('reminder.tell', tellOfReminder)
  jobs.handlers.set('reminder.day', remindByDay(mail !== null))
  if (mail) jobs.handlers.set('reminder.send', sendReminder(mail, public_origin))
}
