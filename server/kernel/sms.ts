import type { Delivery } from './mail.ts'

/**
 * One line by SMS. Its text is a template that the service has approved beforehand, with three places: who it is from, what it
 * is about, and the end of the link, after the public address that stands in the template itself.
 */
export type ShortMessage = { to: string; company: string; subject: string; link: string }

/** How a message or letter went, the number the service gave it, and the service's word where it refused. */
export type Outcome = { delivery: Delivery; receipt: string | null; reason: string | null }

/** The way short messages leave the house. */
export type Sms = {
  /** Throws `NotTaken` where the message was surely not taken and may be tried again. Neither says nor logs to whom it went. */
  send(message: ShortMessage): Promise<Outcome>
}

/** The most characters a place of a template takes. */
const placeLength = 35

/** What stands in a place of a template: on one line, without signs that templates refuse, no longer than it may be. Pure. */
export function placed(text: string): string {
  const plain = text.replace(/[\s【】[\]{}$<>]+/gu, ' ').trim()
  const signs = [...plain]
  return signs.length > placeLength ? `${signs.slice(0, placeLength - 1).join('')}…` : plain
}
