import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { openMail } from '../kernel/mail.ts'

/** A letter as the server took it. */
type Received = { to: string[]; content: string }

/** A real mail server on loopback. It refuses for good what goes to `nobody@`, for now what goes to `never@`, and once what goes to `later@`. */
export async function postOffice() {
  const received: Received[] = []
  let later = true
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo({ address }, _session, next) {
      if (address.startsWith('nobody@')) return next(Object.assign(new Error('no such mailbox'), { responseCode: 550 }))
      if (address.startsWith('never@')) return next(Object.assign(new Error('come again'), { responseCode: 450 }))
      if (address.startsWith('later@') && later) {
        later = false
        return next(Object.assign(new Error('come again'), { responseCode: 450 }))
      }
      return next()
    },
    onData(stream, session, next) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const content = Buffer.concat(parts).toString()
        received.push({ to: session.envelope.rcptTo.map(one => one.address), content })
        next()
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  const mail = openMail(`smtp://127.0.0.1:${port}`, 'Duebook <duebook@example.com>')
  after(async () => {
    mail.close()
    await new Promise<void>(resolve => server.close(resolve))
  })
  return { mail, received }
}
