import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { test } from 'node:test'
import ts from 'typescript'
import { modules } from '../server/modules.ts'

const root = join(import.meta.dirname, '..')

/** Written by a program, so that no rule about reading applies to it. */
const generated = ['server/db/tables.ts']

const source = globSync(['{server,web,tests,bench,e2e}/**/*.{ts,tsx,css}'], { cwd: root }).map(path =>
  path.split(sep).join('/'),
)
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** Files of the server that stand above every module. */
const roof = ['app', 'main', 'modules']

/** The module of a file of the server: its folder, or its own name where it stands alone. */
function moduleOf(path: string): string {
  return (path.split('/')[1] ?? '').replace(/(\.test)?\.ts$/, '')
}

/** The files that a file imports, in whatever way, types as well. */
function importsOf(path: string): string[] {
  return ts
    .preProcessFile(read(path), true, true)
    .importedFiles.map(file => file.fileName)
    .filter(name => name.startsWith('.'))
    .map(name =>
      relative(root, join(root, dirname(path), name))
        .split(sep)
        .join('/'),
    )
}

test('a module imports only from itself and from those before it', () => {
  const order: readonly string[] = modules
  const wrong: string[] = []
  let count = 0
  for (const path of source.filter(file => /^server\/.*\.ts$/.test(file))) {
    const from = moduleOf(path)
    if (roof.includes(from)) continue
    if (!order.includes(from)) wrong.push(`${path}: "${from}" is missing in server/modules.ts`)
    for (const target of importsOf(path)) {
      count++
      const to = moduleOf(target)
      // Stories are told with the whole house; nothing that runs imports them.
      const story = path.endsWith('.test.ts') && to === 'testing'
      const whole = from === 'testing' && to === 'app'
      const inside = target.startsWith('server/') && order.includes(to) && order.indexOf(to) <= order.indexOf(from)
      if (!inside && !story && !whole) wrong.push(`${path} imports ${target}`)
    }
  }
  assert.deepEqual(wrong, [])
  assert.ok(count > 20, `only ${count} imports were read`)
})

test('the web takes from the server only what is pure: contracts, values, money and what a line comes to', () => {
  const pure = /^server\/(\w+\/([\w-]+-)?contract|kernel\/[\w-]+|ledger\/line-amounts)\.ts$/
  const wrong = source
    .filter(path => /^web\/.*\.tsx?$/.test(path) && !path.endsWith('.test.ts'))
    .flatMap(path => importsOf(path).map(target => ({ path, target })))
    .filter(({ target }) => target.startsWith('server/') && !pure.test(target))
  assert.deepEqual(wrong, [])
})

test('only server/config.ts reads the environment', () => {
  const reads = source
    .filter(path => path.startsWith('server/') && !path.endsWith('.test.ts') && !path.startsWith('server/testing/'))
    .filter(path => /process\.env|import\.meta\.env/.test(read(path)))
  assert.deepEqual(reads, ['server/config.ts'])
})

test('nothing is exported without a name', () => {
  const wrong = source
    .filter(path => /\.tsx?$/.test(path) && !path.endsWith('.config.ts'))
    .filter(path => /^export default|^export \{[^}]* as default/m.test(read(path)))
  assert.deepEqual(wrong, [])
})

test('no folder collects what belongs to a module', () => {
  const wrong = source.filter(path => /(^|\/)(utils?|helpers?|constants|types|common|shared)\//.test(path))
  assert.deepEqual(wrong, [])
})

test('a file has at most 400 lines', () => {
  const long = source
    .filter(path => !generated.includes(path) && !path.endsWith('.test.ts'))
    .map(path => ({ path, lines: read(path).split('\n').length - 1 }))
    .filter(({ lines }) => lines > 400)
  assert.deepEqual(long, [])
})

test('nothing is left to be done later', () => {
  const promise = /\b(TODO|FIXME)\b/
  assert.deepEqual(
    source.filter(path => path !== 'tests/house.test.ts' && promise.test(read(path))),
    [],
  )
})

test('no test is switched off or left alone in the light', () => {
  const off = /\b(test|it|suite|describe)\.(only|skip|todo)\(/
  assert.deepEqual(
    source.filter(path => path.endsWith('.test.ts') && off.test(read(path))),
    [],
  )
})

test('English and Chinese have the same sentences', t => {
  const [english, chinese] = ['web/locales/en.json', 'web/locales/zh.json']
  if (!existsSync(join(root, english)) || !existsSync(join(root, chinese))) return t.skip('there are no locales yet')
  const keys = (path: string) => keysOf(JSON.parse(read(path)), '').sort()
  assert.deepEqual(keys(english), keys(chinese))
})

function keysOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([name, inner]) => keysOf(inner, path === '' ? name : `${path}.${name}`))
}
