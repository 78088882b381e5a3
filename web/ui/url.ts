import { useNavigate, useSearch } from '@tanstack/react-router'

/** The state of a page as it stands in its URL: plain words, repeated where there are several. */
export type Url = Record<string, string | string[] | undefined>

export function parseSearch(text: string): Url {
  const url: Url = {}
  for (const [key, value] of new URLSearchParams(text)) {
    const before = url[key]
    url[key] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value]
  }
  return url
}

export function stringifySearch(url: Record<string, unknown>): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(url))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== null && one !== '') search.append(key, String(one))
  return search.size > 0 ? `?${search}` : ''
}

/** Reads the state of this page from its URL, and a way to change parts of it. */
export function useUrl(): [url: Url, change: (part: Url, how?: { replace?: boolean }) => void] {
  const url = useSearch({ strict: false }) as Url
  const navigate = useNavigate()
  const change = (part: Url, how: { replace?: boolean } = {}) =>
    void navigate({
      to: '.',
      search: ((before: Url) => ({ ...before, ...part })) as never,
      replace: how.replace ?? false,
      resetScroll: false,
    })
  return [url, change]
}

/** One value of the URL, where only one makes sense. */
export function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

/** Several values of the URL. */
export function many(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}
