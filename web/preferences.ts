import { useSyncExternalStore } from 'react'

export type Language = 'en' | 'zh'
export type Mode = 'light' | 'dark'
/** How much stands on a screen: rows of 28 pixels or of 32. */
export type Density = 'compact' | 'comfortable'

const listeners = new Set<() => void>()
const systemDark = window.matchMedia('(prefers-color-scheme: dark)')
let language = firstLanguage()
let density: Density = localStorage.getItem('duebook.density') === 'compact' ? 'compact' : 'comfortable'
let narrow = localStorage.getItem('duebook.side') === 'narrow'
let mode: Mode = document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light'

function firstLanguage(): Language {
  const kept = localStorage.getItem('duebook.language')
  if (kept === 'en' || kept === 'zh') return kept
  return navigator.language.startsWith('zh') ? 'zh' : 'en'
}

function tell(): void {
  document.documentElement.dataset.theme = mode
  document.documentElement.dataset.density = density
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The reader's language on this device; what the person's file says counts until one chooses here. */
export const useLanguage = () => useSyncExternalStore(subscribe, () => language)
/** Light or dark on this device; what the system says until one chooses here. */
export const useMode = () => useSyncExternalStore(subscribe, () => mode)

/** Compact or comfortable, on this device. */
export const useDensity = () => useSyncExternalStore(subscribe, () => density)
/** Whether the places stand as pictures alone, on this device. */
export const useNarrowSide = () => useSyncExternalStore(subscribe, () => narrow)

export function setDensity(next: Density): void {
  localStorage.setItem('duebook.density', next)
  density = next
  tell()
}

export function setNarrowSide(next: boolean): void {
  localStorage.setItem('duebook.side', next ? 'narrow' : 'wide')
  narrow = next
  tell()
}

export function setLanguage(next: Language, keep = true): void {
  if (keep) localStorage.setItem('duebook.language', next)
  language = next
  tell()
}

/** Whether a language was chosen on this device. */
export const languageChosen = () => localStorage.getItem('duebook.language') !== null

export function setMode(next: Mode): void {
  localStorage.setItem('duebook.theme', next)
  mode = next
  tell()
}

systemDark.addEventListener('change', event => {
  if (localStorage.getItem('duebook.theme')) return
  mode = event.matches ? 'dark' : 'light'
  tell()
})

/** The language at the start, before anything is drawn. */
export const startLanguage = () => {
  tell()
  return language
}
