import { readFile } from 'node:fs/promises'
import type { Problem } from '../kernel/errors.ts'

/** The sentences of a language, by their path; empty where the pages are not there. */
async function readSentences(locale: string): Promise<Record<string, unknown>> {
  const file = new URL(`../../web/locales/${locale === 'zh' ? 'zh' : 'en'}.json`, import.meta.url)
  const text = await readFile(file, 'utf8').catch(() => '{}')
  return (JSON.parse(text) as { errors?: Record<string, unknown> }).errors ?? {}
}

/** What is wrong with a request, one sentence a line, each with its code; for the person at the keyboard. */
export async function inWords(problems: readonly Problem[], locale: string): Promise<string[]> {
  const sentences = await readSentences(locale)
  return problems.map(({ index, code, params }) => {
    const known = sentences[code]
    const sentence = typeof known === 'string' ? filled(known, params) : `${code.replaceAll('_', ' ')} ${shown(params)}`
    return `${problems.length > 1 ? `${index + 1}: ` : ''}${sentence.trim()} [${code}]`
  })
}

const filled = (sentence: string, params: Record<string, unknown>) =>
  sentence.replaceAll(/\{\{(\w+)[^}]*\}\}/g, (_, name: string) => plain(params[name]))

const shown = (params: Record<string, unknown>) =>
  Object.entries(params)
    .map(([name, value]) => `${name}=${plain(value)}`)
    .join(', ')

const plain = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
