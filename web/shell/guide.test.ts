import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const languages = ['en', 'zh'] as const
const textOf = (language: string, name: string) => read(`docs/guide/${language}/${name}.md`)

/** Read as it runs: its types lead into the pages, which are compiled on their own. */
const { jobs, guideOf } = await import(join(root, 'web/shell/places.ts'))
const places: { to: string; letter?: string }[] = jobs.flatMap((job: { places: object[] }) => job.places)
const names = [...new Set(places.map(place => guideOf(place) as string))]

test('every place has its page of the guide in both languages', () => {
  const missing = languages.flatMap(language =>
    names.map(name => `docs/guide/${language}/${name}.md`).filter(path => !existsSync(join(root, path))),
  )
  assert.deepEqual(missing, [])
  assert.deepEqual(readdirSync(join(root, 'docs/guide/en')).sort(), readdirSync(join(root, 'docs/guide/zh')).sort())
})

test('a page of the guide begins with its name and says the same in both languages, part by part', () => {
  for (const name of names) {
    const parts = languages.map(language => {
      const text = textOf(language, name)
      assert.match(text, /^# \S/, `${language} ${name} begins with its name`)
      return {
        headings: [...text.matchAll(/^## /gm)].length,
        points: [...text.matchAll(/^(- |\d\. )/gm)].length,
        keys: [...text.matchAll(/`([^`]+)`/g)].map(match => match[1]).sort(),
        links: [...text.matchAll(/\]\(([^)]+)\)/g)].map(match => match[1]).sort(),
      }
    })
    assert.deepEqual(parts[0], parts[1], name)
  }
})

test('the guide leads only to places there are, and names only keys that do something', () => {
  const own = ['mod+k', '?', '/', 'f1', 'x', 'enter', '↑', '↓']
  const actions = [
    'web/receipts',
    'web/invoices',
    'web/contracts',
    'web/customers',
    'web/tasks',
    'web/taxinvoices',
    'web/imports',
  ].flatMap(folder => [...read(`${folder}/actions.ts`).matchAll(/shortcut: '([^']+)'/g)].map(match => match[1]))
  const keys = [...own, ...actions, ...places.flatMap(place => (place.letter ? [`g ${place.letter}`] : []))]
  for (const language of languages)
    for (const name of names) {
      const text = textOf(language, name)
      for (const [, key = ''] of text.matchAll(/`([^`]+)`/g)) assert.ok(keys.includes(key), `${name}: ${key}`)
      for (const [, to = ''] of text.matchAll(/\]\(([^)]+)\)/g))
        assert.ok(
          places.some(place => place.to === to),
          `${name}: ${to}`,
        )
    }
})
