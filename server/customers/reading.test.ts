import assert from 'node:assert/strict'
import { test } from 'node:test'
import { searchPatterns, searchText } from './reading.ts'

/** What `like` does, for patterns with nothing but % in them. */
const fits = (text: string, typed: string) => {
  const patterns = searchPatterns(typed)
  return (
    patterns.length > 0 && patterns.every(pattern => text.includes(pattern.slice(1, -1).replace(/\\([\\%_])/g, '$1')))
  )
}

const text = searchText(['K0015', '深圳市腾跃贸易有限公司', 'Tengyue Trading Ltd.', '91440300MA5G'])

test('[CUS-14] a customer is found by characters, full pinyin, initials, English words and numbers', () => {
  for (const typed of [
    '腾',
    '腾跃',
    '腾跃贸',
    '深圳 贸易',
    'tengyue',
    'TengYue',
    'maoyi',
    'tymy',
    'ty',
    'szs',
    'trading',
    'k0015',
    '0015',
    'Ｋ００１５',
    '91440300',
    'tengyue 贸易',
    '腾跃tym',
    'sz',
  ])
    assert.ok(fits(text, typed), typed)
})

test('[CUS-14] what does not fit is not found, and nothing typed finds nothing', () => {
  for (const typed of ['跃腾', 'tengfei', 'yt', 'zzz', '广州', '', '   ', '%', '_', '--'])
    assert.ok(!fits(text, typed), typed)
})

test('[CUS-14] a name of hundreds of characters keeps its text within bounds', () => {
  const long = searchText(['张'.repeat(300)])
  assert.ok(long.length < 2000, String(long.length))
  assert.ok(fits(long, 'zhangzhang'))
})

test('[CUS-14] signs that mean something in a pattern mean themselves', () => {
  assert.deepEqual(searchPatterns('100%_\\a'), ['%100\\%\\_\\\\a%'])
  assert.ok(fits(searchText(['A 100%_x']), '100%_x'))
})
