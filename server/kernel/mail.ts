import { Readable } from 'node:stream'
import { createTransport } from 'nodemailer'

/** A letter in plain text to one person, with what it encloses. */
export type Letter = { to: string; subject: string; text: string; encloses?: readonly Enclosure[] }
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

/** Opens the way to a mail server: `smtp://user:password@host:587` or `smtps://…:465`; STARTTLS is used where offered. */
export function openMail(url: string, from: string): Mail {
  const transport = createTransport(
    { url, connectionTimeout: 20_000, greetingTimeout: 20_000, socketTimeout: 60_000 },
    { from },
  )
  return {
    async send({ to, subject, text, encloses = [] }) {
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
