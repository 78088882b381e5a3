import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { type Language, setLanguage, startLanguage } from './preferences.ts'

const sentences = {
  en: () => import('./locales/en.json'),
  zh: () => import('./locales/zh.json'),
}

/** Those that only pages speak; `late-words.ts` says which. */
const late = {
  en: () => import('virtual:late-en'),
  zh: () => import('virtual:late-zh'),
}
const complete = new Set<Language>()
/** Whether a page has been opened, so that another language is needed whole. */
let opened = false

/** Loads the sentences of pages; each page waits for them, and they come once. */
export async function pageWords(): Promise<void> {
  opened = true
  const language: Language = i18next.language === 'en' ? 'en' : 'zh'
  if (!complete.has(language)) await completeWords(language)
}

/** Begins to load them before it is known which page there will be. */
export const pageWordsAhead = (): void => void late[startLanguage()]().catch(() => null)

async function completeWords(language: Language): Promise<void> {
  const loaded = await late[language]()
  i18next.addResourceBundle(language, 'translation', loaded.default, true)
  complete.add(language)
}

/** Loads the sentences of the reader's language alone, before anything is drawn. */
export async function startWords(): Promise<void> {
  const language = startLanguage()
  const loaded = await sentences[language]()
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: loaded.default } },
    interpolation: { escapeValue: false },
    returnNull: false,
    // A parameter that the server did not send leaves a gap rather than its name.
    missingInterpolationHandler: () => '',
    // A key that has no word shows as itself; the console names it, and the browser tests listen there.
    parseMissingKeyHandler: (key, fallback) => {
      if (fallback === undefined) console.error(`No word for ${key}`)
      return fallback ?? key
    },
  })
}

/** Changes the language of everything on the page. */
export async function speak(language: Language, keep = true): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation'))
    i18next.addResourceBundle(language, 'translation', (await sentences[language]()).default)
  if (opened && !complete.has(language)) await completeWords(language)
  await i18next.changeLanguage(language)
  setLanguage(language, keep)
}
