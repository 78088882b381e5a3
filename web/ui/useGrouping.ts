import { many, one, useUrl } from './url.ts'

/** How a list stands in groups: by what, in which order, and which of them are open. All of it is in the URL. */
export type Grouping<B extends string> = {
  keys: readonly B[]
  by: B | undefined
  sort: string
  opened: readonly string[]
  group: (by: B | undefined) => void
  order: (sort: string) => void
  toggle: (key: string) => void
}

/** Groups of a list by one of `keys`; months come the newest first, others the largest. */
export function useGrouping<B extends string>(keys: readonly B[]): Grouping<B> {
  const [url, change] = useUrl()
  const by = keys.find(key => key === one(url.group))
  const opened = many(url.in)
  return {
    keys,
    by,
    sort: one(url.order) ?? (by?.endsWith('month') ? '-name' : '-amount'),
    opened,
    group: next => change({ group: next, order: undefined, in: undefined }),
    order: order => change({ order }, { replace: true }),
    toggle: key =>
      change({ in: opened.includes(key) ? opened.filter(each => each !== key) : [...opened, key] }, { replace: true }),
  }
}
