import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'

const built = join(import.meta.dirname, '../dist/web')
const scripts = readdirSync(join(built, 'assets')).filter(name => name.endsWith('.js'))
const textOf = (name: string) => readFileSync(join(built, 'assets', name), 'utf8')
const weightOf = (names: Iterable<string>) =>
  [...names].reduce((sum, name) => sum + gzipSync(textOf(name), { level: 6 }).length, 0)

/** A script and every script it cannot begin without. */
function withImports(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found
  found.add(name)
  const [...imports] = textOf(name).matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)
  for (const [, needed = ''] of imports) withImports(needed, found)
  return found
}

test('the door and the shell come with 300 kB of script at most, charts and tables with the pages that need them', () => {
  const page = readFileSync(join(built, 'index.html'), 'utf8')
  const first = new Set<string>()
  for (const [, name = ''] of page.matchAll(/assets\/([^"']+\.js)/g)) withImports(name, first)
  const locale = scripts.find(name => /^zh-(?!cn-)/.test(name)) ?? ''
  const kilobytes = weightOf(withImports(locale, first)) / 1000
  assert.ok(first.size > 1 && kilobytes > 100, 'what is weighed is the first load')
  assert.ok(kilobytes <= 300, `${kilobytes.toFixed(0)} kB`)
  const holding = (word: string) => scripts.filter(name => textOf(name).includes(word))
  for (const word of ['zlevel', 'table-frame']) {
    assert.ok(holding(word).length > 0, `${word} is somewhere`)
    assert.ok(!holding(word).some(name => first.has(name)), `${word} is not needed at the door`)
  }
})
