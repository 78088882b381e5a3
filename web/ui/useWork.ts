import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Parked } from '../client.ts'
import { queries } from '../queries.ts'
import { doPortion, type Failure } from './portions.ts'
import { toast } from './toast.tsx'

/** Longer work on what was picked: how far it is, and what was not done and why. */
export type Work<T> = {
  count: number
  done: number
  failed: readonly Failure<T>[]
  /** Whether everything was gone through. */
  over: boolean
  begun: boolean
  /** Goes on where it stopped; once it is over, tries again what failed. Answers whether all of it is done. */
  perform: () => Promise<boolean>
}

/**
 * Does a deed to many, portion by portion, so that one sees how far it is. What broke off goes on where it stopped, and
 * what was done is not done again.
 */
export function useWork<T>(
  subjects: readonly T[],
  portion: number,
  deed: (some: readonly T[]) => Promise<readonly Failure<T>[] | undefined>,
  said: string,
): Work<T> {
  const { t } = useTranslation()
  // As it was begun: the list behind the dialog changes while it is worked on.
  const [all] = useState(subjects)
  const [left, setLeft] = useState(subjects)
  const [failed, setFailed] = useState<readonly Failure<T>[]>([])
  const [begun, setBegun] = useState(false)
  const perform = async () => {
    let rest = left.length > 0 ? left : failed.map(({ subject }) => subject)
    let wrong = left.length > 0 ? failed : []
    let parked = false
    setBegun(true)
    setLeft(rest)
    setFailed(wrong)
    try {
      while (rest.length > 0) {
        const some = rest.slice(0, portion)
        wrong = [
          ...wrong,
          ...(await doPortion(some, deed).catch(error => {
            if (!(error instanceof Parked)) throw error
            parked = true
            return []
          })),
        ]
        rest = rest.slice(some.length)
        setFailed(wrong)
        setLeft(rest)
      }
    } finally {
      void queries.invalidateQueries()
    }
    if (wrong.length === 0) toast(parked ? 'waits' : 'well', parked ? t('approval.parked') : said)
    return wrong.length === 0
  }
  const done = all.length - left.length - failed.length
  return { count: all.length, done, failed, over: begun && left.length === 0, begun, perform }
}
