import { z } from 'zod'

/** What a person reads about a contract line, in both languages. */
export type Words = { en: string; zh: string }

/**
 * One thing the outside can ask. From this line come the route, the permission check, the API document,
 * the typed client, and the command `duebook do <name>`.
 */
export type Line<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  kind: 'verb' | 'query'
  /** `noun.verb`; also the name on the command line. */
  name: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  /** One word of the permissions, or 'public', or 'signed_in'. */
  permission: string
  summary: Words
  input: I
  output: O
  /** The body is one object or an array of them; the verb always gets the array. */
  many?: boolean
  /** Of a verb that takes many: a path that names one of them by its id, beside the path for all. */
  one?: { path: string; input: z.ZodType }
  /**
   * Requests that wait at the same time may share one transaction. It promises that the verb answers `{ rows }`, one for
   * each input in order, and that one call with many inputs does what as many calls in that order would do.
   */
  together?: boolean
  /** A policy may let this verb wait for a second person; `by_amount` where its facts tell `amount_minor` in base currency. */
  approval?: boolean | 'by_amount'
  /** Events this verb records. */
  events?: readonly string[]
  /** The body is a multipart upload with one file; 'optional' where it may name a kept one instead. */
  upload?: boolean | 'optional'
  /** The largest upload it takes, in bytes, where that is less than what any line takes. */
  largest?: number
  /** The answer is a file, not JSON. */
  file?: boolean
  /** Fields of the answer that are shown once; an answer kept for a repeat holds null there. */
  secrets?: readonly string[]
  /** Reads that may go to a replica. */
  report?: boolean
}

export type Contract = Record<string, Line>

type Given<I extends z.ZodType, O extends z.ZodType> = Omit<Line<I, O>, 'kind' | 'many' | 'one'>

/** A line that may change something; it records what it changed. */
export const verb = <I extends z.ZodType, O extends z.ZodType>(line: Given<I, O>): Line<I, O> & { kind: 'verb' } => ({
  kind: 'verb',
  ...line,
})

/** A verb that takes one or many of the same thing, up to `max`; `one` is a path that names a single one by its id. */
export const verbOfMany = <E extends z.ZodType, O extends z.ZodType>(
  line: Omit<Given<z.ZodArray<E>, O>, 'input'> & { each: E; max: number; one?: string },
): Line<z.ZodArray<E>, O> & { kind: 'verb' } => {
  const { each, max, one, ...rest } = line
  const input = z.array(each).min(1).max(max)
  return { kind: 'verb', many: true, input, ...(one ? { one: { path: one, input: each } } : {}), ...rest }
}

/** A line that only reads; its transaction is read only. */
export const query = <I extends z.ZodType, O extends z.ZodType>(line: Given<I, O>): Line<I, O> & { kind: 'query' } => ({
  kind: 'query',
  ...line,
})

/** The ways to a line: its own, and of a verb that takes many the one that names a single one by its id. */
export function waysTo(line: Line): Line[] {
  const { one, many: _, ...rest } = line
  return one ? [line, { ...rest, ...one }] : [line]
}

/** What a line answers. */
export type Answered<L extends Line> = z.output<L['output']>
/** What a handler gets. */
export type Taken<L extends Line> = z.output<L['input']>
