import type { Logger } from 'pino'
import { openIdentity } from '../access/identity.ts'
import { createModules, type Modules } from '../app.ts'
import { type Config, config, installationSecret } from '../config.ts'
import { connect, type Database } from '../db/connect.ts'
import { type EmbeddedOptions, startEmbedded } from '../db/embedded.ts'
import { migrate } from '../db/migrate.ts'
import { anyPersonalKey, assertOwnServer } from '../db/own-server.ts'
import { openAliyunSms } from '../integrations/aliyun-sms.ts'
import { openMail } from '../kernel/mail.ts'
import type { Sms } from '../kernel/sms.ts'
import { createLog } from '../kernel/operations.ts'
import { opensKey, unlockPersonal } from '../kernel/personal.ts'
import { CommandProblem, tell } from './command.ts'

/** A migrated database and what lets go of it. */
export type OpenedDatabase = { url: string; settings: Config; joined: boolean; close(): Promise<void> }

/**
 * The database of this installation, migrated: that of `DATABASE_URL`, that of the program that holds the home, or the
 * embedded one, started for as long as the command runs.
 */
export async function openDatabase(options: EmbeddedOptions = {}): Promise<OpenedDatabase> {
  const settings = config()
  if (settings.databaseUrl) {
    const url = settings.databaseUrl.reveal()
    await assertOwnServer(url)
    await migrate(url)
    return { url, settings, joined: true, close: async () => {} }
  }
  const embedded = await startEmbedded(settings.home, { log: tell, ...options })
  try {
    await migrate(embedded.url)
  } catch (error) {
    await embedded.stop()
    throw error
  }
  return { url: embedded.url, settings, joined: embedded.joined, close: embedded.stop }
}

/** Everything a command needs to run lines and jobs. */
export type OpenedModules = OpenedDatabase & { db: Database; log: Logger; modules: Modules }

/** Opens the database and mounts every module. */
export async function openModules(options: EmbeddedOptions = {}): Promise<OpenedModules> {
  const opened = await openDatabase(options)
  const { settings } = opened
  const log = createLog(settings.logLevel)
  const db = connect(opened.url, { report_url: settings.reportDatabaseUrl?.reveal() })
  const secret = installationSecret(settings).reveal()
  unlockPersonal(secret)
  if (settings.databaseUrl) await refuseOtherSecret(opened.url, settings)
  const identity = openIdentity({ url: opened.url, secret, public_origin: settings.publicUrl })
  const { smtpUrl, mailFrom, publicUrl, home } = settings
  const mail = smtpUrl && mailFrom ? openMail(smtpUrl.reveal(), mailFrom) : null
  const mailbox = settings.imapUrl ? { url: settings.imapUrl.reveal() } : null
  const sms = smsOf(settings)
  const modules = createModules({ db, log, identity, public_origin: publicUrl, home, mail, sms, mailbox })
  return {
    ...opened,
    db,
    log,
    modules,
    async close() {
      mail?.close()
      await modules.sealer.stop()
      await identity.close()
      await db.close()
      await opened.close()
    },
  }
}

/** The SMS service of the settings; null where none is set. */
function smsOf({ sms }: Config): Sms | null {
  if (!sms) return null
  const { endpoint, keyId: key_id, keySecret, sign, template } = sms
  return openAliyunSms({ endpoint, key_id, key_secret: keySecret.reveal(), sign, template })
}

/**
 * Programs on one database share its secret. Another one (a home of its own on a second machine, say) would sign sessions
 * the others refuse and seal what the others cannot open, so it does not start.
 */
async function refuseOtherSecret(url: string, settings: Config): Promise<void> {
  const key = await anyPersonalKey(url)
  if (!key || opensKey(key)) return
  const mine = settings.secret ? 'DUEBOOK_SECRET' : `${settings.home}/secret`
  throw new CommandProblem(
    `${mine} is not the secret of this database: give every program on it the same DUEBOOK_SECRET. Where it is lost for good, see "The secret" in docs/operations.md.`,
  )
}
