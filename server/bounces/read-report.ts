import PostalMime, { type Header } from 'postal-mime'

/** What a message that came back is about a letter. `reply`: an answer of a machine or a person, no report. */
export const reportKinds = ['failed', 'delayed', 'delivered', 'unclear', 'reply'] as const
export type ReportKind = (typeof reportKinds)[number]

/** A message that came back, as it was read. */
export type Report = {
  kind: ReportKind
  /** Whom it could not reach, and why, in the words of the mail server; of the first recipient that speaks of it. */
  address: string | null
  status: string | null
  words: string | null
  subject: string | null
  from: string | null
  /** Everything that could name the letter it is about. */
  text: string
}

/** So much of a message is taken apart, in bytes: what a server says stands before the letter that it encloses. */
const mostTakenApart = 256 * 1024
/** So much is looked through for a mark. */
const mostOfPart = 512 * 1024

const decoder = new TextDecoder()
type Content = ArrayBuffer | Uint8Array | string
const textOf = (content: Content): string =>
  (typeof content === 'string' ? content : decoder.decode(content)).slice(0, mostOfPart)

/**
 * Reads a message that came back: a delivery status notification (RFC 3464) where it holds one, else the words of a mail server,
 * as some providers send them alone. Whatever is broken in it, it is read as far as it goes.
 */
export async function readReport(raw: Buffer): Promise<Report> {
  const mail = await PostalMime.parse(raw.subarray(0, mostTakenApart), { forceRfc822Attachments: true }).catch(
    () => null,
  )
  const plain = raw.subarray(0, mostOfPart).toString('latin1')
  if (!mail) return { ...nothing, kind: 'unclear', text: plain }
  const parts = mail.attachments.map(one => ({
    mime: one.mimeType.toLowerCase(),
    text: textOf(one.content as Content),
  }))
  const said = [mail.text ?? '', (mail.html ?? '').replace(/<[^<>]*>/g, ' ')].map(one => one.slice(0, mostOfPart))
  const head = mail.headers.map(one => `${one.key}: ${one.value}`).join('\n')
  const about = {
    subject: clean(mail.subject, 200),
    from: clean(mail.from?.address, 254),
    text: [head, ...said, ...parts.map(part => part.text), plain].join('\n'),
  }
  const told = parts.filter(
    part => part.mime.endsWith('/delivery-status') || part.mime === 'message/global-delivery-status',
  )
  const first = firstOf(told.flatMap(part => recipientsOf(part.text)))
  if (first) return { ...about, ...first }
  return { ...about, ...byWords(said.join('\n'), about, mail.headers) }
}

const nothing = { address: null, status: null, words: null, subject: null, from: null }

/** Text on one line, without what cannot be shown; null where there is none. */
function clean(text: string | undefined | null, most: number): string | null {
  const line = (text ?? '')
    .replace(/[\u0000-\u001f\u007f\s]+/g, ' ')
    .toWellFormed()
    .trim()
    .slice(0, most)
  return line.toWellFormed() || null
}

type Said = Pick<Report, 'kind' | 'address' | 'status' | 'words'>

/** What a delivery-status part says of each recipient: its fields stand in groups apart by blank lines. */
function recipientsOf(text: string): Said[] {
  const unfolded = text.replace(/\r\n?/g, '\n').replace(/\n[ \t]+/g, ' ')
  return unfolded.split(/\n\s*\n/).flatMap(group => {
    const fields = new Map(
      group.split('\n').flatMap(line => {
        const at = line.indexOf(':')
        return at > 0 ? [[line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()] as const] : []
      }),
    )
    const to = fields.get('original-recipient') ?? fields.get('final-recipient')
    if (to === undefined && !fields.has('action')) return []
    // "rfc822; somebody@example.com", "smtp; 550 5.1.1 …": the type stands before the value.
    const value = (field: string | undefined) => field?.replace(/^[\w-]+\s*;\s*/, '').replace(/^<|>$/g, '')
    const status = /[245]\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? null
    const words = clean(value(fields.get('diagnostic-code')), 300)
    const action = fields.get('action')?.toLowerCase() ?? ''
    return [{ kind: kindOf(action, status, words), address: clean(value(to), 254), status, words }]
  })
}

/** A failure is for good where it says so: a server that says "failed" has given up, whatever its status. */
function kindOf(action: string, status: string | null, words: string | null): ReportKind {
  if (action === 'failed') return 'failed'
  if (action === 'delayed') return 'delayed'
  if (action === 'delivered' || action === 'relayed' || action === 'expanded') return 'delivered'
  const level = status?.[0] ?? /\b([45])\d\d\b/.exec(words ?? '')?.[1]
  return level === '5' ? 'failed' : level === '4' ? 'delayed' : level === '2' ? 'delivered' : 'unclear'
}

/** Of several recipients the one that failed speaks, then the one that waits: a letter goes to one address. */
function firstOf(all: readonly Said[]): Said | null {
  for (const kind of reportKinds) {
    const found = all.find(one => one.kind === kind)
    if (found) return found
  }
  return null
}

const servers = /^(mailer-daemon|postmaster|mail-daemon|mailerdaemon|mdaemon|noreply-postmaster)@/i
const returned =
  /undeliver|returned mail|returned to sender|failure notice|delivery (status|failure|failed|has failed)|mail delivery|退信|退回|投递失败|发送失败|无法送达/i
const waiting = /will (keep|continue|be) (re)?try|delayed|warning: message|延迟|将继续尝试|仍在尝试/i

/** What a mail server says that sends words alone. A failure is believed where its code says that it is one for good. */
function byWords(text: string, { subject, from }: Pick<Report, 'subject' | 'from'>, headers: readonly Header[]): Said {
  const header = (key: string) => headers.find(one => one.key === key)?.value ?? ''
  const said: Said = { kind: 'reply', address: null, status: null, words: null }
  const byServer = servers.test(from ?? '') || header('return-path').replace(/\s/g, '') === '<>'
  // Who is on holiday is there all the same.
  if (/auto-replied|auto-generated \(vacation/i.test(header('auto-submitted')) && !servers.test(from ?? '')) return said
  if (!byServer && !returned.test(subject ?? '')) return said
  const line = lineAround(text, /\b(?:5\.\d{1,3}\.\d{1,3}|55\d|54\d|50\d)\b/)
  const words = clean(line, 300)
  const status = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(line ?? '')?.[0] ?? null
  const address = clean(header('x-failed-recipients').split(',')[0], 254)
  if (waiting.test(subject ?? '') || (!words && waiting.test(text))) return { ...said, kind: 'delayed', address }
  return { kind: words ? 'failed' : 'unclear', address, status, words }
}

/** The line in which a pattern is found first, as far as 200 characters around it; null where it is in none. */
function lineAround(text: string, pattern: RegExp): string | null {
  const at = text.search(pattern)
  if (at < 0) return null
  const end = text.indexOf('\n', at)
  return text.slice(Math.max(text.lastIndexOf('\n', at) + 1, at - 200), Math.min(end < 0 ? text.length : end, at + 200))
}
