import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'

type Kept = { uid: number; message: Buffer; seen: boolean }

/**
 * A mailbox on loopback that speaks as much IMAP4rev1 (RFC 3501) as is needed to look for what nobody read and to mark it as read.
 * `break_after` lets the line break once so many messages were fetched.
 */
export async function imapService(options: { break_after?: number } = {}) {
  const kept: Kept[] = []
  let fetched = 0
  const server = createServer(socket => converse(socket))
  function converse(socket: Socket) {
    const say = (line: string | Buffer) => socket.write(typeof line === 'string' ? `${line}\r\n` : line)
    socket.on('error', () => {})
    say('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready')
    let buffer = ''
    socket.on('data', data => {
      buffer += data.toString('latin1')
      for (let at = buffer.indexOf('\r\n'); at >= 0; at = buffer.indexOf('\r\n')) {
        const line = buffer.slice(0, at)
        buffer = buffer.slice(at + 2)
        answer(line)
      }
    })
    let plain: string | null = null
    function answer(line: string) {
      if (plain !== null) {
        const tag = plain
        plain = null
        return signIn(tag, Buffer.from(line, 'base64').toString().split('\0').slice(1))
      }
      const [tag = '', verb = '', ...rest] = line.split(' ')
      const told = rest.join(' ')
      const command = `${verb} ${rest[0] ?? ''}`.toUpperCase()
      if (command.startsWith('CAPABILITY')) say('* CAPABILITY IMAP4rev1 AUTH=PLAIN')
      else if (command.startsWith('AUTHENTICATE')) {
        if (rest[1]) return signIn(tag, Buffer.from(rest[1], 'base64').toString().split('\0').slice(1))
        plain = tag
        return say('+ ')
      } else if (command.startsWith('LOGIN'))
        return signIn(
          tag,
          rest.map(one => one.replaceAll('"', '')),
        )
      else if (command.startsWith('LIST') || command.startsWith('LSUB')) say('* LIST (\\HasNoChildren) "/" "INBOX"')
      else if (command.startsWith('SELECT')) {
        say(`* ${kept.length} EXISTS`)
        say('* FLAGS (\\Seen)')
        say('* OK [PERMANENTFLAGS (\\Seen)] ok')
        say('* OK [UIDVALIDITY 1] ok')
        say(`* OK [UIDNEXT ${kept.length + 1}] ok`)
        return say(`${tag} OK [READ-WRITE] done`)
      } else if (command.startsWith('UID SEARCH'))
        say(
          `* SEARCH${kept
            .filter(one => !one.seen)
            .map(one => ` ${one.uid}`)
            .join('')}`,
        )
      else if (command.startsWith('UID FETCH')) {
        const one = kept.find(({ uid }) => String(uid) === rest[1])
        if (options.break_after !== undefined && fetched++ >= options.break_after) return socket.destroy()
        if (one) {
          say(
            Buffer.from(
              `* ${one.uid} FETCH (UID ${one.uid} RFC822.SIZE ${one.message.length} BODY[]<0> {${one.message.length}}\r\n`,
            ),
          )
          say(one.message)
          say(')')
        }
      } else if (command.startsWith('UID STORE')) {
        const one = kept.find(({ uid }) => String(uid) === rest[1])
        if (one && /\+FLAGS.*\\Seen/i.test(told)) one.seen = true
        if (one) say(`* ${one.uid} FETCH (UID ${one.uid} FLAGS (\\Seen))`)
      } else if (command.startsWith('LOGOUT')) {
        say('* BYE')
        say(`${tag} OK bye`)
        return socket.end()
      } else if (!/^(NOOP|CLOSE|UNSELECT|STATUS|ID|NAMESPACE)/.test(command)) return say(`${tag} BAD unknown`)
      say(`${tag} OK done`)
    }
    function signIn(tag: string, [user, password]: string[]) {
      if (user !== 'bounces' || password !== 'p@ss') return say(`${tag} NO [AUTHENTICATIONFAILED] wrong`)
      return say(`${tag} OK [CAPABILITY IMAP4rev1] signed in`)
    }
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  after(() => server.close())
  const { port } = server.address() as AddressInfo
  return {
    url: `imap://bounces:${encodeURIComponent('p@ss')}@127.0.0.1:${port}/INBOX`,
    wrong_url: `imap://bounces:wrong@127.0.0.1:${port}/INBOX`,
    put: (message: string) => void kept.push({ uid: kept.length + 1, message: Buffer.from(message), seen: false }),
    unseen: () => kept.filter(one => !one.seen).length,
  }
}
