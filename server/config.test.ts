import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { ConfigProblem, installationSecret, readConfig } from './config.ts'

const long = 'correct horse battery staple and more'

test('with nothing told, it listens on this machine alone and keeps its data beside the caller', () => {
  const settings = readConfig({}, '/srv')
  assert.deepEqual(settings, {
    port: 4300,
    host: '127.0.0.1',
    home: '/srv/.duebook',
    databaseUrl: null,
    reportDatabaseUrl: null,
    logLevel: 'info',
    publicUrl: 'http://127.0.0.1:4300',
    secret: null,
    metricsToken: null,
    backupKey: null,
    smtpUrl: null,
    mailFrom: null,
    sms: null,
    imapUrl: null,
    demo: 'auto',
  })
  assert.ok(Object.isFrozen(settings))
})

test('what is told is taken, an empty value counts as not told', () => {
  const settings = readConfig(
    { PORT: '80', HOST: '::', DUEBOOK_HOME: 'data', LOG_LEVEL: '', DUEBOOK_PUBLIC_URL: 'https://ar.example.com/' },
    '/srv',
  )
  assert.equal(settings.port, 80)
  assert.equal(settings.home, '/srv/data')
  assert.equal(settings.logLevel, 'info')
  assert.equal(settings.publicUrl, 'https://ar.example.com')
  assert.equal(readConfig({ HOST: '::' }, '/').publicUrl, 'http://localhost:4300')
  assert.equal(readConfig({ HOST: '::1' }, '/').publicUrl, 'http://[::1]:4300')
})

test('every bad value is named in one answer, and no secret is shown in it', () => {
  const bad = {
    PORT: '70000',
    HOST: 'a b',
    LOG_LEVEL: 'loud',
    DUEBOOK_DEMO: 'maybe',
    DATABASE_URL: 'mysql://me:hunter2@host/db',
    DUEBOOK_PUBLIC_URL: 'ftp://x',
    DUEBOOK_SECRET: 'hunter2',
    DUEBOOK_IMAP_URL: 'pop3://me:hunter2@host',
  }
  assert.throws(
    () => readConfig(bad, '/'),
    (error: unknown) => {
      assert.ok(error instanceof ConfigProblem)
      for (const name of Object.keys(bad)) assert.match(error.message, new RegExp(name))
      assert.doesNotMatch(error.message, /hunter2/)
      return true
    },
  )
})

test('an SMS service needs its account whole; its secret is not shown', () => {
  const env = {
    DUEBOOK_SMS: 'aliyun',
    DUEBOOK_SMS_KEY_ID: 'LTAI',
    DUEBOOK_SMS_KEY_SECRET: 'hunter2',
    DUEBOOK_SMS_SIGN: '甲公司',
    DUEBOOK_SMS_TEMPLATE: 'SMS_1',
  }
  const { sms } = readConfig(env, '/')
  assert.deepEqual([sms?.service, sms?.endpoint, sms?.sign], ['aliyun', 'https://dysmsapi.aliyuncs.com', '甲公司'])
  assert.equal(sms?.keySecret.reveal(), 'hunter2')
  assert.doesNotMatch(inspect(readConfig(env, '/'), { depth: 9 }), /hunter2/)
  assert.throws(() => readConfig({ ...env, DUEBOOK_SMS_SIGN: '' }, '/'), /DUEBOOK_SMS_SIGN is needed/)
  assert.throws(() => readConfig({ ...env, DUEBOOK_SMS: 'pigeon' }, '/'), /DUEBOOK_SMS must be aliyun/)
  assert.throws(() => readConfig({ ...env, DUEBOOK_SMS_ENDPOINT: 'ftp://x' }, '/'), /DUEBOOK_SMS_ENDPOINT/)
})

test('a secret does not leak into JSON, text or an inspected object', () => {
  const settings = readConfig({ DUEBOOK_SECRET: long, DATABASE_URL: 'postgresql://me:hunter2@host/db' }, '/')
  const shown = `${JSON.stringify(settings)} ${inspect(settings, { depth: 9, showHidden: true })} ${String(settings.secret)}`
  assert.doesNotMatch(shown, /horse|hunter2/)
  assert.equal(settings.secret?.reveal(), long)
})

test('the secret of the installation is made once, for the owner alone', t => {
  const home = mkdtempSync(join(tmpdir(), 'duebook-config-'))
  t.after(() => rmSync(home, { recursive: true }))
  const settings = readConfig({ DUEBOOK_HOME: join(home, 'new') }, '/')
  const first = installationSecret(settings).reveal()
  assert.equal(first.length, 43)
  assert.equal(installationSecret(settings).reveal(), first)
  assert.equal(statSync(join(home, 'new', 'secret')).mode & 0o777, 0o600)
  assert.equal(installationSecret(readConfig({ DUEBOOK_SECRET: long }, home)).reveal(), long)
  chmodSync(join(home, 'new', 'secret'), 0o644)
  assert.throws(() => installationSecret(settings), ConfigProblem)
})
