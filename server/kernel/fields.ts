import { z } from 'zod'

/** The forms a datum takes on the wire, each written once. Pure: the web imports it. */

const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/

/** Text a person may write: trimmed, up to `max` characters, without control characters or half a surrogate pair. */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine(value => !controls.test(value) && value.isWellFormed(), { params: { code: 'text_has_control_character' } })
    .transform(value => value.trim())

/** Text that must say something. */
export const words = (max: number) => text(max).pipe(z.string().min(1))

const address = /^[^\s@<>,;:"()[\]\\]{1,64}@[^\s@<>,;:"()[\]\\]{1,185}\.[^\s@.<>,;:"()[\]\\]{2,63}$/

/** Whether a letter can be sent there: one address, on one line, without a name beside it. */
export const isAddress = (text: string | undefined) => text !== undefined && address.test(text)

/**
 * A mobile number of mainland China, to which an SMS can be sent, as E.164 writes it; null for any other text. Blanks, hyphens,
 * brackets, full-width digits and the country's code in any of its spellings are no matter.
 */
export function mobileOf(text: string | null | undefined): string | null {
  const digits = (text ?? '').normalize('NFKC').replace(/[\s().-]/g, '')
  const found = /^(?:\+86|0086|86)?(1[3-9]\d{9})$/.exec(digits)
  return found ? `+86${found[1]}` : null
}

/** An e-mail address, or nothing. */
export const email = () =>
  text(254)
    .refine(value => value === '' || isAddress(value), { params: { code: 'email_invalid' } })
    .meta({ personal: true })

/** An id: UUID in lower case. */
export const id = () =>
  z
    .string()
    .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, { error: 'id_invalid' })
    .meta({ format: 'uuid' })

/** A day of the calendar, '2026-03-01'; 30 February is refused as impossible. */
export const day = () =>
  z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .refine(isRealDay, { params: { code: 'day_impossible' } })
    .meta({ format: 'date' })

function isRealDay(value: string): boolean {
  const [year, month, date] = value.split('-').map(Number) as [number, number, number]
  if (year < 1900 || year > 2999 || month < 1 || month > 12 || date < 1) return false
  return date <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** A moment in UTC, microseconds at the most. */
export const instant = () =>
  z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/)
    .refine(value => isRealDay(value.slice(0, 10)) && Number(value.slice(11, 13)) < 24, {
      params: { code: 'day_impossible' },
    })
    .meta({ format: 'date-time' })

const wholeDigits = /^(0|-?[1-9]\d{0,17})$/

/** Money in minor units: digits in a string, at most 18, no leading zero, no negative zero. */
export const minor = () =>
  z
    .string()
    .refine(value => wholeDigits.test(value), { params: { code: 'amount_invalid' } })
    .transform(value => BigInt(value))

/** Money in minor units as an answer carries it. */
export const minorOut = () => z.union([z.string().regex(wholeDigits), z.bigint()]).meta({ type: 'string' })

/** A decimal such as a rate or a quantity, as text with up to `digits` places. */
export const decimal = (digits: number) => z.string().regex(new RegExp(`^-?\\d{1,14}(\\.\\d{1,${digits}})?$`))

/** ISO 4217 currency code. */
export const currency = () => z.string().regex(/^[A-Z]{3}$/, { error: 'currency_unknown' })

/** ISO 3166 country code. */
export const country = () => z.string().regex(/^[A-Z]{2}$/)

/** What every list takes: a cursor (it carries the values of the last row, names of 300 characters too), and how many rows. */
export const paging = {
  after: z.string().max(3000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
}

/** What every list answers: rows and the cursor of the next page, null on the last. */
export const page = <T extends z.ZodType>(row: T) => z.object({ rows: z.array(row), next: z.string().nullable() })

/** A filter that may be given several times in a URL. */
export const several = <T extends z.ZodType>(one: T) =>
  z.preprocess(
    value => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(one).max(200).optional(),
  )

/** A switch in a URL. */
export const flag = () =>
  z.preprocess(value => (value === 'true' ? true : value === 'false' ? false : value), z.boolean().optional())

/** Orders of the groups of a list: by name, by amount in base, by how many rows. */
export const groupSorts = ['name', '-name', 'amount', '-amount', 'rows', '-rows'] as const
export type GroupSort = (typeof groupSorts)[number]

/** What the groups of a list answer: the key is '' where its rows have none. */
export const groups = () =>
  page(
    z.object({
      key: z.string(),
      number: z.string().nullable(),
      name: z.string().nullable(),
      rows: z.number(),
      sums: z.array(
        z.object({ currency: currency(), rows: z.number(), amount_minor: minorOut(), open_minor: minorOut() }),
      ),
    }),
  )
