import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { refusals } from '../server/kernel/refusals.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const locales = ['en', 'zh'].map(name => ({ name, sentences: flat(JSON.parse(read(`web/locales/${name}.json`))) }))

function flat(value: unknown, path = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[path, value]])
  return new Map(
    Object.entries(value as object).flatMap(([name, inner]) => [...flat(inner, path ? `${path}.${name}` : name)]),
  )
}

test('every refusal has its sentence in every language, and no sentence is left without a refusal', () => {
  // What no server says: that it could not be reached, or said something we do not know.
  const own = ['internal', 'network', 'unknown']
  const codes = [...Object.keys(refusals), ...own].sort()
  for (const { sentences } of locales) {
    const told = [...sentences.keys()].filter(key => key.startsWith('errors.')).map(key => key.slice(7))
    assert.deepEqual(told.sort(), codes)
  }
})

test('a sentence takes the same parameters in every language', () => {
  const taken = (text = '') => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(match => match[1]).sort()
  const [english, chinese] = locales
  for (const [key, text] of english?.sentences ?? []) {
    // A plural may leave its number out where the word says it.
    if (/_(one|other)$/.test(key)) continue
    assert.deepEqual(taken(text), taken(chinese?.sentences.get(key)), key)
  }
})

test('every sentence the pages ask for is there, and every one that is there is asked for', () => {
  const source = globSync('web/**/*.{ts,tsx}', { cwd: root }).map(read).join('\n')
  const keys = [...(locales[0]?.sentences.keys() ?? [])].map(key => key.replace(/_(zero|one|other)$/, ''))
  const asked = [...source.matchAll(/\bt\(\s*'([\w.]+)'/g)].map(match => match[1] ?? '')
  assert.deepEqual([...new Set(asked)].filter(key => !keys.includes(key)).sort(), [])
  // Families asked for by a name that comes from data: t(`kinds.${kind}`).
  const families = [...source.matchAll(/`([\w.]+?[._])\$\{/g)].map(match => match[1] ?? '')
  const idle = keys.filter(key => !source.includes(`'${key}'`) && !families.some(family => key.startsWith(family)))
  assert.deepEqual(idle, [])
})

test('the word of a state begins with a capital letter in English', () => {
  const source = globSync('web/**/*.tsx', { cwd: root }).map(read).join('\n')
  // <span className="tag …">{t('…')}</span>, and the families of words that a state chooses from.
  const tags = [
    ...source.matchAll(
      /className=(?:"tag\b|\{[^>\n]*\btag\b)[^>]*>\s*\{(?:[^{}<>]*\? ?)?t\(\s*(?:'([\w.]+)'|`(\w+\.\w+\.)\$\{)/g,
    ),
  ]
  assert.ok(tags.length > 50)
  const small = [...(locales[0]?.sentences ?? [])].filter(([, text]) => /^[a-z]/.test(text)).map(([key]) => key)
  const wrong = small.filter(key => tags.some(([, own, family]) => key === own || (family && key.startsWith(family))))
  assert.deepEqual(wrong, [])
})
