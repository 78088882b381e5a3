import { Readable } from 'node:stream'
import { createTransport } from 'nodemailer'

/**
 * A letter in plain text to one person, with what it encloses. Its mark stands in Message-ID and envelope id, by which what comes
 * back names it.
 */
export type Letter = { to: string; subject: string; text: string; mark?: string; encloses?: readonly Enclosure[] }
type Enclosure = { file_name: string; mime: string; body: Buffer | Readable }

/**
 * How a letter went: taken by the mail server, refused by it for good, or nobody knows (the line broke while it was being
 * handed over), in which case it is not sent again.
 */
export type Delivery = 'sent' | 'refused' | 'unsure'

/** The way letters leave the house. */
export type Mail = {
  /** Throws `NotTaken` where the letter was surely not taken and may be tried again. Neither says nor logs to whom it went. */
  send(letter: Letter): Promise<Delivery>
  close(): void
}

/** A letter was surely not taken; the reason is a code of the line or the answer of the mail server. */
export class NotTaken extends Error {
  readonly reason: string
  constructor(reason: string) {
    super(`The mail server did not take a letter: ${reason}`)
    this.reason = reason
  }
}

type Failure = { code?: string; responseCode?: number }

/** What a mail server that can is asked to tell: that a letter could not be delivered, or not yet, without its words. (RFC 3461) */
const reports = { return: 'headers' as const, notify: ['failure', 'delay'] as ('failure' | 'delay')[] }

/** Opens the way to a mail server: `smtp://user:password@host:587` or `smtps://…:465`; STARTTLS is used where offered. */
export function openMail(url: string, from: string): Mail {
  const transport = createTransport(
    { url, connectionTimeout: 20_000, greetingTimeout: 20_000, socketTimeout: 60_000 },
    { from },
  )
  const domain = /@([^\s@<>]+)>?$/.exec(from)?.[1] ?? 'localhost'
  return {
    async send({ to, subject, text, mark, encloses = [] }) {
      // The content is read once somebody has answered and let us in: only what breaks after that may have been taken.
      let handing = false
      const content = Readable.from(
        (function* () {
          handing = true
          yield text
        })(),
        { objectMode: false },
      )
      try {
        await transport.sendMail({
          to,
          subject,
          text: content,
          ...(mark ? { messageId: `<${mark}@${domain}>`, dsn: { ...reports, id: mark, recipient: to } } : {}),
          attachments: encloses.map(one => ({ filename: one.file_name, contentType: one.mime, content: one.body })),
        })
        return 'sent'
      } catch (error) {
        const { code = 'unknown', responseCode = 0 } = error as Failure
        if (responseCode >= 500) return 'refused'
        if (responseCode === 0 && handing) return 'unsure'
        // oxlint-disable-next-line preserve-caught-error -- the library's own message may hold addresses, and this is logged
        throw new NotTaken(`${code} ${responseCode || ''}`.trim())
      }
    },
    close: () => transport.close(),
  }
}
