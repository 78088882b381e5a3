import { z } from 'zod'
import { text } from '../kernel/fields.ts'

/** The forms that several lines of this module share. */

export const code = () => z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,39}$/u)
export const customers = () => z.enum(['', 'own', 'departments'])
export const reason = () => text(500).optional()
export const email = () =>
  z
    .string()
    .max(254)
    .pipe(z.email())
    .transform(value => value.toLowerCase())
export const password = () => z.string().min(1).max(1000)
export const locale = () => z.enum(['en', 'zh'])
export const changed = z.object({ changed: z.boolean() })
export const conflict = z.object({ a: z.string(), b: z.string(), profile: z.string(), forbidden: z.boolean() })
